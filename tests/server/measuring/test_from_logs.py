"""Indicators that an event log feeds, and feeds again when it has changed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import a_person, a_process, latest, signed_in
from tests.server import tables
from wholeflow.errors import BadInput, BadLog, InvalidFlag, NotFound, Refused
from wholeflow.evidence import flag_from_counts
from wholeflow.journeys import example_log
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import from_logs
from wholeflow.server.measuring.listing import chart_and_caption
from wholeflow.server.measuring.log_counts import NOT_OVER, Fed
from wholeflow.server.measuring.models import Flag, Indicator, LogReading, Point

pytestmark = pytest.mark.django_db

HEADER = "case,activity,time,resource"
APRIL = (
    "Zebedee Quill,Arrived,2024-04-03 09:00,Nurse Marigold",
    "Zebedee Quill,Seen,2024-04-03 10:00,Nurse Marigold",
    "K-17,Arrived,2024-04-04 09:00,Nurse Marigold",
    "K-17,Seen,2024-04-04 15:00,Nurse Marigold",
    "K-18,Arrived,2024-04-05 09:00,Nurse Marigold",
)
MAY = ("K-20,Arrived,2024-05-03 09:00,", "K-20,Seen,2024-05-03 09:30,")
JUNE = ("K-30,Arrived,2024-06-03 09:00,", "K-30,Seen,2024-06-03 12:00,")
STANDARDS = """\
standards:
  Seeing a doctor within 2 h: {activity: Seen, within: 2 h, after: Arrived}
  Seeing a doctor within 9 h: {activity: Seen, within: 9 h, after: Arrived}
"""
HIDES_NOBODY = {"met": 21, "late": 11, "silent": 13}  # told as 20, 10 and 15
TWO_HOURS, NINE_HOURS = "Seeing a doctor within 2 h", "Seeing a doctor within 9 h"


def people(
    month: int, *, met: int = 0, late: int = 0, silent: int = 0
) -> tuple[str, ...]:
    """Give the lines of people who came in a month, to be seen within two hours."""
    day = f"2024-{month:02}-03"
    seen = ["10:00"] * met + ["15:00"] * late + [""] * silent
    return tuple(
        line
        for at, time in enumerate(seen)
        for line in (
            f"{month}-{at},Arrived,{day} 09:00,",
            *([f"{month}-{at},Seen,{day} {time},"] if time else ()),
        )
    )


class Ward:
    """A ward's log with its standards, and the process that it feeds."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "ward.csv"
        (folder / "ward.standards.yaml").write_text(STANDARDS)
        self.write(*APRIL, *MAY)
        self.owner = a_person()
        self.process = a_process("Seeing people", by=self.owner, success="Soon")

    def write(self, *lines: str) -> None:
        self.log.write_text("\n".join([HEADER, *lines]))

    def fed(self, standard: str = TWO_HOURS, *, whole: bool = False) -> Indicator:
        fed = Fed(self.log, standard, whole=whole)
        key = from_logs.feed_from_log(by=None, process_id=self.process.pk, fed=fed)
        return Indicator.objects.get(pk=key)

    def flag(self) -> tuple[float, float]:
        return Flag.objects.values_list("lower", "upper").get(process=self.process)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def told(indicator: Indicator) -> list[tuple[date, float, int | None, int, bool]]:
    points = Point.objects.filter(indicator=indicator, removed=False).order_by("on")
    return [(p.on, p.value, p.people, p.not_known, p.set_aside == "") for p in points]


def test_a_log_gives_a_point_for_each_month(ward: Ward) -> None:
    indicator = ward.fed()

    assert told(indicator) == [
        (date(2024, 4, 1), 0.5, 2, 1, True),
        (date(2024, 5, 1), 1.0, 1, 0, False),
    ]


def test_a_month_that_is_not_over_is_shown_and_not_counted(ward: Ward) -> None:
    ward.write(*people(4, **HIDES_NOBODY), *people(5, met=10))
    indicator = ward.fed()

    assert indicator.points.get(on=date(2024, 5, 1)).set_aside == NOT_OVER
    april = flag_from_counts(20, of=45, not_known=15)
    assert ward.flag() == (april.lower, april.upper)


def test_a_log_as_a_whole_is_one_point_of_today(ward: Ward) -> None:
    indicator = ward.fed(whole=True)

    ((_, share, people, not_known, counted),) = told(indicator)
    assert (share, people, not_known, counted) == (2 / 3, 3, 1, True)


