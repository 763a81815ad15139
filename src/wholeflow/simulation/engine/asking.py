"""What expressions come to in the compiled kernel: `..model.expressions`, on arrays."""

from __future__ import annotations

from wholeflow.simulation.model.expressions import CODES, GREATEST

from .layout import WAITING, Array
from .memory import row

TIME, HOUR, WEEKDAY, WAITED = (CODES[n] for n in ("time", "hour", "weekday", "waited"))
IN_SYSTEM, VISITS, PRIORITY = (CODES[n] for n in ("in_system", "visits", "priority"))
IS_CLASS, HOW_MANY_WAIT = CODES["is_class"], CODES["waiting"]
HOW_MANY, HOW_MANY_FREE = CODES["present"], CODES["free"]
ADD, TAKE, TIMES, OVER = (CODES[sign] for sign in "+-*/")
LESS, AT_MOST, MORE, AT_LEAST = (CODES[sign] for sign in ("<", "<=", ">", ">="))
SAME, OTHER = CODES["=="], CODES["!="]
AND, OR, LEAST, MOST = (CODES[word] for word in ("and", "or", "min", "max"))
MOST_HELD = float(GREATEST)
NOT, NEGATIVE = CODES["not"], CODES["negative"]


def value_of(now: Array, program: int, p: int) -> float:
    """Work out a program for a patient."""
    at = 0
    first = row(now, "programs", program)["first"]
    for step in range(first, first + row(now, "programs", program)["n"]):
        code = row(now, "instructions", step)["code"]
        if code == 0:
            row(now, "stack", at)["number"] = row(now, "instructions", step)["number"]
            at += 1
        elif code == NOT:
            row(now, "stack", at - 1)["number"] = (
                1.0 if row(now, "stack", at - 1)["number"] == 0.0 else 0.0
            )
        elif code == NEGATIVE:
            row(now, "stack", at - 1)["number"] = -row(now, "stack", at - 1)["number"]
        elif code >= ADD:
            at -= 1
            row(now, "stack", at - 1)["number"] = done(
                code,
                row(now, "stack", at - 1)["number"],
                row(now, "stack", at)["number"],
            )
        else:
            row(now, "stack", at)["number"] = asked(
                now, code, row(now, "instructions", step)["which"], p
            )
            at += 1
    return float(row(now, "stack", 0)["number"])


def done(code: int, left: float, right: float) -> float:  # noqa: C901, PLR0911, PLR0912 - a table, which numba has not
    """Do what a code of two values says."""
    if code == ADD:
        return within(left + right)
    if code == TAKE:
        return within(left - right)
    if code == TIMES:
        return within(left * right)
    if code == OVER:
        return within(left / right) if right != 0.0 else 0.0
    if code == LESS:
        return 1.0 if left < right else 0.0
    if code == AT_MOST:
        return 1.0 if left <= right else 0.0
    if code == MORE:
        return 1.0 if left > right else 0.0
    if code == AT_LEAST:
        return 1.0 if left >= right else 0.0
    if code == SAME:
        return 1.0 if left == right else 0.0
    if code == OTHER:
        return 1.0 if left != right else 0.0
    if code == AND:
        return 1.0 if left != 0.0 and right != 0.0 else 0.0
    if code == OR:
        return 1.0 if left != 0.0 or right != 0.0 else 0.0
    if code == LEAST:
        return min(left, right)
    return max(left, right)


def within(value: float) -> float:
    """As `..model.expressions.within`."""
    return min(max(value, -MOST_HELD), MOST_HELD)


def asked(now: Array, code: int, which: int, p: int) -> float:  # noqa: C901, PLR0911 - a table, which numba has not
    """Give what a name stands for now."""
    s, hours = row(now, "patients", p), now["now"]
    if code == TIME:
        return float(hours)
    if code == HOUR:
        return float(row(now, "hour_of_week", int(hours))["which"] % 24)
    if code == WEEKDAY:
        return float(row(now, "hour_of_week", int(hours))["which"] // 24)
    if code == WAITED:
        waits = hours - s["arrive"] if s["state"] == WAITING else 0.0
        return float(s["waited_before"] + waits)
    if code == IN_SYSTEM:
        return float(hours - s["came"])
    if code == VISITS:
        return float(s["visit"])
    if code == PRIORITY:
        return float(row(now, "classes", s["patient_class"])["rank"])
    if code == IS_CLASS:
        return 1.0 if s["patient_class"] == which else 0.0
    if code == HOW_MANY_WAIT:
        return float(row(now, "here", which)["queued"])
    if code == HOW_MANY:
        return float(row(now, "here", which)["here"])
    return float(
        row(now, "units", which)["capacity"] - row(now, "units", which)["used"]
    )


STEPS = (value_of, done, within, asked)
