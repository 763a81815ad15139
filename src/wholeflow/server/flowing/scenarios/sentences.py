"""What a scenario came to, in plain words: measures, numbers, differences, one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from wholeflow.days import hours_in_words
from wholeflow.server.flowing.scenarios.findings import Ends, Finding

MEASURES = {
    "mean wait": "Wait, on average",
    "90th percentile wait": "Wait that 9 in 10 do not exceed",
    "waited over 4 h": "Wait more than 4 hours",
    "lost": "Find it full and leave",
    "gave up": "Give up waiting",
    "patients waiting": "Waiting at one time",
    "patients in service": "Cared for at one time",
    "patients blocked": "Ready to leave and blocked, at one time",
    "utilisation": "Share of its time in use",
    "mean time in system": "Time from coming to leaving, on average",
    "patients present": "Patients at one time",
    "deadlocks": "Rings of patients who block each other, a day",
}
WHOLE = "The whole"

# Of these the sentence tells: in the order in which they matter to whoever waits.
_LED_BY = ("mean wait", "patients blocked", "mean time in system")
_MORE_TOLD = 3


def number(value: float, unit: str) -> str:
    """Write a value in its unit.

    >>> number(0.5, "hours"), number(0.426, "share"), number(12.34, "patients")
    ('30 min', '43 %', '12.3')
    """
    if unit == "hours":
        return hours_in_words(value)
    if unit == "share":
        return f"{100 * value:.0f} %" if value >= 0.1 else f"{100 * value:.1f} %"
    return f"{value:,.2f}" if abs(value) < 1 else f"{value:,.1f}"


def ends(interval: Ends | None, unit: str) -> str:
    """Write a mean; "not known" where nobody came."""
    return "not known" if interval is None else number(interval.mean, unit)


def difference(finding: Finding) -> str:
    """Write how a measure changes, with the ends of its interval.

    Where it may be either, that is said.
    """
    change = finding.difference
    if change is None:
        return "not known"
    less, more = _comparative(finding.unit)
    low, high = (_amount(end, finding.unit) for end in (change.low, change.high))
    if change.low == change.high == 0:
        return "the same"
    if change.low >= 0:
        return _range(low, high, more)
    if change.high <= 0:
        return _range(high, low, less)
    return f"between {low} {less} and {high} {more}"


def told_first(findings: Sequence[Finding]) -> str:
    """Say in one sentence what the change does."""
    told = _worth_telling(findings)
    if told:
        return _sentence(told[0])
    return (
        "Nothing that is told here changes by more than luck makes. More runs, or a "
        "larger change, would tell more."
    )


def told_next(findings: Sequence[Finding]) -> list[str]:
    """Say what else it does, largest first of each kind."""
    return [_sentence(each) for each in _worth_telling(findings)[1 : 1 + _MORE_TOLD]]


def _worth_telling(findings: Sequence[Finding]) -> list[Finding]:
    """Give the differences to tell: clear ones first, then one of each kind first."""
    kinds = [
        sorted(
            (each for each in findings if each.what == what and each.likely),
            key=lambda each: (not each.clear, -_size(each)),
        )
        for what in _LED_BY
    ]
    firsts = [some[0] for some in kinds if some]
    in_turn = firsts + [each for some in kinds for each in some[1:]]
    return sorted(in_turn, key=lambda each: not each.clear)


def _size(finding: Finding) -> float:
    return abs(finding.difference.mean) if finding.difference else 0.0


def _sentence(finding: Finding) -> str:
    change, at = difference(finding), f" at {finding.of}" if finding.of else ""
    would = "would" if finding.clear else "would probably"
    said = {
        "mean wait": f"Patients {would} wait {change}{at}, on average.",
        "patients blocked": f"At one time {change} patients {would} be blocked{at}.",
    }
    rest = f"From coming to leaving it {would} take {change}, on average."
    return said.get(finding.what, rest)


def _comparative(unit: str) -> tuple[str, str]:
    if unit == "hours":
        return "less", "more"
    if unit == "patients":
        return "fewer", "more"
    return "lower", "higher"


def _amount(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * abs(value):.1f} points"
    return number(abs(value), unit)


def _range(least: str, most: str, way: str) -> str:
    """Write a range; a unit that both ends share is written once."""
    if least == most:
        return f"{least} {way}"
    first, _, unit = least.rpartition(" ")
    if first and most.endswith(f" {unit}"):
        return f"{first} to {most} {way}"
    return f"{least} to {most} {way}"