def test_one_person_with_many_journeys_is_one_person(ward: Ward) -> None:
    ward.log.write_text(
        "case,activity,time,person\n"
        "K-1,Arrived,2024-04-01 09:00,P\nK-1,Seen,2024-04-01 10:00,P\n"
        "K-2,Arrived,2024-04-02 09:00,P\nK-2,Seen,2024-04-02 19:00,P\n"
        "K-3,Arrived,2024-04-03 09:00,P\nK-3,Seen,2024-05-03 10:00,P\n"
    )

    by_month, whole = ward.fed(), ward.fed(NINE_HOURS, whole=True)

    assert [people for _, _, people, _, _ in told(by_month) + told(whole)] == [1, 1]


def test_the_sepsis_log_gives_the_known_flag(ward: Ward) -> None:
    standard = "Giving antibiotics within 1 h of triage"
    fed = Fed(example_log(), standard, whole=True)
    from_logs.feed_from_log(by=None, process_id=ward.process.pk, fed=fed)

    # 342 in time, 481 late, 226 not known, as whoever is outside may know them.
    known = flag_from_counts(340, of=1045, not_known=225)
    assert ward.flag() == (known.lower, known.upper)


def test_what_it_is_fed_by_stands_in_the_indicator(ward: Ward) -> None:
    indicator = ward.fed()

    assert (indicator.name, indicator.standard) == (TWO_HOURS, TWO_HOURS)
    assert (indicator.log, indicator.by_person) == (str(ward.log), True)
    assert (indicator.fail, indicator.target, indicator.better) == (0, 1, "up")


def test_no_row_case_or_name_of_a_log_is_kept(ward: Ward) -> None:
    ward.fed()
    ward.write(*APRIL, *MAY, *JUNE)
    from_logs.refresh()
    ward.write(*APRIL, "Zebedee Quill,Seen,yesterday,Nurse Marigold")
    from_logs.refresh()

    kept = json.dumps([tables.kept(), tables.flags()], default=str)
    kept += json.dumps(
        [*Change.objects.values(), *LogReading.objects.values()], default=str
    )
    assert "ward.csv" in kept
    assert [
        word for word in ("Zebedee", "Marigold", "K-17", "yesterday") if word in kept
    ] == []


def test_a_log_that_has_changed_moves_the_flag(ward: Ward) -> None:
    april, may = people(4, **HIDES_NOBODY), people(5, met=10)
    ward.write(*april, *may)
    indicator = ward.fed()
    ward.write(*april, *may, *JUNE)

    (reading,) = from_logs.refresh()

    assert (reading.ok, reading.said) == (True, "Read; 2 values changed.")
    assert told(indicator)[1:] == [
        (date(2024, 5, 1), 1.0, 10, 0, True),
        (date(2024, 6, 1), 0.0, 1, 0, False),
    ]
    now = flag_from_counts(30, of=55, not_known=15)
    assert ward.flag() == (now.lower, now.upper)


def test_a_log_that_has_not_changed_is_not_read_again(ward: Ward) -> None:
    ward.fed()
    before = LogReading.objects.values().get()

    from_logs.refresh()

    assert LogReading.objects.values().get() == before


def test_a_log_that_was_only_touched_changes_nothing(ward: Ward) -> None:
    ward.fed()
    before = (LogReading.objects.get().at, latest().seq)
    ward.log.write_bytes(ward.log.read_bytes())

    from_logs.refresh()

    assert (LogReading.objects.get().at, latest().seq) == before


def test_a_month_that_an_extract_has_no_more_stays(ward: Ward) -> None:
    indicator = ward.fed()
    ward.write(*MAY, *JUNE)

    from_logs.refresh()

    assert [on.month for on, *_ in told(indicator)] == [4, 5, 6]
    assert told(indicator)[0] == (date(2024, 4, 1), 0.5, 2, 1, True)


def test_a_month_is_restated_and_its_history_kept(ward: Ward) -> None:
    indicator = ward.fed()
    late = "K-18,Seen,2024-04-05 10:00,"
    ward.write(*APRIL, late, *MAY)

    from_logs.refresh()

    assert told(indicator)[0] == (date(2024, 4, 1), 2 / 3, 3, 0, True)
    (restated,) = latest().operations
    assert restated["set"]["people"] == [2, 3]


def test_a_reading_is_one_change_by_the_system_for_all_its_indicators(
    ward: Ward,
) -> None:
    ward.fed(TWO_HOURS)
    ward.fed(NINE_HOURS)
    before = latest().seq
    ward.write(*APRIL, *MAY, *JUNE)

    from_logs.refresh()

    assert (latest().seq, latest().by) == (before + 1, "")
    assert latest().command == "read a log again"


def test_what_is_fed_later_does_not_keep_the_earlier_from_what_is_new(
    ward: Ward,
) -> None:
    first = ward.fed(TWO_HOURS)
    ward.write(*APRIL, *MAY, *JUNE)
    ward.fed(NINE_HOURS)

    from_logs.refresh()

    assert [on.month for on, *_ in told(first)] == [4, 5, 6]


