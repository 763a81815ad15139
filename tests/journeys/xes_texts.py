"""Logs in XES for tests, from a few words."""

from xml.sax.saxutils import quoteattr


def attribute(key: str, value: str, kind: str = "string") -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"


def an_event(
    name: str | None = "see", time: str | None = "2024-05-01T10:00:00Z", *more: str
) -> str:
    parts = [
        *([attribute("concept:name", name)] if name is not None else []),
        *([attribute("time:timestamp", time, "date")] if time is not None else []),
    ]
    return "<event>\n" + "\n".join([*parts, *more]) + "\n</event>\n"


def a_trace(name: str | None, *events: str) -> str:
    named = attribute("concept:name", name) + "\n" if name is not None else ""
    return f"<trace>\n{named}{''.join(events)}</trace>\n"


def xes(*parts: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
        f"{head}{''.join(parts)}</log>\n"
    )
