"""Process trees: kept plain, printed, read aloud."""

from wholeflow.journeys.discovery.process_tree import (
    SILENT,
    ProcessTree,
    activity,
    choice,
    loop,
    optional,
    parallel,
    sequence,
)

A, B, C, D = (activity(name) for name in "abcd")


def test_a_tree_prints_in_the_signs_of_the_field() -> None:
    tree = sequence(A, choice(B, C), parallel(D, loop(activity("e"))))

    assert str(tree) == "->( 'a', X( 'b', 'c' ), +( 'd', *( 'e', tau ) ) )"


def test_operators_of_the_same_kind_become_one() -> None:
    assert sequence(A, sequence(B, C)) == sequence(A, B, C)
    assert parallel(parallel(A, B), C) == parallel(A, B, C)
    assert choice(A, choice(B, C)) == choice(A, B, C)


def test_a_sequence_inside_a_choice_stays_one() -> None:
    assert len(choice(A, sequence(B, C)).parts) == 2


def test_one_part_alone_needs_no_operator() -> None:
    assert sequence(A) == parallel(A) == choice(A) == A


def test_nothing_is_left_out_of_a_sequence_and_offered_once_in_a_choice() -> None:
    assert sequence(SILENT, A, SILENT) == A
    assert sequence(SILENT, SILENT) == SILENT
    assert optional(optional(A)) == optional(A)
    assert optional(SILENT) == SILENT


def test_nothing_is_not_offered_again_where_a_part_allows_it() -> None:
    each_optional = sequence(optional(A), optional(B))

    assert optional(each_optional) == each_optional


def test_a_loop_of_a_loop_is_a_loop() -> None:
    assert loop(loop(A)) == loop(A)
    assert loop(loop(A, B)) != loop(A, B)


def test_what_allows_nothing_is_known() -> None:
    allowing = optional(A), loop(optional(A), B), parallel(optional(A), optional(B))
    refusing = A, loop(A, optional(B)), sequence(optional(A), B), choice(A, B)

    assert [tree.allows_nothing for tree in allowing] == [True, True, True]
    assert [tree.allows_nothing for tree in refusing] == [False] * 4


def test_a_plain_tree_is_read_in_one_line_for_each_step() -> None:
    tree = sequence(A, choice(B, C), optional(D))

    assert tree.in_words() == "first a\nthen either b or c\nthen perhaps d"


def test_repetition_is_read_as_how_often() -> None:
    assert loop(A).in_words() == "once or more a"
    assert optional(loop(A)).in_words() == "any number of times a"
    assert loop(A, B).in_words() == "once or more a, going back by way of b"


def test_what_is_not_plain_stands_in_lines_under_its_heading() -> None:
    tree = parallel(A, choice(sequence(B, C), D))

    assert tree.in_words().splitlines() == [
        "in any order:",
        "  - a",
        "  - one of these:",
        "    either first b, then c",
        "    or d",
    ]


def test_a_line_that_would_be_too_long_becomes_several() -> None:
    words = [activity(f"do the {number}th of many long things") for number in range(4)]

    assert max(map(len, parallel(*words).in_words().splitlines())) < 60


def test_a_tree_knows_its_activities() -> None:
    assert sequence(A, loop(B, C)).activities() == ("a", "b", "c")


def test_trees_are_values() -> None:
    again = ProcessTree(sequence(A, B).kind, (activity("a"), activity("b")))

    assert again == sequence(A, B)
    assert hash(again) == hash(sequence(A, B))