def test_what_is_fed_while_a_log_is_read_again_is_read_next_time(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ward.fed(TWO_HOURS)
    ward.write(*APRIL, *MAY, *JUNE)
    count = from_logs.counts

    def and_another_is_fed(*args: Any, **named: Any) -> Any:
        monkeypatch.setattr(from_logs, "counts", count)
        ward.fed(NINE_HOURS)
        return count(*args, **named)

    monkeypatch.setattr(from_logs, "counts", and_another_is_fed)
    from_logs.refresh()
    from_logs.refresh()

    assert [on.month for on, *_ in told(first)] == [4, 5, 6]


def test_a_changed_standard_is_counted_anew(ward: Ward) -> None:
    indicator = ward.fed()
    path = ward.log.with_name("ward.standards.yaml")
    path.write_text(STANDARDS.replace("within: 2 h", "within: 7 h"))

    from_logs.refresh()

    assert told(indicator)[0] == (date(2024, 4, 1), 1.0, 2, 1, True)


def test_a_log_with_headings_of_its_own_is_read_as_its_standards_say(
    ward: Ward,
) -> None:
    hints = "log: {case: spell, time: seen_at, timezone: UTC}"
    ward.log.with_name("ward.standards.yaml").write_text(f"{STANDARDS}{hints}")
    text = ward.log.read_text().replace(HEADER, "spell,activity,seen_at,resource")
    ward.log.write_text(text)

    assert told(ward.fed())[0] == (date(2024, 4, 1), 0.5, 2, 1, True)


def test_a_whole_log_has_one_point_after_any_reading(ward: Ward) -> None:
    indicator = ward.fed(whole=True)
    earlier = indicator.points.get()
    earlier.on = date(2024, 6, 1)  # as if it had been read that day
    earlier.save()
    ward.write(*APRIL, *MAY, *JUNE)

    from_logs.refresh()

    ((_, share, people, not_known, _),) = told(indicator)
    assert (share, people, not_known) == (0.5, 4, 1)


def test_a_reason_somebody_gave_to_set_a_month_aside_stays(ward: Ward) -> None:
    indicator = ward.fed()
    april = indicator.points.get(on=date(2024, 4, 1))
    april.set_aside = "the clock was wrong"
    april.save()
    ward.write(*APRIL, "K-18,Seen,2024-04-05 10:00,", *MAY)

    from_logs.refresh()

    april.refresh_from_db()
    assert (april.people, april.set_aside) == (3, "the clock was wrong")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "The file is not there any more.", id="gone"),
        pytest.param(
            "", "1 thing is to put right in it: wholeflow look ward", id="empty"
        ),
        pytest.param(
            f"{HEADER}\nK-17,Arrived,yesterday,\nK-17,Seen,today,",
            "things are to put right in it",
            id="no times",
        ),
        pytest.param(
            f"{HEADER}\nK-17,Left,2024-04-03,",
            "No journey in it has “Arrived”, from which the standard counts.",
            id="other activities",
        ),
        pytest.param(
            f"{HEADER}\nK-17,Arrived,2199-04-03,",
            "some begin in April 2199",
            id="future",
        ),
    ],
)
def test_a_broken_log_leaves_everything_as_it_was_and_says_so(
    ward: Ward, content: str | None, said: str
) -> None:
    ward.fed()
    before = (tables.kept(), tables.flags(), latest().seq)
    if content is None:
        ward.log.unlink()
    else:
        ward.log.write_text(content)

    (reading,) = from_logs.refresh()

    assert not reading.ok
    assert said in reading.said
    assert (tables.kept(), tables.flags(), latest().seq) == before


def test_a_log_that_is_whole_again_is_read(ward: Ward) -> None:
    ward.fed()
    kept = ward.log.read_bytes()
    ward.log.unlink()
    from_logs.refresh()
    ward.log.write_bytes(kept)

    (reading,) = from_logs.refresh()

    assert (reading.ok, reading.said) == (True, "Read; 0 values changed.")


def test_a_broken_log_does_not_keep_others_from_being_read(
    ward: Ward, tmp_path: Path
) -> None:
    ward.fed()
    other = tmp_path / "b.csv"
    other.write_text(ward.log.read_text())
    fed = Fed(other, TWO_HOURS, ward.log.with_name("ward.standards.yaml"))
    from_logs.feed_from_log(by=None, process_id=ward.process.pk, fed=fed)
    other.unlink()
    ward.write(*APRIL, *MAY, *JUNE)

    readings = from_logs.refresh()

    assert [(Path(r.path).name, r.ok) for r in readings] == [
        ("b.csv", False), ("ward.csv", True),
    ]  # fmt: skip


def test_a_log_can_be_looked_at_alone(ward: Ward) -> None:
    ward.fed()

    assert len(from_logs.refresh(str(ward.log))) == 1
    with pytest.raises(NotFound, match=r"No indicator is fed from other.csv"):
        from_logs.refresh("other.csv")


