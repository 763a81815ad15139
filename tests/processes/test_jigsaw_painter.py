"""The painter in the browser keeps the figures that the layout left room for."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from wholeflow.processes.layouts import inside

PAINTER = "server/mapping/static/mapping/js/draw-jigsaw.js"


@pytest.mark.parametrize(
    ("pattern", "figure"),
    [
        pytest.param(r"PADDING = (\d+);", inside.PADDING, id="padding"),
        pytest.param(r"NAME = { size: (\d+)", inside.NAME_SIZE, id="name"),
        pytest.param(r"NAME = .* line: (\d+)", inside.NAME_LINE, id="name's line"),
        pytest.param(r"LABEL = { size: (\d+)", inside.LABEL_SIZE, id="label"),
        pytest.param(r"LABEL = .* line: (\d+)", inside.LABEL_LINE, id="label's line"),
        pytest.param(r"UNDER_NAME = (\d+);", inside.UNDER_NAME, id="under the name"),
        pytest.param(r"PART = { padding: (\d+)", inside.PART_PADDING, id="part"),
    ],
)
def test_painter_and_layout_agree(pattern: str, figure: int) -> None:
    script = files("wholeflow").joinpath(PAINTER).read_text("utf-8")

    found = re.search(pattern, script)

    assert found is not None
    assert int(found.group(1)) == figure


def test_the_flag_fits_the_band_kept_for_it() -> None:
    script = files("wholeflow").joinpath(PAINTER).read_text("utf-8")

    figures = re.search(r"BAR = { height: (\d+), above: (\d+), below: (\d+) }", script)

    assert figures is not None
    assert sum(map(int, figures.groups())) == inside.FLAG_BAND
