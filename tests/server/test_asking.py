"""Whatever cannot be taken is refused with what was expected, given, and what to do."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pytest

from tests.builders import a_person, a_process, signed_in
from wholeflow.server.measuring.indicating import NewIndicator, add_indicator
from wholeflow.server.measuring.models import Indicator

pytestmark = pytest.mark.django_db

JUDGED = {"evidence_for": "40", "evidence_against": "0", "reason_for": "Seen"}
MEASURED = {"name": "Falls", "source": "audit", "on": "2023-01-31", "value": "4"}
HEARD = {
    "question": "Were you heard?",
    "source": "cards",
    "good": "8",
    "bad": "1",
    "not_known": "0",
    "on": "2023-01-31",
}
OF_100 = "Expected a whole number from 0 to 100 in steps of 5; got "


@pytest.mark.parametrize(
    ("verb", "given", "told"),
    [
        (
            "judge",
            {**JUDGED, "evidence_for": "140"},
            f"{OF_100}“140”. Write 40 % as 40.",
        ),
        (
            "judge",
            {**JUDGED, "evidence_for": "-5"},
            f"{OF_100}“-5”. Write 40 % as 40.",
        ),
        ("judge", {**JUDGED, "evidence_for": "42"}, f"{OF_100}“42”. Write 40 or 45."),
        (
            "judge",
            {**JUDGED, "evidence_for": "0.4"},
            f"{OF_100}“0.4”. Write 40 % as 40.",
        ),
        (
            "judge",
            {**JUDGED, "evidence_for": "much"},
            f"{OF_100}“much”. Write it in figures.",
        ),
        (
            "judge",
            {**JUDGED, "evidence_against": ""},
            f"{OF_100}nothing. Write 0 for none.",
        ),
        (
            "judge",
            {**JUDGED, "basis": "a dream"},
            "Expected one of the answers offered; got “a dream”. Choose one of them.",
        ),
        (
            "indicator",
            {**MEASURED, "target": "95 %"},
            "Expected a number; got “95 %”. Write 40 % as 40.",
        ),
        (
            "indicator",
            {**MEASURED, "fail": "1,5"},
            "Expected a number; got “1,5”. Write decimals with a point.",
        ),
        (
            "indicator",
            {**MEASURED, "name": ""},
            "Expected words; got nothing. Write them here.",
        ),
        (
            "indicator",
            {**MEASURED, "name": "x" * 201},
            "Expected at most 200 characters; got 201. Shorten it.",
        ),
        (
            "indicator",
            {**MEASURED, "half_life_days": "0"},
            (
                "Expected a whole number from 1 to 36,500; got “0”. Mend it, or "
                "leave it empty."
            ),
        ),
        (
            "value",
            {"on": "2023-02-30", "value": "4"},
            (
                "Expected a day such as 2023-01-31; got “2023-02-30”. Write the year, the "
                "month and the day."
            ),
        ),
        (
            "value",
            {"on": "", "value": "4"},
            (
                "Expected a day such as 2023-01-31; got nothing. Write the year, the month "
                "and the day."
            ),
        ),
        (
            "value",
            {"on": "2023-01-31", "value": ""},
            "Expected a number; got nothing. Write it in figures.",
        ),
        (
            "value",
            {"on": "2023-01-31", "value": "five" * 20},
            f"Expected a number; got “{'five' * 14}fiv…”. Write it in figures.",
        ),
        (
            "feedback",
            {**HEARD, "good": "1000000000"},
            (
                "Expected a whole number from 0 to 100,000,000; got “1000000000”. Mend it."
            ),
        ),
        (
            "feedback",
            {**HEARD, "bad": "-1"},
            "Expected a whole number from 0 to 100,000,000; got “-1”. Mend it.",
        ),
        (
            "cases",
            {"high": "140"},
            "Expected a number from 0 to 100; got “140”. Write 40 % as 40.",
        ),
    ],
)
def test_a_form_says_what_was_expected_and_given_and_what_to_do(
    verb: str, given: Mapping[str, str], told: str
) -> None:
    ann = a_person()
    process = a_process("Getting in", by=ann, success="People are heard")
    part = a_process("Answering phones", by=ann, whole=process)
    add_indicator(
        by=ann,
        process_id=process.pk,
        indicator=NewIndicator("Calls", fail=None, target=None, source="exchange"),
    )
    link = part.whole_links.get()
    if verb == "value":
        given = {**given, "indicator_id": str(Indicator.objects.get().pk)}
    if verb == "cases":
        given = {f"part_{link.pk.hex}_high": given["high"]}

    answer = signed_in(ann).post(f"/p/{process.pk}/{verb}", given)

    assert answer.status_code == 400
    page = html.unescape(answer.content.decode())
    assert told in page
    assert "Enter a" not in page
    assert "Ensure this" not in page
