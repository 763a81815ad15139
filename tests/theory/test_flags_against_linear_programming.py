"""The operators on flags against exact bounds from linear programming."""

from __future__ import annotations

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from tests.theory.cases import THOROUGHLY, calm_flags, chances, one_layer, shares_of
from tests.theory.oracle import (
    AGREES,
    SmallMap,
    exact_bearing,
    exact_bounds,
    exact_by_blockley,
)
from wholeflow.evidence import (
    Chance,
    Combining,
    Flag,
    all_of,
    bears_on,
    combine,
    link,
    meet,
    necessity_as_bite,
    share_of,
    speaks_against,
)

pieces = st.tuples(calm_flags, chances, chances)
with_necessities = st.lists(st.tuples(calm_flags, chances), min_size=1, max_size=4)


def ends(flag: Flag) -> tuple[float, float]:
    return flag.lower, flag.upper


def by_operator(small: SmallMap) -> Flag:
    """What the library says of the parts of process 0, one step up."""
    logic, parts = small.logics[0], small.parts_of(0)
    if logic.combining is Combining.SHARE:
        shares = [small.shares[0, part] for part in parts]
        return combine([small.own[part] for part in parts], logic, shares=shares)
    if logic.combining is Combining.ALL:
        return combine(
            [link(small.own[part], small.links[0, part]) for part in parts], logic
        )
    return combine([small.own[part] for part in parts], logic)


@pytest.mark.parametrize("combining", Combining)
@THOROUGHLY
@given(st.data())
def test_what_a_whole_has_of_its_parts_is_exact(
    combining: Combining, data: st.DataObject
) -> None:
    small = data.draw(one_layer(combining))

    flag = by_operator(small)

    assert exact_bounds(small) == pytest.approx(ends(flag), abs=AGREES)


@THOROUGHLY
@given(pieces)
def test_one_piece_of_evidence_is_exact(piece: tuple[Flag, Chance, Chance]) -> None:
    said, sufficiency, necessity = piece

    flag = bears_on(said, sufficiency=sufficiency, necessity=necessity)

    against = speaks_against(sufficiency=sufficiency, necessity=necessity)
    event("speaks against" if against else "speaks for")
    assert exact_bearing([piece]) == pytest.approx(ends(flag), abs=AGREES)


@THOROUGHLY
@given(st.lists(pieces, min_size=2, max_size=4))
def test_several_pieces_of_evidence_meet_exactly(
    several: list[tuple[Flag, Chance, Chance]],
) -> None:
    """Also that they are contested exactly where no chances agree with all of them."""
    flag = meet(
        bears_on(said, sufficiency=sufficiency, necessity=necessity)
        for said, sufficiency, necessity in several
    )

    event("contested" if flag.is_contested else "calm")
    expected = None if flag.is_contested else pytest.approx(ends(flag), abs=AGREES)
    assert exact_bearing(several) == expected


@THOROUGHLY
@given(st.lists(calm_flags, min_size=1, max_size=5))
def test_statements_about_the_same_process_meet_exactly(some: list[Flag]) -> None:
    flag = meet(some)

    whole = Chance(1.0, 1.0)
    expected = None if flag.is_contested else pytest.approx(ends(flag), abs=AGREES)
    assert exact_bearing([(said, whole, whole) for said in some]) == expected


@THOROUGHLY
@given(with_necessities, chances)
def test_blockleys_necessities_as_bites_claim_nothing_too_much(
    parts: list[tuple[Flag, Chance]], sufficiency: Chance
) -> None:
    """And the upper end is exact; the lower end is by him even looser than by them."""
    exact = exact_by_blockley(
        [flag for flag, _ in parts], [each for _, each in parts], sufficiency
    )
    assume(exact is not None)
    assert exact is not None

    flag = all_of(
        [
            link(flag, necessity_as_bite(necessity, sufficiency=sufficiency))
            for flag, necessity in parts
        ],
        sufficiency=sufficiency,
    )

    assert flag.lower <= exact[0] + AGREES
    assert flag.upper == pytest.approx(exact[1], abs=AGREES)


@given(st.integers(1, 4), st.data())
def test_without_uncertainty_shares_are_a_weighted_mean(
    n_parts: int, data: st.DataObject
) -> None:
    within = data.draw(shares_of(n_parts))
    middle = [share.low for share in within]
    exact = [
        Chance(share / sum(middle), share / sum(middle)) for share in middle if share
    ]
    assume(exact)
    parts = data.draw(
        st.lists(st.floats(0, 1), min_size=len(exact), max_size=len(exact))
    )

    flag = share_of([Flag(chance, chance) for chance in parts], exact)

    mean = sum(share.low * chance for share, chance in zip(exact, parts, strict=True))
    assert ends(flag) == pytest.approx((mean, mean), abs=AGREES)
