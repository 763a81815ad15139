"""The worked examples hold every name of their source, and mark what was filled in."""

from datetime import date

import pytest

from wholeflow.errors import NotFound
from wholeflow.processes import completeness, read_template, template_names

SEVEN = (
    *("Commissioning care", "Providing care", "Supplying", "Regulating", "Advising"),
    *("Educating", "Researching"),
)


def names(process_map):
    return {process.name for process in process_map.processes}


def part_names(process_map, whole):
    key = next(one.id for one in process_map.processes if one.name == whole)
    return {process_map.by_id[part.part].name for part in process_map.parts_of(key)}


def test_the_templates_have_names():
    assert template_names() == (
        "consulting",
        "england",
        "england-top",
        "single-point-of-access",
    )


def test_consulting_has_every_name_of_the_text():
    assert names(read_template("consulting")) >= {
        *("Consulting with a patient", "Reviewing the patient record"),
        *("Putting patient at ease", "Diagnosing", "Managing further care"),
        *("Requesting tests", "Testing blood", "Prescribing"),
        *("Making an appointment", "Checking in"),
    }


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("Consulting with a patient", "Diagnosing"),
        ("Diagnosing", "Requesting tests"),
        ("Requesting tests", "Testing blood"),
        ("Testing blood", "Checking in"),
    ],
)
def test_consulting_has_its_parts_where_the_text_has_them(whole, part):
    assert part in part_names(read_template("consulting"), whole)


def test_the_single_point_of_access_has_its_five_parts_and_they_do_not_suffice():
    example = read_template("single-point-of-access")

    assert part_names(example, "Enabling a single point of access") == {
        *("Improving web access", "Redesigning forms", "Enhancing teams"),
        *("Consulting all involved", "Checking fitness for purpose"),
    }
    assert example.tops()[0].parts_suffice is False


def test_england_has_the_seven_and_the_three_whose_place_is_to_confirm():
    example = read_template("england")

    to_confirm = {
        process.name
        for process in example.processes
        if any("Place to confirm" in entry.text for entry in process.under("where"))
    }

    assert part_names(example, "Delivering health and social care England") == {
        *SEVEN,
        *to_confirm,
    }
    assert to_confirm == {"Determining policy", "Allocating resources", "Integrating"}


@pytest.mark.parametrize("path", ["Delegation runs", "Accountability runs"])
def test_england_tells_how_responsibility_runs(path):
    top = read_template("england").tops()[0]

    assert any(path in entry.text and ">" in entry.text for entry in top.under("who"))


def test_the_template_of_the_top_has_the_seven_each_to_be_tested():
    template = read_template("england-top")

    to_be_tested = {
        process.name
        for process in template.processes
        if any("To be tested" in entry.text for entry in process.under("how"))
    }

    assert to_be_tested == set(SEVEN)


@pytest.mark.parametrize("name", template_names())
def test_no_name_of_a_template_is_questioned(name):
    gaps = completeness(read_template(name), date(2023, 9, 30))

    assert not [gap for gap in gaps if gap.lacks == "name"]


@pytest.mark.parametrize("name", template_names())
def test_owners_and_success_statements_of_templates_are_marked_as_example(name):
    processes = read_template(name).processes

    assert all(process.owner_example for process in processes if process.owner)
    assert all(one.example for process in processes for one in process.success)


@pytest.mark.parametrize("name", template_names())
def test_everybody_may_read_a_template(name):
    assert {process.label for process in read_template(name).processes} == {"public"}


def test_an_unknown_template_is_refused_with_the_nearest_one():
    with pytest.raises(NotFound, match="Did you mean consulting"):
        read_template("consultign")
