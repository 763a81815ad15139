"""What do the flags of a million processes cost, next to merely copying their arrays?

The yardstick is a copy of exactly the arrays that a roll-up reads and writes, in the
same run. Bars: a full roll-up at most 2 copies with numba and 8 with numpy, marks
included and the guard for shared parts built beforehand; one changed leaf at most 50
microseconds; a Why sweep at most 10 milliseconds. Beside them stand plain Python and
two libraries for chances in graphs at the sizes they can do.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from maps_of_flags import Columns, columns, lists, plain_over

from wholeflow.evidence import (
    FlagMap,
    find_sharing,
    flag_map,
    ground,
    in_layers,
    logics,
    missing_evidence,
    part_links,
    sensitivity,
)

MILLION = 1_000_000
ROUNDS = 9
SHARED = {"tree": 0.0, "a tenth shared": 0.1}


def milliseconds(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Time each work, taking turns, so that a busy moment meets all of them.

    All of them run in this thread, so its own time is the one to look at: on an idle
    machine it is that of the clock, on a busy one it leaves out waiting for a turn.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            begun = time.thread_time()
            work()
            times.append(1000 * (time.thread_time() - begun))
    return [statistics.median(times) for times in taken]


def same(one: FlagMap, other: FlagMap) -> bool:
    pairs = zip(one.store[3:6], other.store[3:6], strict=True)
    return all(np.array_equal(*pair) for pair in pairs)


@pytest.fixture(scope="module", params=list(SHARED))
def a_million(request: pytest.FixtureRequest) -> tuple[str, Columns, FlagMap]:
    made = columns(MILLION, shared=SHARED[request.param])
    return request.param, made, made.flags("numba")


def read_and_written(flags: FlagMap) -> list[np.ndarray]:
    """The arrays a roll-up of plain wholes reads, and those it writes."""
    store = flags.store
    names = (
        *("own_lower", "own_upper", "given", "lower", "upper", "marks", "part"),
        *("necessity_low", "necessity_high", "wholes", "first_link"),
        *("sufficiency_low", "sufficiency_high"),
    )
    arrays = [getattr(store, name) for name in names]
    # Both ends of the flags are columns of one array, which is copied once.
    whole = {id(each if each.base is None else each.base): each for each in arrays}
    return [each if each.base is None else each.base for each in whole.values()]


def copier(arrays: list[np.ndarray]) -> Callable[[], None]:
    into = [np.zeros_like(array) for array in arrays]

    def copy() -> None:
        for one, other in zip(into, arrays, strict=True):
            np.copyto(one, other)

    return copy


def test_a_roll_up_costs_little_more_than_a_copy(a_million):
    name, made, flags = a_million
    by_numpy = made.flags("numpy")
    flags.roll_up()
    assert same(flags, by_numpy)
    arrays = read_and_written(flags)
    in_lists = lists(flags)
    lower, upper = plain_over(in_lists)
    assert lower == flags.store.lower.tolist()
    assert upper == flags.store.upper.tolist()

    copy, numba, numpy = milliseconds(copier(arrays), flags.roll_up, by_numpy.roll_up)
    (plain,) = milliseconds(lambda: plain_over(in_lists), rounds=5)

    print(
        f"\n{name}: {flags.layers.n_processes:,} processes, {len(flags.store.part):,} "
        f"links, {len(flags.store.wholes):,} wholes\n"
        f"  copy of {sum(each.nbytes for each in arrays) / 1e6:.0f} MB {copy:.2f} ms\n"
        f"  numba {numba:.2f} ms, {numba / copy:.2f} copies (bar 2); of half a copy, "
        f"which moves as many bytes as a roll-up, {2 * numba / copy:.2f}\n"
        f"  numpy {numpy:.2f} ms, {numpy / copy:.2f} copies (bar 8)\n"
        f"  plain Python {plain:.0f} ms, {plain / copy:.0f} copies, without marks"
    )


def test_what_is_built_beforehand(a_million):
    name, made, flags = a_million
    links = part_links(made.whole, made.part)

    layers, guard = milliseconds(
        lambda: in_layers(made.size, links),
        lambda: find_sharing(flags.layers),
        rounds=5,
    )

    overlaps = int(flags.layout.sharing.overlaps.sum())
    print(
        f"\n{name}: layers {layers:.0f} ms, guard {guard:.1f} ms: {overlaps:,} wholes "
        f"have parts that may share a process; {int(flags.layers.shared.sum()):,} "
        "processes are shared"
    )


def test_one_changed_leaf(a_million):
    name, _, flags = a_million
    rng = np.random.default_rng(1)
    leaves = flags.layers.number[flags.store.row < 0]
    picked = rng.choice(leaves, 2000, replace=False).tolist()
    flags.what_if(picked[0], 0.85, 0.97)
    taken, moved = [], 0
    for leaf, lower in zip(picked, rng.uniform(0.8, 0.95, len(picked)), strict=True):
        begun = time.thread_time()
        moves = flags.change(leaf, lower, 0.97)
        taken.append(1e6 * (time.thread_time() - begun))
        moved += len(moves)
    changed = flags.store.lower.copy(), flags.store.upper.copy()
    flags.roll_up()
    assert np.array_equal(changed[0], flags.store.lower)
    assert np.array_equal(changed[1], flags.store.upper)

    (full,) = milliseconds(flags.roll_up)
    one = statistics.median(taken)
    print(
        f"\n{name}: one changed leaf {one:.1f} us (bar 50), {moved / len(picked):.1f} "
        f"flags moved; a full roll-up costs as much as {1000 * full / one:,.0f}"
    )


def test_a_why_sweep(a_million):
    name, _, flags = a_million
    (top,) = flags.layers.number[:1].tolist()
    missing = missing_evidence(flags, top)
    assert missing.not_known.sum() + missing.failing.sum() == pytest.approx(
        missing.total, abs=1e-9
    )
    slopes = sensitivity(flags, top)
    assert slopes.lower.max() > 0.0

    why, drivers, slope = milliseconds(
        lambda: missing_evidence(flags, top),
        missing.drivers,
        lambda: sensitivity(flags, top),
    )
    print(
        f"\n{name}: Why sweep {why:.2f} ms (bar 10), ten largest of it {drivers:.1f} "
        f"ms, sensitivity {slope:.1f} ms"
    )


def test_growth():
    for size in (1_000, 10_000, 100_000, MILLION):
        made = columns(size)
        flags, by_numpy = made.flags("numba"), made.flags("numpy")
        assert same(flags, by_numpy)
        in_lists = lists(flags)

        copy, numba, numpy, plain = milliseconds(
            copier(read_and_written(flags)),
            flags.roll_up,
            by_numpy.roll_up,
            lambda in_lists=in_lists: plain_over(in_lists),
        )
        print(
            f"\n{size:>9,}: copy {1e6 * copy / size:.1f} ns a process, "
            f"numba {1e6 * numba / size:.1f}, numpy {1e6 * numpy / size:.1f}, "
            f"plain Python {1e6 * plain / size:.0f}",
            end="",
        )
    print()


@pytest.mark.parametrize("by", ["numba", "numpy"])
def test_peak_memory(by):
    script = str(Path(__file__).with_name("maps_of_flags.py"))
    done = subprocess.run(
        [sys.executable, script, str(MILLION), by],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"\n{MILLION:,} processes by {by}: peak memory {float(done.stdout):.0f} MB")


def and_tree(size: int) -> tuple[list[list[int]], np.ndarray]:
    """Wholes of five parts each, and a chance for each leaf."""
    parts = [
        [at for at in range(5 * n + 1, 5 * n + 6) if at < size] for n in range(size)
    ]
    return parts, np.random.default_rng(0).uniform(0.999, 1.0, size)


def by_flags(parts: list[list[int]], chances: np.ndarray) -> Iterator[object]:
    whole = [at for at, mine in enumerate(parts) for _ in mine]
    inner = np.array([bool(mine) for mine in parts])
    flags = flag_map(
        ground(np.where(inner, 0, chances), np.where(inner, 1, chances)),
        part_links(whole, [part for mine in parts for part in mine]),
        logics(sufficiency_low=1, dependence_low=0, dependence_high=0),
        by="numba",
    )
    yield None
    flags.roll_up()
    yield float(flags.lower[0])


def by_pgmpy(parts: list[list[int]], chances: np.ndarray) -> Iterator[object]:
    from pgmpy.factors.discrete import TabularCPD  # noqa: PLC0415 - only this peer needs it
    from pgmpy.inference import VariableElimination  # noqa: PLC0415 - as above
    from pgmpy.models import DiscreteBayesianNetwork  # noqa: PLC0415 - as above

    network = DiscreteBayesianNetwork()
    network.add_nodes_from([str(at) for at in range(len(parts))])
    network.add_edges_from(
        (str(part), str(at)) for at, mine in enumerate(parts) for part in mine
    )
    for at, mine in enumerate(parts):
        chance = np.zeros(2 ** len(mine))
        chance[-1] = 1.0 if mine else chances[at]
        network.add_cpds(
            TabularCPD(
                str(at),
                2,
                np.stack((1 - chance, chance)),
                evidence=[str(part) for part in mine] or None,
                evidence_card=[2] * len(mine) or None,
            )
        )
    yield None
    asked = VariableElimination(network).query(["0"], show_progress=False)
    yield float(asked.values[1])


def by_pyagrum(parts: list[list[int]], chances: np.ndarray) -> Iterator[object]:
    import pyagrum  # noqa: PLC0415 - only this peer needs it

    network = pyagrum.BayesNet()
    for at in range(len(parts)):
        network.add(pyagrum.LabelizedVariable(str(at), "", 2))
    for at, mine in enumerate(parts):
        for part in mine:
            network.addArc(str(part), str(at))
        chance = np.zeros(2 ** len(mine))
        chance[-1] = 1.0 if mine else chances[at]
        table = np.stack((1 - chance, chance), axis=-1)
        network.cpt(str(at))[:] = table.reshape([2] * (len(mine) + 1))
    yield None
    inference = pyagrum.LazyPropagation(network)
    inference.setTargets({"0"})
    inference.makeInference()
    yield float(inference.posterior("0")[1])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("size", [781, 3_906])
def test_peers_on_and_trees(size):
    """An AND-tree of independent leaves: its top succeeds with the product of all."""
    parts, chances = and_tree(size)
    expected = np.prod([chances[at] for at in range(size) if not parts[at]])
    told = []
    for library in (by_flags, by_pgmpy, by_pyagrum):
        begun = time.perf_counter()
        steps = library(parts, chances)
        next(steps)
        built = time.perf_counter()
        answer = next(steps)
        inferred = time.perf_counter()
        assert answer == pytest.approx(expected, abs=1e-9)
        told.append((library.__name__[3:], built - begun, inferred - built))

    ours = told[0][2]
    print(f"\n{size:,} processes, answers equal:")
    for name, build, infer in told:
        print(
            f"  {name}: build {1000 * build:.1f} ms, infer {1000 * infer:.2f} ms, "
            f"ratio {infer / ours:,.0f}"
        )
