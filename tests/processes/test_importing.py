"""What organisations already have, read as a map with notes of what was not understood."""

import pytest
from openpyxl import Workbook

from wholeflow.errors import BadMap, NotFound
from wholeflow.processes import import_map, read_template, write_map

BPMN = """<?xml version="1.0"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL">
<b:process id="clinic" name="Running the clinic">
<b:laneSet><b:lane name="Nurse"><b:flowNodeRef>t1</b:flowNodeRef></b:lane></b:laneSet>
<b:startEvent id="s"/>
<b:task id="t1" name="Blood test"/>
<b:subProcess id="t2" name="Checking in"><b:userTask name="Greeting"/><b:task/></b:subProcess>
</b:process></b:definitions>
"""


@pytest.fixture
def import_text(tmp_path):
    def run(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_map(path)

    return run


def names(process_map):
    return [process.name for process in process_map.processes]


def parts(process_map):
    return [
        (process_map.by_id[part.whole].name, process_map.by_id[part.part].name)
        for part in process_map.parts
    ]


@pytest.mark.parametrize("file_format", ["json", "yaml"])
def test_a_map_of_our_own_is_read_as_it_is(import_text, file_format):
    template = read_template("consulting")

    read, notes = import_text(f"c.{file_format}", write_map(template, file_format))

    assert read == template
    assert notes == (f"read as a map in {file_format.upper()}",)


SHEET = """NAME,Part of,Process owner,Organisation,Why,Who,Cost
Diagnosing,,Dr A,St Anywhere,Find what is wrong,GP; nurse,12
Blood test,diagnosing,,,,,3
"""


def test_a_sheet_has_one_row_per_process(import_text):
    read, _ = import_text("sheet.csv", SHEET)

    first = read.processes[0]
    assert names(read) == ["Diagnosing", "Blood test"]
    assert parts(read) == [("Diagnosing", "Blood test")]
    assert (first.owner, first.organisation) == ("Dr A", "St Anywhere")
    assert [entry.text for entry in first.under("who")] == ["GP", "nurse"]


def test_a_sheet_says_what_it_was_taken_for_and_what_was_not_understood(import_text):
    _, notes = import_text("sheet.csv", SHEET)

    assert notes == (
        "read as a CSV table of processes",
        'column "cost" was not understood and is left out',
        '"Blood test"; a better name might be "Testing blood"',
    )


def test_a_sheet_with_semicolons_in_the_encoding_of_windows_is_read(import_text):
    read, notes = import_text("s.csv", "name;owner\nTesting;Zo\xeb\n".encode("cp1252"))

    assert read.processes[0].owner == "Zoë"
    assert "cp1252" in notes[1]
    assert "semicolons" in notes[2]


def test_faults_of_a_sheet_are_told_together_with_row_and_column(import_text):
    text = "name,part of,owner\nA,B,Ann; Bob\n\nB,A,\nC,D,\n,,x\n"

    with pytest.raises(BadMap) as told:
        import_text("bad.csv", text)

    assert [(fault.row, fault.column) for fault in told.value.faults] == [
        (2, "owner"),
        (4, "part of"),
        (5, "part of"),
        (6, "name"),
    ]


def test_a_sheet_without_a_column_of_names_is_refused(import_text):
    with pytest.raises(BadMap, match="a header row with a column name"):
        import_text("bad.csv", "a,b\n1,2\n")


def test_a_sheet_of_too_many_columns_is_refused(import_text):
    with pytest.raises(BadMap, match=r"row 2: .*100 columns"):
        import_text("wide.csv", "name\n" + "a," * 100 + "a\n")


def test_an_excel_sheet_is_read_like_a_csv(tmp_path):
    book = Workbook()
    for row in (
        ("Name", "Part of"),
        ("Diagnosing", None),
        ("Testing blood", "Diagnosing"),
    ):
        book.active.append(row)
    book.create_sheet("Costs")
    book.save(tmp_path / "sheet.xlsx")

    read, notes = import_map(tmp_path / "sheet.xlsx")

    assert parts(read) == [("Diagnosing", "Testing blood")]
    assert notes == (
        "read as an Excel sheet of processes",
        'sheet "Costs" was not read',
    )


def test_a_file_that_only_calls_itself_excel_is_refused(import_text):
    with pytest.raises(BadMap, match="expected an Excel workbook"):
        import_text("sheet.xlsx", b"PK\x03\x04 no more than that")


def test_a_list_of_organisations_becomes_processes_by_region(import_text):
    read, notes = import_text(
        "ods.csv", "ods_code,ods_name,region_code\nR1,St Anywhere,Y62\nR2,St Else,Y62\n"
    )

    assert parts(read) == [
        ("Caring for people in Y62", "Providing care at St Anywhere"),
        ("Caring for people in Y62", "Providing care at St Else"),
    ]
    assert notes[0] == "read as a CSV table of organisations"
    assert "not what they do" in notes[1]


def test_tasks_of_bpmn_become_processes_with_lanes_under_who(import_text):
    read, _ = import_text("d.bpmn", BPMN)

    assert parts(read) == [
        ("Running the clinic", "Blood test"),
        ("Running the clinic", "Checking in"),
        ("Checking in", "Greeting"),
    ]
    assert read.by_id["blood-test"].entries[0].text == "Nurse"


def test_what_bpmn_says_beyond_a_map_is_noted(import_text):
    _, notes = import_text("d.xml", BPMN)

    assert notes == (
        "read as BPMN 2.0",
        'row 6: "Blood test"; a better name might be "Testing blood"',
        "row 7: an activity without a name was left out",
        "1 x startEvent not kept: a map has no order of events",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        ('<?xml version="1.0"?>' + "<a>" * 1_000_000, "at most 200 elements"),
        ('<?xml version="1.0"?><a>', "this is not XML"),
        ('<?xml version="1.0"?><a/>', "reads as a process"),
    ],
    ids=["entity", "depth", "open", "empty"],
)
def test_hostile_or_empty_xml_is_refused(import_text, text, message):
    with pytest.raises(BadMap, match=message):
        import_text("d.bpmn", text)


