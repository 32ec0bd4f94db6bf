"""Blocks paired over a page: one to one, by text, key, rare words and place; what moved, what split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import bounded
from wikidiff.diff.blocks import Pairing, Unit, pair, split_of

LONG = "The town has a harbour and two churches from the late middle ages."
OTHER = "Its inhabitants live on fishing, on trade with the islands and on tourism."


def units(*texts: str, kind: str = "paragraph", key: str = "", group: int = 0) -> list[Unit]:
    return [Unit(text, kind, key, group) for text in texts]


def pairs(old: list[Unit], new: list[Unit]) -> list[tuple[int, int, bool]]:
    return [(entry.old, entry.new, entry.moved) for entry in pair(old, new)]


def test_equal_blocks_in_place():
    assert pairs(units("a", "b"), units("a", "b")) == [(0, 0, False), (1, 1, False)]


def test_nothing_is_paired_with_nothing():
    assert pairs([], []) == []
    assert pairs(units(LONG), []) == []
    assert pairs([], units(LONG)) == []


def test_a_block_edited_in_place():
    edited = LONG.replace("two", "three")
    assert pairs(units(LONG, OTHER), units(edited, OTHER)) == [(0, 0, False), (1, 1, False)]


def test_blocks_that_change_places_in_one_stretch():
    """The shorter one moves."""
    assert pairs(units(LONG, OTHER), units(OTHER, LONG)) == [(0, 1, True), (1, 0, False)]


def test_a_block_that_leaves_its_stretch_has_moved():
    assert pairs(units(LONG), units(LONG, group=1)) == [(0, 0, True)]


def test_a_block_that_moved_and_was_edited():
    edited = LONG.replace("two", "three")
    assert pairs(units(LONG), units(edited, group=1)) == [(0, 0, True)]


def test_a_short_block_is_not_known_again_elsewhere_when_there_are_two():
    assert pairs(units("* a town", "* a town"), units("* a town", group=1)) == []


def test_a_short_block_alone_is_known_again_elsewhere():
    assert pairs(units("* town"), units("* town", group=1)) == [(0, 0, True)]


def test_marks_alone_are_not_known_again_elsewhere():
    assert pairs(units("|-"), units("|-", group=1)) == []


def test_other_words_elsewhere_are_another_block():
    assert pairs(units(LONG), units(OTHER, group=1)) == []


def test_a_lone_short_block_in_place_is_the_same_place():
    assert pairs(units("Old words."), units("Quite another.")) == [(0, 0, False)]


def test_a_lone_long_block_with_no_word_in_common_came_and_went():
    old, new = " ".join(f"a{n}" for n in range(99)), " ".join(f"b{n}" for n in range(99))
    assert pairs(units(old), units(new)) == []


def test_parameters_are_paired_by_name():
    old = [Unit("|a=1", "parameter", "x|a", 0), Unit("|b=2", "parameter", "x|b", 0)]
    new = [Unit("|b=3", "parameter", "x|b", 0), Unit("|a=4", "parameter", "x|a", 0)]
    assert {(i, j) for i, j, _ in pairs(old, new)} == {(0, 1), (1, 0)}


def test_a_parameter_renamed_keeps_its_value():
    old = [Unit("|a = one town", "parameter", "x|a", 0)]
    assert pairs(old, [Unit("|b = one town", "parameter", "x|b", 0)]) == [(0, 0, False)]
    assert pairs(old, [Unit("|b = other", "parameter", "x|b", 0)]) == []


def test_kinds_do_not_mix():
    assert pairs(units(LONG, kind="heading"), units(LONG, kind="table_cell")) == []
    assert pairs(units(LONG), units("* " + LONG, kind="list_item")) == [(0, 0, False)]


def test_cells_without_words_in_common_are_paired_by_place():
    old, new = units("1", "2", "x", kind="table_cell"), units("3", "4", "x", kind="table_cell")
    assert pairs(old, new) == [(0, 0, False), (1, 1, False), (2, 2, False)]


def test_a_heading_goes_with_the_text_below_it():
    old = [Unit("== A ==", "heading", "", 0), Unit(LONG, "paragraph", "", 0)]
    new = [Unit("== B ==", "heading", "", 1), Unit(LONG, "paragraph", "", 1)]
    assert pairs(old, new) == [(0, 0, True), (1, 1, True)]


def test_marks_go_with_the_block_that_moves():
    old = [Unit("|-", "table_row", "", 0), Unit(LONG, "table_cell", "", 0), Unit("|}", "table", "", 0)]
    new = [Unit("|-", "table_row", "", 1), Unit(LONG, "table_cell", "", 1), Unit("|}", "table", "", 1)]
    assert pairs(old, new) == [(0, 0, True), (1, 1, True), (2, 2, True)]


def test_a_script_without_spaces_is_compared_by_pairs_of_characters():
    old = "東京は日本の首都であり、世界最大の都市のひとつであり、多くの大学がある。"
    new = "東京は日本の首都であり、世界有数の都市のひとつであり、多くの大学がある。"
    assert pairs(units(old), units(new, group=1)) == [(0, 0, True)]


def test_a_short_sentence_without_spaces_is_known_again():
    old, new = (
        "東京は日本の首都であり、世界最大の都市のひとつである。",
        "東京は日本の首都であり、世界有数の都市のひとつである。",
    )
    assert pairs(units(old), units(new, group=1)) == [(0, 0, True)]


def test_an_empty_cell_in_its_place_has_not_moved():
    assert pairs(units("", "a", kind="table_cell"), units("", "b", kind="table_cell")) == [(0, 0, False), (1, 1, False)]


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        ("a b c d e f", ["a b c", "d e f"], True),
        ("a b c d e f", ["a b c", "d e g"], True),
        ("a b c d e f", ["a b c"], False),
        ("a b c d e f", ["a b c", "x y z u v w"], False),
        ("", [""], False),
    ],
)
def test_what_a_split_is(whole, parts, expected):
    assert split_of(whole, parts) is expected


TEXTS = st.sampled_from(["", "|-", "a", "b", LONG, OTHER, LONG.replace("two", "three"), OTHER + " More.", "* item"])
UNITS = st.lists(
    st.builds(
        Unit,
        TEXTS,
        st.sampled_from(["paragraph", "list_item", "heading", "table_cell", "parameter"]),
        st.sampled_from(["", "", "x|a", "x|b"]),
        st.integers(0, 2),
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda unit: unit.group))


def one_to_one(found: list[Pairing], old: list[Unit], new: list[Unit]) -> None:
    assert found == sorted(found)
    assert len({entry.old for entry in found}) == len({entry.new for entry in found}) == len(found)
    for entry in found:
        assert 0 <= entry.old < len(old)
        assert 0 <= entry.new < len(new)
        if old[entry.old].group != new[entry.new].group:
            assert entry.moved, "another stretch is another place"


@given(UNITS, UNITS)
def test_pairs_are_one_to_one(old, new):
    found = pair(old, new)
    one_to_one(found, old, new)
    for group in {unit.group for unit in old}:
        steady = [e for e in found if old[e.old].group == new[e.new].group == group and not e.moved]
        assert [e.new for e in steady] == sorted(e.new for e in steady), "what did not move keeps its order"


@given(UNITS)
def test_equal_units_are_paired_in_place(items):
    found = pair(items, list(items))
    one_to_one(found, items, items)
    assert {entry.old for entry in found} == set(range(len(items)))


@given(UNITS, UNITS)
def test_the_way_back_pairs_alike(old, new):
    assert {(e.old, e.new) for e in pair(old, new)} == {(e.new, e.old) for e in pair(new, old)}


def test_many_blocks_are_paired_in_bounded_time():
    same = units(*["* the same line again and again"] * 3_000)
    spread = [Unit(unit.text, unit.kind, "", number) for number, unit in enumerate(same)]
    many = units(*(f"Paragraph {n} tells of thing {n * 7} in a long way" for n in range(3_000)))
    edited = units(*(f"Paragraph {n} tells of item {n * 7} in a long way" for n in range(3_000)))
    with bounded():
        for old, new in ((same, spread), (many, edited), (many, edited[::-1]), (same, many)):
            one_to_one(pair(old, new), old, new)


def test_a_passage_with_chance_words_in_common_is_another_passage():
    old = "Adherents of this view call themselves socialists, to keep apart from the others of the same name.\n"
    new = "In this climate a minority began to write of the deed, which was told to the president by a clerk.\n"
    stub = "The mill was built in 1820 by the Lind family, who owned the ford.\n"
    grown = (
        "In 1820 the Lind family, who owned the ford, built a mill. It had two wheels, three stones and a saw.\n" * 3
    )
    assert pair([Unit(old, "paragraph", "", 0)], [Unit(new, "paragraph", "", 0)]) == []
    assert pair([Unit(stub, "paragraph", "", 0)], [Unit(grown, "paragraph", "", 0)]) == [Pairing(0, 0, moved=False)]
