from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.flag_maps import Drawn, drawn, maps
from wholeflow.evidence import (
    Combining,
    FlagMap,
    Origin,
    chain_against,
    flag_map,
    ground,
    logics,
    missing_evidence,
    part_links,
    sensitivity,
    shares_of_missing,
)

BY = st.sampled_from(["numpy", "numba"])
SIX_DIGITS = 5e-7
WHOLE, FIRST, SECOND, STRONG, WEAK = range(5)


def two_layers() -> FlagMap:
    """Case R15 of the calculus: a whole of two parts, one of which has two parts."""
    return flag_map(
        ground([0, 0.3, 0.7, 0.9, 0.6], [1, 0.82, 0.75, 0.95, 0.8]),
        part_links(
            [WHOLE, WHOLE, FIRST, FIRST],
            [FIRST, SECOND, STRONG, WEAK],
            necessity_low=[0.5, 0.25, 0.5, 0.8],
            necessity_high=[0.5, 0.25, 0.5, 0.8],
        ),
        logics(sufficiency_low=[1, 0.95, 1, 1, 1]),
    )


def test_what_is_missing_comes_from_leaves_and_from_doubt_about_sufficiency() -> None:
    missing = missing_evidence(two_layers(), WHOLE)

    told = [
        (each.process, each.origin, each.not_known + each.failing)
        for each in missing.drivers()
    ]
    assert missing.total == pytest.approx(0.275750, abs=SIX_DIGITS)
    assert [each[:2] for each in told] == [
        (WEAK, Origin.EVIDENCE),
        (SECOND, Origin.EVIDENCE),
        (FIRST, Origin.SUFFICIENCY),
        (STRONG, Origin.EVIDENCE),
    ]
    assert [each[2] for each in told] == pytest.approx(
        [0.152, 0.075, 0.025, 0.02375], abs=SIX_DIGITS
    )
    assert missing.through(FIRST) == pytest.approx(0.20075, abs=SIX_DIGITS)


def test_what_is_missing_makes_two_lists_to_do() -> None:
    missing = missing_evidence(two_layers(), WHOLE)

    to_find_out, to_put_right = missing.to_find_out(2), missing.to_put_right(2)

    # Of the weak part's 0.4 half is white and half is red; of the other's 0.3, 0.25.
    assert [each.process for each in to_find_out] == [WEAK, FIRST]
    assert to_find_out[0].not_known == pytest.approx(0.076, abs=SIX_DIGITS)
    assert [each.process for each in to_put_right] == [WEAK, SECOND]
    assert to_put_right[1].failing == pytest.approx(0.0625, abs=SIX_DIGITS)


def test_evidence_against_is_followed_to_the_statement_it_comes_from() -> None:
    chain = chain_against(two_layers(), WHOLE)

    assert chain is not None
    assert [link.process for link in chain.links] == [WHOLE, FIRST]
    assert chain.origin is Origin.EVIDENCE
    assert [link.against for link in chain.links] == pytest.approx([0.09, 0.18])
    # Without the first, the second's 0.25 of 0.25 is left.
    assert [link.gain for link in chain.links] == pytest.approx([0.09, 0.0275])


def test_nothing_against_has_no_chain() -> None:
    flags = flag_map(ground([0.5, 0.5], [1, 1]), part_links([0], [1]))

    assert chain_against(flags, 0) is None


def test_mending_one_of_two_that_fail_alike_gains_nothing() -> None:
    flags = flag_map(ground([0] * 3, [1, 0.5, 0.5]), part_links([0, 0], [1, 2]))

    chain = chain_against(flags, 0)

    assert chain is not None
    assert [(link.process, link.gain) for link in chain.links] == [(0, 0.5), (1, 0.0)]


def test_parts_that_nobody_declared_sufficient_leave_all_not_known() -> None:
    flags = flag_map(ground([0, 1], [1, 1]), part_links([0], [1]))

    driver, *others = missing_evidence(flags, 0).drivers()

    assert (driver.process, driver.origin) == (0, Origin.SUFFICIENCY)
    assert (driver.not_known, driver.failing) == (1.0, 0.0)
    assert others == []


def test_a_part_without_word_of_success_is_not_known() -> None:
    base = ground([0, 0, 1], [1, 0, 1], has_success=[True, False, True])

    flags = flag_map(base, part_links([0, 0], [1, 2]), logics(sufficiency_low=1.0))

    (driver,) = missing_evidence(flags, 0).drivers()
    assert (driver.process, driver.origin) == (1, Origin.NO_SUCCESS)
    assert (driver.not_known, driver.failing) == (1.0, 0.0)


def test_a_contested_leaf_has_nothing_to_find_out() -> None:
    flags = flag_map(
        ground([0, 0.75], [1, 0.25]), part_links([0], [1]), logics(sufficiency_low=1.0)
    )

    (driver,) = missing_evidence(flags, 0).drivers()
    assert (driver.not_known, driver.failing) == (0.0, 0.25)