def test_bullets_become_parts_by_their_indentation(import_text):
    read, _ = import_text(
        "outline.md",
        "# Diagnosing\n- Requesting tests\n    - Testing blood\n- Examining\n",
    )

    assert parts(read) == [
        ("Diagnosing", "Requesting tests"),
        ("Requesting tests", "Testing blood"),
        ("Diagnosing", "Examining"),
    ]


def test_a_duty_becomes_a_process_with_the_body_under_who(import_text):
    read, notes = import_text(
        "terms.txt", "The committee will review serious incidents. It meets monthly.\n"
    )

    assert names(read) == ["Reviewing serious incidents"]
    assert read.processes[0].entries[0].text == "The committee"
    assert notes[1] == "row 1: not understood: It meets monthly"


def test_a_part_met_twice_is_one_process_in_two_wholes(import_text):
    read, notes = import_text(
        "o.txt", "- Diagnosing\n  - Testing blood\n- Operating\n  - Testing blood\n"
    )

    assert parts(read) == [
        ("Diagnosing", "Testing blood"),
        ("Operating", "Testing blood"),
    ]
    assert "taken as one process" in notes[1]


def test_a_bullet_under_itself_is_left_out_with_a_note(import_text):
    read, notes = import_text("o.txt", "- Diagnosing\n  - Diagnosing\n")

    assert parts(read) == []
    assert "part of itself" in notes[-1]


def test_text_without_bullets_or_duties_is_refused(import_text):
    with pytest.raises(BadMap, match="reads as a process"):
        import_text("letter.txt", "Dear all, thank you.\n")


def test_a_file_of_another_kind_is_refused_with_the_kinds_there_are(import_text):
    with pytest.raises(BadMap, match=r"\.bpmn, \.csv, .*got '\.pdf'"):
        import_text("map.pdf", "%PDF")


def test_a_file_over_the_size_setting_is_refused(tmp_path):
    (tmp_path / "big.csv").write_bytes(b"name\n" + b"a" * 2_000_000)

    with pytest.raises(BadMap, match="WHOLEFLOW_MAX_MAP_MB"):
        import_map(tmp_path / "big.csv", max_mb=1)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFound, match="Check the name"):
        import_map(tmp_path / "none.csv")