def test_a_log_of_a_process_off_the_map_is_left_alone(ward: Ward) -> None:
    ward.fed()
    Process.objects.update(removed=True)
    ward.log.unlink()

    assert from_logs.refresh() == []


@pytest.mark.parametrize(
    ("standard", "error", "match"),
    [
        ("Seeing a doctor within 3 h", NotFound, "Did you mean “Seeing a doctor wit"),
        ("Sweeping", NotFound, "There are: Seeing a doctor within 2 h, Seeing"),
    ],
)
def test_a_standard_that_is_not_there_is_told_with_those_that_are(
    ward: Ward, standard: str, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        ward.fed(standard)

    assert not Indicator.objects.exists()


def test_a_log_with_faults_feeds_nothing(ward: Ward) -> None:
    ward.write("A,Arrived,yesterday,", "A,Seen,2024-05-01,")

    with pytest.raises(BadLog, match="yesterday"):
        ward.fed()

    assert not Indicator.objects.exists()


def test_journeys_in_the_future_feed_nothing(ward: Ward) -> None:
    ward.write("A,Arrived,2199-04-03,")

    with pytest.raises(BadInput, match="some begin in April 2199"):
        ward.fed()


def test_a_process_without_success_is_fed_nothing(ward: Ward) -> None:
    ward.process = a_process("Cleaning wards", by=a_person("Bob"))

    with pytest.raises(InvalidFlag, match="Nobody has said yet what success is"):
        ward.fed()

    assert not LogReading.objects.exists()


def test_the_same_people_are_not_counted_twice(ward: Ward) -> None:
    ward.fed()

    with pytest.raises(Refused, match="is fed with “Seeing a doctor within 2 h” from"):
        ward.fed()


def test_who_may_not_change_a_process_feeds_it_nothing(ward: Ward) -> None:
    stranger = a_person("Cai", organisation="Council")
    fed = Fed(ward.log, TWO_HOURS)

    with pytest.raises(NotFound):
        from_logs.feed_from_log(by=stranger, process_id=ward.process.pk, fed=fed)


def test_the_page_says_when_a_log_was_read(ward: Ward) -> None:
    ward.fed()
    at = timezone.localtime(LogReading.objects.get().at)

    page = signed_in(ward.owner).get(f"/p/{ward.process.pk}").content.decode()

    assert f"Read from ward.csv on {at.day} {at:%B %Y %H:%M}" in page
    assert "Met for 1 of 2 people; of 1 more nothing is recorded" in page
    assert str(ward.log) not in page


def test_the_page_says_why_a_log_could_not_be_read(ward: Ward) -> None:
    ward.fed()
    ward.log.unlink()
    from_logs.refresh()

    page = signed_in(ward.owner).get(f"/p/{ward.process.pk}").content.decode()

    assert "ward.csv could not be read on" in page
    assert "The file is not there any more. It shows what was read before." in page


@pytest.mark.parametrize(
    ("log", "standards", "named"),
    [
        pytest.param(f"{HEADER}\nK-17,Left,2024-04-03,", None, "Arrived", id="log"),
        pytest.param(f"{HEADER}\nK-17,Arrived,2199-04-03,", None, "2199", id="future"),
        pytest.param(None, "standards: {A: 3}", "row 1: expected", id="standards"),
        pytest.param(None, STANDARDS.replace("2 h", "3 h"), NINE_HOURS, id="others"),
    ],
)
def test_what_a_log_cannot_be_counted_for_is_told_to_its_keeper_alone(
    ward: Ward, log: str | None, standards: str | None, named: str
) -> None:
    Process.objects.update(label="public")
    ward.fed()
    if log is not None:
        ward.log.write_text(log)
    if standards is not None:
        ward.log.with_name("ward.standards.yaml").write_text(standards)

    (reading,) = from_logs.refresh()

    page = Client().get(f"/p/{ward.process.pk}").content.decode()
    kept = LogReading.objects.get().said
    assert named in reading.said
    assert kept.startswith("It does not hold what is counted in it: wholeflow")
    assert named not in kept
    assert kept in page


def test_a_month_of_people_not_known_alone_is_counted_and_not_drawn(
    ward: Ward,
) -> None:
    ward.write(*people(4, met=20, late=10), *people(5, silent=12), *JUNE)
    indicator = ward.fed()

    chart, _ = chart_and_caption(indicator)

    assert told(indicator)[1] == (date(2024, 5, 1), 0.0, 0, 12, True)
    assert chart is not None
    assert [point.on.month for point in chart.points] == [4, 6]
    counted = flag_from_counts(20, of=40, not_known=10)
    assert ward.flag() == (counted.lower, counted.upper)
