"""The picture of a chart says what its table says, to every reader."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.figures import chart as figure
from tests.improvement.charts import a_chart, a_rebase, an_aside, monthly
from wholeflow.drawing.lettering import text_width
from wholeflow.improvement import (
    CHART_STYLE,
    Caption,
    Chart,
    Decisions,
    Rebase,
    as_svg,
    assurance_icon,
    g_chart,
    p_prime,
    variation_icon,
    xmr,
)
from wholeflow.improvement.spc.style import stylesheet

TOKENS = (
    Path(__file__).parents[2] / "src/wholeflow/server/shell/static/shell/css/tokens.css"
)
SVG = "{http://www.w3.org/2000/svg}"
STEADY = [9, 11, 10] * 4
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<script|<style|#[0-9a-f]{3,6}\b")


def drawn(
    chart: Chart, caption: Caption | None = None, **asked: object
) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(chart, caption, **asked))  # noqa: S314 - our own text, just made


def words(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def marks(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in picture.iter() if name in each.get("class", "").split()]


def test_it_is_an_image_with_a_title_and_a_description() -> None:
    caption = Caption("Waits for a scan", "days")

    picture = drawn(
        a_chart([*STEADY, 30], better="down", baseline=12), caption, key="a"
    )

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "a-title a-desc"
    assert picture.findtext(f"{SVG}title") == (
        "Waits for a scan. High on 13 January 2024: concern"
    )
    assert picture.findtext(f"{SVG}desc") == (
        "13 points from 1 January 2024 to 13 January 2024. Mean 10. Lower limit 6.4. "
        "Upper limit 13.6. Latest 30: outside the limits, high: concern."
    )


def test_the_first_thing_written_is_the_name_and_then_the_headline() -> None:
    picture = drawn(a_chart([*STEADY, 30]), Caption("Waits"))

    assert words(picture)[:2] == ["Waits", "High on 13 January 2024: improvement"]


def test_dots_differ_by_shape_and_not_by_colour_alone() -> None:
    chart = a_chart([*STEADY, 30, -30], baseline=12)

    picture = drawn(chart)

    [improvement, *_] = marks(picture, "spc__dot--improvement")
    concerns = marks(picture, "spc__dot--concern")
    assert improvement.tag == f"{SVG}circle"
    assert {each.tag for each in concerns} == {f"{SVG}path"}


def test_only_the_kinds_that_are_there_are_named() -> None:
    said = words(drawn(a_chart([*STEADY, 30], baseline=12)))

    assert "common cause" in said
    assert "improvement" in said
    assert "concern" not in said


def test_lines_are_named_where_they_end() -> None:
    said = words(drawn(a_chart(STEADY, target=15)))

    assert {"mean 10", "upper limit 13.6", "lower limit 6.4", "target 15"} <= set(said)
    assert "latest 10" in said


def test_a_rebase_is_a_step_with_its_reason_and_who_decided() -> None:
    rebase = Rebase(
        date(2025, 1, 1), "New desk.", "Owner", date(2025, 6, 2), test_of_change="T-14"
    )
    chart = xmr(
        monthly([*STEADY, *[v + 9 for v in STEADY]]),
        better="up",
        decisions=Decisions(rebases=(rebase,)),
    )

    picture = drawn(chart, width=1200)

    assert len(marks(picture, "spc__rebase")) == 1
    assert len(marks(picture, "spc__centre")) == 2
    assert (
        "1: new limits from January 2025. New desk. (Owner, 2 June 2025; T-14)"
        in words(picture)
    )


def test_a_point_set_aside_is_hollow_and_its_reason_is_told() -> None:
    picture = drawn(a_chart([*STEADY, 90], set_aside=(an_aside(12),)), width=1200)

    assert len(marks(picture, "spc__dot--set-aside")) == 2  # one of them in the key
    assert (
        "Set aside: 13 January 2024. A strike. (Ward sister, 1 January 2024)"
        in words(picture)
    )


def test_a_missing_month_is_a_gap_in_the_line() -> None:
    months = monthly(STEADY)
    del months[5]

    [course] = marks(drawn(xmr(months, better="up")), "spc__course")

    assert course.get("d", "").count("M") == 2


def test_what_hangs_on_one_point_is_said() -> None:
    values = [10, 11, 10, 12, 11, 10, 60, 11, 10, 12, 11, 10]

    assert (
        "9 of these signals vanish if the point of 7 January 2024 is set aside."
        in words(drawn(a_chart(values)))
    )


def test_limits_on_trial_look_different_and_too_few_points_have_none() -> None:
    trial, too_few = drawn(a_chart(STEADY[:9])), drawn(a_chart(STEADY[:6]))

    assert len(marks(trial, "spc__limit--trial")) == 2
    assert marks(too_few, "spc__limit") == []
    assert len(marks(too_few, "spc__centre")) == 1


def test_an_axis_that_does_not_begin_at_nought_says_so() -> None:
    assert "The axis begins at 85.9, not at 0." in words(
        drawn(a_chart([v + 80 for v in STEADY]))
    )
    assert not any("The axis" in each for each in words(drawn(a_chart([0, 9] * 6))))


def test_source_and_period_stand_beneath() -> None:
    said = words(drawn(a_chart(STEADY), Caption(source="Ward book")))

    assert said[-1] == "Source: Ward book, 1 January 2024 to 12 January 2024."


def test_a_picture_for_a_page_carries_no_style_of_its_own() -> None:
    chart = a_chart([*STEADY, 30], rebases=(a_rebase(6),), target=3)

    assert INLINE.search(as_svg(chart, styled=False)) is None
    assert INLINE.search(variation_icon(chart, styled=False)) is None


def test_every_class_in_a_picture_has_a_rule() -> None:
    picture = as_svg(
        a_chart([*STEADY, 30, -30], rebases=(a_rebase(3),), set_aside=(an_aside(9),))
    )

    used = set(re.findall(r"spc__[\w-]+", picture.partition("</style>")[2]))
    ruled = set(re.findall(r"\.(spc__[\w-]+) ", CHART_STYLE))
    assert len(used) > 10
    assert used - ruled == set()


def test_a_picture_alone_has_the_colours_of_the_product() -> None:
    tokens = TOKENS.read_text("utf-8")
    light, dark = re.findall(r"\.spc \{ (--[^}]*) \}", stylesheet())

    named = set(re.findall(r"var\((--[\w-]+)", CHART_STYLE)) - {"--family"}
    assert named == set(re.findall(r"--[\w-]+(?=:)", light))
    for colours, block in ((light, tokens), (dark, tokens.partition("dark")[2])):
        missing = [c for c in colours.split("; ") if c.rstrip(";") not in block]
        assert missing == []


def test_the_picture_in_the_documentation_is_what_is_drawn_now() -> None:
    kept = Path(figure.__file__).with_name("chart.svg").read_text("utf-8")

    assert kept == figure.draw(), "Run: python docs/figures/chart.py"


def test_a_picture_for_a_notebook_brings_light_and_dark() -> None:
    alone = a_chart(STEADY)._repr_svg_()

    assert "prefers-color-scheme: dark" in alone
    assert alone.startswith("<svg ")


def test_names_from_outside_cannot_break_out() -> None:
    picture = drawn(a_chart(STEADY), Caption("<b>&", "<i>", source="<u>"), width=900)

    assert words(picture)[0] == "<b>&"


@pytest.mark.parametrize("width", [280, 320, 768, 1280])
@pytest.mark.parametrize("months", [1, 6, 24, 120])
def test_no_words_leave_the_picture_or_touch_each_other_at_the_right(
    width: int, months: int
) -> None:
    values = [1000.25 + 40 * (i % 7) for i in range(months)]
    chart = xmr(monthly(values, start=2010), better="up", target=1100)

    picture = drawn(chart, Caption("Length of stay", "hours"), width=width)

    texts = list(picture.iter(f"{SVG}text"))
    ends = [span(text) for text in texts]
    assert min(left for left, _ in ends) >= 0
    assert max(right for _, right in ends) <= width
    labels = [
        t
        for t in texts
        if re.match(r"(mean|upper|lower|limit|latest|target)", t.text or "")
    ]
    heights = sorted(float(t.get("y", "")) for t in labels if t.text)
    assert all(below - above >= 16 for above, below in pairwise(heights))


def span(text: ElementTree.Element) -> tuple[float, float]:
    x, size = float(text.get("x", "")), float(text.get("font-size", ""))
    bold = "spc__words--strong" in text.get("class", "")
    wide = text_width(text.text or "", size=size, bold=bold)
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
    return x - shift * wide, x + (1 - shift) * wide


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30), st.booleans())
def test_whatever_the_values_there_is_a_picture(
    values: list[float], share: bool
) -> None:
    picture = drawn(a_chart(values), Caption(per_cent=share))

    assert "nan" not in ElementTree.tostring(picture, encoding="unicode")
    assert len(list(picture.iter(f"{SVG}text"))) > 3


def test_a_chart_of_which_nothing_counts_is_still_drawn() -> None:
    picture = drawn(a_chart([1, 2], set_aside=(an_aside(0), an_aside(1))))

    assert words(picture)[0] == "Too few points to judge"


def test_the_other_charts_are_drawn_too() -> None:
    shares = p_prime([(d, v, 50 + v) for d, v in monthly(STEADY)], better="up")
    cases = g_chart(monthly(STEADY))

    assert "mean 16.67 %" in words(drawn(shares, Caption(per_cent=True)))
    assert "middle 6.9" in words(drawn(cases))


class TestIcons:
    def test_letters_say_high_and_low(self) -> None:
        assert ">H<" in variation_icon(a_chart([*STEADY, 30], baseline=12))
        assert ">L<" in variation_icon(a_chart([*STEADY, -30], baseline=12))

    @pytest.mark.parametrize(("target", "letter"), [(5, "P"), (10, "?"), (20, "F")])
    def test_letters_say_pass_fail_or_neither(self, target: int, letter: str) -> None:
        assert f">{letter}<" in assurance_icon(a_chart(STEADY, target=target))

    def test_each_says_in_words_what_it_means(self) -> None:
        chart = a_chart([*STEADY, 30], target=20, better="down", baseline=12)

        assert 'aria-label="Variation: concern, high"' in variation_icon(chart)
        assert 'aria-label="Assurance: consistently passes the target"' in (
            assurance_icon(chart)
        )

    def test_there_is_none_where_nothing_is_judged(self) -> None:
        assert variation_icon(a_chart(STEADY[:3])) == ""
        assert assurance_icon(a_chart(STEADY)) == ""


def test_values_that_mean_something_are_drawn_and_named() -> None:
    caption = Caption("Seen in time", marks=((0.0, "fails at"),))

    picture = drawn(a_chart(STEADY, better="up", target=20), caption)

    assert "fails at 0" in words(picture)
    assert len(marks(picture, "spc__mark")) == 1
    assert len(marks(picture, "spc__target")) == 1