def test_parts_that_miss_more_than_all_share_it() -> None:
    flags = flag_map(
        ground([0, 0, 0.5], [1, 0, 1]),
        part_links([0, 0], [1, 2]),
        logics(sufficiency_low=1.0),
    )

    drivers = missing_evidence(flags, 0).drivers()

    assert [(each.process, each.failing + each.not_known) for each in drivers] == [
        (1, pytest.approx(2 / 3)),
        (2, pytest.approx(1 / 3)),
    ]


def test_independent_parts_share_by_logarithm() -> None:
    flags = flag_map(
        ground([0, 0.5, 0.25], [1, 1, 1]),
        part_links([0, 0], [1, 2]),
        logics(sufficiency_low=1.0, dependence_low=0.0, dependence_high=0.0),
    )

    missing = missing_evidence(flags, 0)

    # 1 - 1/8; the second halves it twice where the first halves it once.
    assert missing.through(1) == pytest.approx(0.875 / 3)
    assert missing.through(2) == pytest.approx(0.875 * 2 / 3)


@given(maps(), st.data(), BY)
def test_shares_of_what_is_missing_add_up(
    it: Drawn, data: st.DataObject, by: str
) -> None:
    flags = it.flags(by)
    top = data.draw(st.integers(0, it.size - 1))

    missing = missing_evidence(flags, top)

    shares = np.concatenate((missing.not_known, missing.failing))
    assert shares.min() >= 0.0
    assert shares.sum() == pytest.approx(1.0 - flags.lower[top], abs=1e-9)
    assert missing.total == pytest.approx(1.0 - flags.lower[top], abs=1e-9)


@given(maps(), BY)
def test_what_leaves_a_process_came_to_it(it: Drawn, by: str) -> None:
    flags = it.flags(by)

    missing = missing_evidence(flags, 0)

    through = [missing.through(at) for at in flags.layers.number.tolist()]
    assert max(through) <= missing.total + 1e-9
    stopped = missing.not_known + missing.failing
    assert (stopped <= np.array(through) + 1e-9).all()


STEP = 1e-6


@given(maps(), st.data(), BY)
def test_sensitivity_is_that_of_small_changes(
    it: Drawn, data: st.DataObject, by: str
) -> None:
    flags = it.flags(by)
    at = data.draw(st.integers(0, it.size - 1))
    assume(STEP < it.base.lower[at] < 1 - STEP and STEP < it.base.upper[at] < 1 - STEP)

    told = sensitivity(flags, 0)

    moved = [top_after(flags, it, at, by_so_much) for by_so_much in (STEP, -STEP)]
    lower, upper = (moved[0] - moved[1]) / (2 * STEP)
    up, down = moved[0] - top(flags), top(flags) - moved[1]
    # Where an end has a corner, both sides differ and there is no slope to compare.
    assume(np.allclose(up, down, atol=1e-9))
    assert told.lower[at] == pytest.approx(lower, abs=1e-5)
    assert told.upper[at] == pytest.approx(upper, abs=1e-5)


def top(flags: FlagMap) -> np.ndarray:
    return np.array([flags.lower[0], flags.upper[0]])


def top_after(flags: FlagMap, it: Drawn, at: int, by_so_much: float) -> np.ndarray:
    ends = it.base.lower[at] + by_so_much, it.base.upper[at] + by_so_much
    moves = [move for move in flags.what_if(at, *ends) if move.process == 0]
    return np.array([moves[0].lower, moves[0].upper]) if moves else top(flags)


@pytest.mark.parametrize("seed", range(3))
def test_sweeping_agrees_by_numba_and_numpy_on_wholes_of_many_parts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wholes = rng.integers(0, 8, 900)
    pairs = {(int(whole), int(rng.integers(whole + 1, 300))) for whole in wholes}
    it = drawn(sorted(pairs), seed, n_processes=300)

    one, two = it.flags("numba"), it.flags("numpy")

    missing = [missing_evidence(flags, 0) for flags in (one, two)]
    assert missing[0].not_known == pytest.approx(missing[1].not_known, abs=1e-12)
    assert missing[0].failing == pytest.approx(missing[1].failing, abs=1e-12)
    slopes = [sensitivity(flags, 0) for flags in (one, two)]
    assert slopes[0].lower == pytest.approx(slopes[1].lower, abs=1e-12)
    assert slopes[0].upper == pytest.approx(slopes[1].upper, abs=1e-12)


@given(st.integers(1, 7), st.integers(0, 2**32), BY)
def test_each_part_bears_what_the_plain_form_says(
    n_parts: int, seed: int, by: str
) -> None:
    pairs = [(0, at) for at in range(1, n_parts + 1)]
    it = drawn(pairs, seed, n_processes=n_parts + 1)
    base = ground(np.append(0.0, it.base.lower[1:]), np.ones(it.size))
    flags = Drawn(base, it.links, it.logic).flags(by)

    missing = missing_evidence(flags, 0)

    logic, links, lowers = it.logic[0], it.links, base.lower[1:]
    if logic.combining is Combining.ALL:
        lowers = 1 - links.necessity_high * (1 - lowers)
    within = np.stack((links.share_low, links.share_high), axis=1)
    of_parts, _ = shares_of_missing(lowers.tolist(), logic, shares=within.tolist())
    through = [missing.through(part) for _, part in pairs]
    assert through == pytest.approx(of_parts, abs=1e-12)
