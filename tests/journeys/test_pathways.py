"""The part `pathways` of a standards file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import EventRule, PathwayRule, pathway, read_standards

Write = Callable[..., Path]
STEPS = "steps: {See: s, Test: [t, u], Treat: d}"


def test_a_pathway_is_read_as_it_is_written(write: Write) -> None:
    path = write(
        "pathways:\n  Door:\n"
        "    steps: {See: s, Test: [t, u], Treat: d}\n"
        "    order: [See, [Treat, Test]]\n"
        "    optional: Test\n    repeatable: [Test]\n    beside: w\n"
        "    justified_events: {where: {reason: allergy}}\n"
        "    justified_cases: agreed\n    finished: [home, died]\n"
    )
    expected = PathwayRule(
        pathway(
            "Door",
            {"See": ["s"], "Test": ["t", "u"], "Treat": ["d"]},
            order=["See", ["Treat", "Test"]],
            optional=["Test"],
            repeatable=["Test"],
            beside=["w"],
        ),
        EventRule(where={"reason": ("allergy",)}),
        EventRule(("agreed",)),
        EventRule(("home", "died")),
    )

    read = read_standards(path)

    assert read.pathways == (expected,)
    assert read.activities() == {*"studw", "agreed", "home", "died"}


def test_without_an_order_steps_follow_one_another_as_they_stand(write: Write) -> None:
    (rule,) = read_standards(write(f"pathways: {{Door: {{{STEPS}}}}}")).pathways

    assert [[step.name for step in stage] for stage in rule.pathway.stages] == [
        ["See"], ["Test"], ["Treat"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{beside: w}", "'steps:' is missing here"),
        ("{steps: {}}", "there is no step; a pathway needs one at least"),
        ("{steps: {See: s, Look: s}}", "'s' is already in 'See'"),
        (f"{{{STEPS}, beside: s}}", "activity 's' is named twice"),
        (f"{{{STEPS}, optional: Tset}}", "There is no step 'Tset'; did you mean 'Te"),
        (f"{{{STEPS}, order: [See, Test]}}", "'Treat' is a step; say where it stands"),
        (f"{{{STEPS}, order: [See, Test, Treat, See]}}", "step 'See' stands twice"),
    ],
)
def test_pathways_that_cannot_be_are_refused(
    write: Write, text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"pathways:\n  Door: {text}"))

    assert told in str(refused.value)
    assert "row 2" in str(refused.value)
