"""`wholeflow new`, `import` and `export`, as somebody types them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.builders import a_person, a_process, a_system
from tests.cli.commands import typed
from wholeflow.processes import read_map, read_template, template_names
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history.changes import undoing
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping.models import Part, Process

MAP = """\
name: Blood
processes:
- name: Getting results
  parts:
  - {name: Testing blood, owner: Ann, label: public}
  - {name: Reporting results}
"""


@pytest.fixture
def blood(tmp_path: Path) -> str:
    """A small map in a file."""
    (tmp_path / "blood.yaml").write_text(MAP)
    return str(tmp_path / "blood.yaml")


def test_new_makes_a_system_with_a_template_in_it(nowhere: Path) -> None:
    said = typed("new", "--template", "england-top", "--organisation", "Elm Street")

    assert said.code == 0
    assert said.out == "Brought in 8 processes and 7 links from whole to part.\n"
    assert "wholeflow serve, which gives the first owner's link" in said.err
    assert "member of Elm Street" in said.err
    assert System.objects.get().name == read_template("england-top").name
    assert {p.organisation.name for p in Process.objects.all()} == {"Elm Street"}


def test_new_names_the_system_as_it_is_told(nowhere: Path) -> None:
    typed("new", "--template", "consulting", "--name", "Elm Street place")

    assert System.objects.get().name == "Elm Street place"
    assert Organisation.objects.get().name == "Elm Street place"


def test_new_adds_a_template_to_the_system_that_is_here(here: Path) -> None:
    a_person()

    said = typed("new", "--template", "consulting")

    assert (said.code, said.err) == (0, "")
    assert System.objects.get().name == "Testing trust"
    assert Organisation.objects.get().name == "Trust"


def test_new_does_not_rename_the_system_that_is_here(here: Path) -> None:
    a_system("Elm Street")

    said = typed("new", "--template", "consulting", "--name", "Oak Road")

    assert said.code == 1
    assert "There is a system here already, called Elm Street." in said.err
    assert Process.objects.count() == 0


def test_the_history_says_that_the_system_brought_a_template_in(nowhere: Path) -> None:
    typed("new", "--template", "consulting")

    assert Change.objects.get().by == ""


def test_an_unknown_template_makes_nothing(nowhere: Path) -> None:
    said = typed("new", "--template", "consultin")

    assert said.code == 1
    assert "Did you mean consulting?" in said.err
    assert not nowhere.exists()


def test_new_without_a_template_is_wrong_usage(nowhere: Path) -> None:
    said = typed("new")

    assert said.code == 2
    assert "--template NAME, or see --list" in said.err


def test_templates_are_listed_for_programs(nowhere: Path) -> None:
    listed = json.loads(typed("new", "--list", "--format", "json").out)

    assert [each["template"] for each in listed] == list(template_names())


def test_templates_are_listed_for_people(nowhere: Path) -> None:
    first, *rest = typed("new", "--list").out.splitlines()

    assert first.split() == ["template", "map", "processes"]
    assert len(rest) == len(template_names())


def test_import_says_what_a_file_was_taken_for(here: Path, blood: str) -> None:
    a_system()

    said = typed("import", blood)

    assert said.code == 0
    assert said.err == "blood.yaml: read as a map in YAML.\n"
    assert said.out == "Brought in 3 processes and 2 links from whole to part.\n"
    assert Process.objects.get(name="Testing blood").owner == Person.objects.get()


def test_import_says_what_was_not_understood(here: Path, tmp_path: Path) -> None:
    a_system()
    (tmp_path / "board.md").write_text("- Testing blood\n\nHello there\n")

    said = typed("import", str(tmp_path / "board.md"))

    assert said.code == 0
    assert "not understood: Hello there" in said.err


def test_import_puts_a_map_under_a_process(here: Path, blood: str) -> None:
    whole = a_process("Caring for people", by=a_person("Ann"))

    said = typed("import", blood, "--under", whole.pk)

    assert said.code == 0
    under = Part.objects.filter(whole=whole).values_list("part__name", flat=True)
    assert list(under) == ["Getting results"]


def test_import_under_a_process_that_is_not_there_brings_nothing(
    here: Path, blood: str
) -> None:
    a_system()

    said = typed("import", blood, "--under", "wf:p:none", "--organisation", "Trust")

    assert said.code == 1
    assert said.err.endswith("There is no process wf:p:none here.\n")
    assert (Process.objects.count(), Organisation.objects.count()) == (0, 0)


def test_import_asks_whose_the_processes_are_where_it_cannot_be_told(
    here: Path, blood: str
) -> None:
    a_person("Ann", organisation="Trust")
    a_person("Bob", organisation="Council")

    asked = typed("import", blood)
    told = typed("import", blood, "--organisation", "Council")

    assert asked.code == 1
    assert "--organisation NAME" in asked.err
    assert told.code == 0
    assert {p.organisation.name for p in Process.objects.all()} == {"Council"}


def test_import_is_undone_as_one(here: Path, blood: str) -> None:
    a_person()
    typed("import", blood)

    with undoing(Change.objects.latest("seq"), by=""):
        pass

    assert Process.objects.filter(removed=False).count() == 0


def test_a_dry_run_lists_what_would_change_and_changes_nothing(
    here: Path, blood: str
) -> None:
    a_system()

    said = typed("import", blood, "--dry-run", "--organisation", "Trust")

    assert said.code == 0
    listed = [" ".join(line.split()) for line in said.out.splitlines()]
    assert listed[0] == "adds name"
    assert set(listed[1:]) == {
        "organisation Trust",
        "process Getting results",
        "process Testing blood",
        "process Reporting results",
        "part Testing blood, part of Getting results",
        "part Reporting results, part of Getting results",
        "owner Ann",
    }
    assert Process.objects.count() == 0


def test_a_dry_run_is_given_as_json_for_programs(here: Path, blood: str) -> None:
    a_system()

    said = typed("import", blood, "--dry-run", "--format", "json")

    answer = json.loads(said.out)
    assert answer["organisation"] == "Testing trust"
    assert answer["known"] == []
    assert [each["what"] for each in answer["additions"]].count("process") == 3
    assert (Person.objects.count(), Organisation.objects.count()) == (0, 0)


def test_what_is_here_already_stays_as_people_wrote_it(
    here: Path, blood: str, tmp_path: Path
) -> None:
    a_system()
    typed("import", blood)
    typed("export", str(tmp_path / "out.yaml"))
    text = (
        (tmp_path / "out.yaml").read_text().replace("Testing blood", "Spoiling blood")
    )
    (tmp_path / "out.yaml").write_text(text)

    said = typed("import", str(tmp_path / "out.yaml"))

    assert said.out.splitlines() == [
        "Brought in 0 processes and 0 links from whole to part.",
        "3 were here already and stay as they are.",
    ]
    assert Process.objects.filter(name="Testing blood").exists()


def test_all_faults_of_a_file_are_told_together(here: Path, tmp_path: Path) -> None:
    a_system()
    file = tmp_path / "bad.yaml"
    file.write_text(
        "name: Bad\nprocesses:\n- {name: Testing, colour: red}\n- {name: ''}\n"
    )

    said = typed("import", str(file))

    assert said.code == 1
    assert "bad.yaml: 2 things to put right" in said.err
    assert "row 3" in said.err
    assert "row 4" in said.err
    assert Process.objects.count() == 0


def test_a_map_over_the_size_setting_names_the_setting(
    here: Path, blood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_system()
    monkeypatch.setenv("WHOLEFLOW_MAX_MAP_MB", "0")

    assert "WHOLEFLOW_MAX_MAP_MB" in typed("import", blood).err


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_export_gives_everything_to_the_keeper(
    here: Path, blood: str, tmp_path: Path, ending: str
) -> None:
    a_system()
    typed("import", blood)
    file = tmp_path / f"out.{ending}"

    said = typed("export", str(file))

    given = read_map(file.read_bytes(), ending)
    assert (said.code, said.out) == (0, "")
    assert {process.label for process in given.processes} == {"public", "organisation"}
    assert len(given.parts) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_public_export_holds_only_what_everybody_may_read(
    here: Path, blood: str
) -> None:
    a_system()
    typed("import", blood)

    said = typed("export", "-", "--public", "--format", "yaml")

    given = read_map(said.out, "yaml")
    assert [process.name for process in given.processes] == ["Testing blood"]


def test_an_export_does_not_write_over_a_file(here: Path, tmp_path: Path) -> None:
    a_system()
    (tmp_path / "dear.json").write_text("something dear")

    refused = typed("export", str(tmp_path / "dear.json"))

    assert refused.code == 1
    assert (tmp_path / "dear.json").read_text() == "something dear"
    assert typed("export", str(tmp_path / "dear.json"), "--force").code == 0
