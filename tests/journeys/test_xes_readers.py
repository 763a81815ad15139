"""The reader of regular pieces and the reader of elements give the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys.formats.xes.attributes import Attributes, Found
from wholeflow.journeys.formats.xes.elements import Elements
from wholeflow.journeys.formats.xes.regular import take_regular
from wholeflow.journeys.formats.xes.streaming import read_events

from .xes_texts import a_trace, an_event, attribute, xes

Said = dict[str, tuple[list[str | None], int]]
Told = tuple[Said, Said, list[int], int]


def told(found: Found) -> Told:
    """All that was read."""
    return (
        _said(found.events, found.n_events),
        _said(found.traces, found.n_traces),
        [int(trace) for piece in found.trace_of for trace in piece],
        found.n_traces,
    )


def _said(level: Attributes, count: int) -> Said:
    return {
        key: (level.column(key, count).to_list(), level.twice(key))
        for key in sorted(level.said)
    }


def in_pieces(text: bytes, size: int) -> Told | str:
    """What the reader that takes regular pieces finds, or the fault it tells."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    try:
        return told(read_events("log.xes", pieces)[0])
    except BadLog as refused:
        return str(refused)


def by_element(text: bytes) -> Told | str:
    found = Found()
    reader = Elements("log.xes", found)
    try:
        reader.feed(text, last=True)
        reader.refuse_faults()
    except BadLog as refused:
        return str(refused)
    return told(found)


PARTS = st.sampled_from(
    [
        *["<trace>\n", "</trace>", "<event>", "</event>\r\n", "\t"] * 2,
        *['<string key="a" value="x"/>', '<int key="b" value="2"/>'] * 3,
        '<string key="a" value="A&amp;E &lt;4 h&gt; &quot;&apos;"/>',
        '<date key="d" value=""/>',
        '<string key="é" value="日本"/>',
        *['<string key="a" value="&#9;&#38;"/>', '<string key="&lt;" value="<"/>'],
        *['<string key="a" value="1\n2\t3"/>', '<string key="a" value="&no;"/>'],
        *["<string key='a' value='\"'/>", '<string value="x" key="a"/>', "<event/>"],
        *['<string key="a" value="x"><int key="n" value="1"/></string>', "<trace/>"],
        *["<!-- <event> </event> -->", "<![CDATA[</event>]]>", "text", '"', "&"],
        *['<string key="a"/>', '<string value="x"/>', '<string key="a" value="x">'],
        *['<event id="1">', "<list key='l'><values/></list>", "<!--", "-->", "\x01"],
    ]
)
GOOD = xes(a_trace("A", an_event()), "%s").encode()
REGULAR = st.lists(
    st.tuples(
        st.sampled_from(["A", "é", ""]),
        st.lists(
            st.lists(
                st.tuples(st.sampled_from("abc"), st.text("xé&<>\"' \n\t", max_size=4)),
                min_size=1,
                max_size=4,
            ),
            max_size=4,
        ),
    ),
    max_size=6,
)


@given(st.lists(PARTS, max_size=30).map("".join), st.sampled_from([7, 64, 4096]))
def test_whatever_is_written_both_find_it(body: str, size: int) -> None:
    text = GOOD % (
        b"<trace>" + b'<event><int key="b" value="1"/></event>' + body.encode()
    )

    assert in_pieces(text, size) == by_element(text)


@given(REGULAR, st.sampled_from([7, 64, 4096]))
def test_what_is_written_regularly_both_find(
    log: list[tuple[str, list[list[tuple[str, str]]]]], size: int
) -> None:
    traces = [a_trace(name, *(_event(said) for said in events)) for name, events in log]
    text = xes(*traces).encode()

    found = in_pieces(text, size)

    assert found == by_element(text)
    assert not isinstance(found, str)


def _event(said: list[tuple[str, str]]) -> str:
    return f"<event>{''.join(attribute(key, value) for key, value in said)}</event>"


SOUND = [
    '<event><string key="a" value="x"/></event>',
    '\n<event>\n\t<string key="a" value="x"/>\r\n<int key="b" value="1"/></event>',
    '</trace><trace><event><string key="a" value="x"/></event>',
    '</trace> <trace> <string key="a" value=""/> <event> <id key="" value="x"/> </event>',
    '<event><string key="é" value="A&amp;E"/></event>',
]
IRREGULAR = [
    "",
    "<event></event>",
    '<event><string key="a" value="&#38;"/></event>',
    '<event><string key="a" value="&no;"/></event>',
    '<event><string key="a&amp;b" value="x"/></event>',
    '<event><string key="a" value="1\n2"/></event>',
    '<event><string key="a" value="1<2"/></event>',
    '<event><string key="a" value="\ufffe"/></event>',
    '<event><string value="x" key="a"/></event>',
    '<event><string key="a" other="x"/></event>',
    '<event><string key="a" value="x" /></event>',
    '<event><string key="a" value="x"></string></event>',
    '<event><list key="a" value="x"/></event>',
    '<event><string key="a" value="x"/><!-- "" --></event>',
    '<event><string key="a" value="x"/>text</event>',
    '<event><string key="a" value="x"/></event><string key="b" value="y"/></event>',
    '<string key="b" value="y"/><event><string key="a" value="x"/></event>',
    '<event><event><string key="a" value="x"/></event>',
    '</trace><event><string key="a" value="x"/></event>',
    '<trace><event><string key="a" value="x"/></event>',
    '</event><event><string key="a" value="x"/></event>',
    '</trace><trace><string key="a" value="x"/></event>',
    '<event><string key="a" value="x"/></trace><trace><event><id key="a" value="x"/></event>',
]


@pytest.mark.parametrize("piece", SOUND)
def test_a_regular_piece_is_taken(piece: str) -> None:
    assert take_regular(piece.encode(), Found(n_events=1, n_traces=1))


@pytest.mark.parametrize("piece", IRREGULAR)
def test_an_irregular_piece_is_left_and_nothing_of_it_kept(piece: str) -> None:
    found = Found(n_events=1, n_traces=1)

    assert not take_regular(piece.encode(), found)
    assert told(found) == ({}, {}, [], 1)


def test_bytes_that_are_no_text_are_left() -> None:
    piece = b'<event><string key="a" value="\xff"/></event>'

    assert not take_regular(piece, Found(n_events=1, n_traces=1))


def test_most_of_a_usual_file_never_comes_to_the_parser() -> None:
    traces = (a_trace(str(n), *map(_numbered, range(n))) for n in range(100))
    text = xes(*traces).encode()

    found, reader = read_events("log.xes", [text])

    assert reader.xml.fed < len(text) / 50
    assert reader.xml.line == text.count(b"\n") + 1
    assert told(found) == by_element(text)


def _numbered(number: int) -> str:
    said = enumerate("abca"[: number % 5])  # of which the later "a" stays
    more = [attribute(key, f"{number}.{place}", "float") for place, key in said]
    return an_event("see", f"2024-05-01T10:00:{number % 60}Z", *more)
