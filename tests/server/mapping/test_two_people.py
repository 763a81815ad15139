"""Two people change one process at once: both keep what they wrote."""

from __future__ import annotations

import pytest

from tests.builders import a_person, a_process, latest, signed_in
from wholeflow.processes import Entry as EntryValue
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.changes import EditConflict
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Entry, Process

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann)


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


def rename(process: Process, by: Person, name: str, language: str = "en") -> None:
    """Send the whole form as it was filled in on the page of `process`."""
    actions.rename(
        by=by,
        process_id=process.pk,
        name=name,
        language=language,
        base_version=process.version,
    )


def test_changes_of_different_fields_are_both_kept(
    ann: Person, process: Process
) -> None:
    rename(process, ann, process.name, language="cy")
    rename(process, ann, "Sampling blood")

    now = Process.objects.get(pk=process.pk)
    assert (now.name, now.language) == ("Sampling blood", "cy")


def test_the_second_to_set_a_field_is_told_what_the_first_set(
    ann: Person, process: Process
) -> None:
    rename(process, ann, "Sampling blood")

    with pytest.raises(EditConflict, match="Nothing you wrote is lost") as told:
        rename(process, ann, "Taking blood")

    assert told.value.theirs == {"name": "Sampling blood"}
    assert told.value.change == latest()


def test_a_field_that_was_not_changed_keeps_what_the_other_set(
    ann: Person, process: Process
) -> None:
    rename(process, ann, "Sampling blood")
    rename(process, ann, process.name)

    assert Process.objects.get(pk=process.pk).name == "Sampling blood"


def test_a_change_of_another_row_of_the_card_is_no_conflict(
    ann: Person, process: Process
) -> None:
    for text in ("People go home well", "People are safe"):
        actions.add_entry(
            by=ann, process_id=process.pk, entry=EntryValue("why", "aim", text)
        )
    first, second = Entry.objects.order_by("id")
    base = Process.objects.get(pk=process.pk).version
    for row in (first, second):
        actions.change_entry(
            by=ann,
            process_id=process.pk,
            entry_id=row.pk,
            entry=EntryValue("why", "aim", f"{row.text}, soon"),
            base_version=base,
        )

    texts = Entry.objects.order_by("id").values_list("text", flat=True)
    assert [*texts] == ["People go home well, soon", "People are safe, soon"]


def test_the_page_shows_both_and_keeps_what_was_typed(
    ann: Person, process: Process
) -> None:
    rename(process, ann, "Sampling blood")
    typed = {
        "name": "Taking of blood",
        "name_reason": "The ward has always said so",
        "language": "en",
        "base_version": process.version,
    }

    answer = signed_in(ann).post(f"/p/{process.pk}/rename", typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs: Name" in page
    assert "Sampling blood" in page
    assert 'value="Taking of blood"' in page
    assert 'value="The ward has always said so"' in page
    assert Process.objects.get(pk=process.pk).name == "Sampling blood"


def test_saving_again_after_seeing_both_wins(ann: Person, process: Process) -> None:
    rename(process, ann, "Sampling blood")
    browser = signed_in(ann)
    typed = {"name": "Taking blood", "language": "en", "base_version": process.version}
    conflict = browser.post(f"/p/{process.pk}/rename", typed)
    typed["base_version"] = conflict.context["form"]["base_version"].value()

    answer = browser.post(f"/p/{process.pk}/rename", typed)

    assert answer.status_code == 302
    assert Process.objects.get(pk=process.pk).name == "Taking blood"


def test_saving_what_stands_offers_no_undo(ann: Person, process: Process) -> None:
    browser = signed_in(ann)
    typed = {"name": process.name, "language": "en", "base_version": process.version}

    answer = browser.post(f"/p/{process.pk}/rename", typed, follow=True)

    assert b"/undo/" not in answer.content
