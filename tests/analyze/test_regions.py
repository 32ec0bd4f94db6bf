"""From changed lines to changed blocks: groups, pairs, slots and moves, each block in one of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.bounded import bounded
from tests.campaign import tenth
from tests.laws.strategies import PAIRS
from wikidiff.analyze.regions import Group, Layout, groups, layout
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.model import Block, BlockKind
from wikidiff.wikitext.segment import Blocks

LONG = "The town has a harbour and two churches from the late middle ages."
OTHER = "Its inhabitants live on fishing, on trade with the islands and on tourism."


def parts_of(old: str, new: str) -> list[Group]:
    return groups(Blocks(old), Blocks(new), hunks(old, new, Budget()))


def layout_of(old: str, new: str) -> Layout:
    return layout(old, new, parts_of(old, new))


def texts(text: str, found: list[Block] | tuple[Block, ...]) -> list[str]:
    return [text[block.start : block.end] for block in found]


def check_groups(old: str, new: str) -> list[Group]:
    """Blocks of groups follow each other, what stands between groups is equal, what differs is in one."""
    found = parts_of(old, new)
    at = to = 0
    for part in found:
        assert old[at : part.old_at] == new[to : part.new_at], "what stands between groups is equal"
        for blocks, start in ((part.old, part.old_at), (part.new, part.new_at)):
            for block in blocks:
                assert block.start == start, "the blocks of a group meet"
                start = block.end
        at = part.old[-1].end if part.old else part.old_at
        to = part.new[-1].end if part.new else part.new_at
        if part.old and part.new:
            first, other = part.old[0], part.new[0]
            assert (first.kind, old[first.start : first.end]) != (other.kind, new[other.start : other.end])
    assert old[at:] == new[to:]
    return found


def check_layout(old: str, new: str) -> None:
    """Every changed block that is not blank is in one pair or in one slot."""
    parts = parts_of(old, new)
    found = layout(old, new, parts)
    for side in ("old", "new"):
        paired = [block for pair in found.pairs for block in getattr(pair, side) if block.kind is not BlockKind.BLANK]
        free = [block for slot in found.slots for block in getattr(slot, side) if block.kind is not BlockKind.BLANK]
        changed = [block for part in parts for block in getattr(part, side) if block.kind is not BlockKind.BLANK]
        assert sorted(block.start for block in [*paired, *free]) == sorted(block.start for block in changed)
    moved = [pair for pair in found.pairs if pair.moved]
    assert sorted(id(pair) for move in found.moves for pair in move.pairs) == sorted(map(id, moved))
    for move in found.moves:
        assert move.old_start <= move.pairs[0].old[0].start
        assert move.pairs[-1].old[-1].end <= move.old_end
        assert move.new_start <= move.pairs[0].new[0].start
        assert move.pairs[-1].new[-1].end <= move.new_end
    for spans in (
        sorted((move.old_start, move.old_end) for move in found.moves),
        sorted((move.new_start, move.new_end) for move in found.moves),
    ):
        assert all(left[1] <= right[0] for left, right in pairwise(spans)), "moves do not cross"


LINES = st.lists(
    st.sampled_from(
        ["", LONG, OTHER, "== A ==", "* item", "{{I", "| a = b", "}}", "{|", "|-", "| c", "|}", "<!--", "-->"]
    ),
    max_size=12,
).map("\n".join)


@given(LINES, LINES)
def test_groups_and_layouts_of_lines(old, new):
    check_groups(old, new)
    check_layout(old, new)


@given(PAIRS)
def test_groups_and_layouts_of_generated_edits(pair):
    check_groups(*pair)
    check_layout(*pair)


@pytest.mark.parametrize("pair", [pytest.param(p, id=p.name) for p in tenth(material.recent_pairs(), 40)])
def test_groups_and_layouts_of_real_edits(pair):
    check_groups(pair.old, pair.new)
    check_layout(pair.old, pair.new)


def test_a_changed_line_is_widened_to_its_block():
    old, new = "a\nb {{c\n|d}} e\nf\n", "a\nb {{c\n|x}} e\nf\n"
    (part,) = parts_of(old, new)
    assert texts(old, part.old) == ["b {{c\n|d}} e\n"]
    assert texts(new, part.new) == ["b {{c\n|x}} e\n"]
    assert (part.old_at, part.new_at) == (2, 2)


def test_two_hunks_in_one_block_are_one_group():
    old = "x\n{{a|b\nc\nd\ne}}\ny\n"
    new = "x\n{{a|z\nc\nd\nz}}\ny\n"
    assert len(hunks(old, new, Budget())) == 2
    (part,) = parts_of(old, new)
    assert texts(old, part.old) == [old[2:-2]]


def test_a_delimiter_that_closes_another_way_widens_the_group():
    """A comment that is opened hides what follows on one side alone."""
    old, new = "a\n\nb\n\nc -->\n\nd\n", "a\n\n<!-- b\n\nc -->\n\nd\n"
    check_groups(old, new)
    check_layout(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n{{b|c\nd\n\ne\n\nf}} g\nh\n", "a\n{{b|x\nd\n\ny\n\nz}} g\nh\n"),
        ("a\n\nb<ref>c\n\nd\n\ne\n\nf</ref>\n\ng\n", "x\n\nb<ref>y\n\nd\n\ne\n\nz</ref>\n\nw\n"),
        ("a\nb\n\n{{c\nd\n\ne}} f\n", "a\nx\n\n{{c\nd\n\ny}} f\n\n"),
        ("a [[b\nc\nd\n", "a [[b\nx\nd]]\n"),
        ("a\nb\nc]]\n", "[[x\nb\ny]]\n"),
        ("<ref>a\nb\nc\nd\n", "<ref>x\nb\nc</ref>\ny\n"),
    ],
)
def test_hunks_that_meet_in_one_construct(old, new):
    for left, right in ((old, new), (new, old)):
        check_groups(left, right)
        check_layout(left, right)


def shape(old: str, new: str) -> tuple[list[tuple[list[str], list[str], bool]], list[tuple[list[str], list[str]]]]:
    found = layout_of(old, new)
    pairs = [(texts(old, pair.old), texts(new, pair.new), pair.moved) for pair in found.pairs]
    return pairs, [(texts(old, slot.old), texts(new, slot.new)) for slot in found.slots]


def test_an_edited_paragraph_is_a_pair():
    edited = LONG.replace("two", "three")
    assert shape(f"{LONG}\n\n{OTHER}\n", f"{edited}\n\n{OTHER}\n") == ([([f"{LONG}\n"], [f"{edited}\n"], False)], [])


def test_what_came_is_a_slot():
    assert shape(f"{LONG}\n", f"{LONG}\n\n{OTHER}\n") == ([], [([], ["\n", f"{OTHER}\n"])])


def test_a_paragraph_split_in_two_is_one_pair():
    old, new = f"{LONG} {OTHER}\n", f"{LONG}\n\n{OTHER}\n"
    assert shape(old, new) == ([([old], [f"{LONG}\n", "\n", f"{OTHER}\n"], False)], [])
    assert shape(new, old) == ([([f"{LONG}\n", "\n", f"{OTHER}\n"], [old], False)], [])


def test_paragraphs_that_change_places():
    old, new = f"{LONG}\n\n{OTHER}\n\nEnd.\n", f"{OTHER}\n\n{LONG}\n\nEnd.\n"
    found = layout_of(old, new)
    (move,) = found.moves
    assert old[move.old_start : move.old_end].strip() == new[move.new_start : move.new_end].strip() == LONG
    assert found.slots == []


def test_neighbours_that_moved_together_are_one_move_with_what_is_between():
    stay = "This paragraph is so much longer than the other ones that it is them who move. " * 5
    old = f"{LONG}\n\n{OTHER}\n\n{stay}\n"
    new = f"{stay}\n\n{LONG}\n\n{OTHER}\n"
    (move,) = layout_of(old, new).moves
    assert len(move.pairs) == 2
    assert old[move.old_start : move.old_end].strip() == f"{LONG}\n\n{OTHER}"


def test_a_section_that_moved_takes_its_heading_along():
    old = f"Lead.\n\n== A ==\n{LONG}\n\n== B ==\n{OTHER} {OTHER}\n"
    new = f"Lead.\n\n== B ==\n{OTHER} {OTHER}\n\n== A ==\n{LONG}\n"
    (move,) = layout_of(old, new).moves
    assert old[move.old_start : move.old_end].strip() == f"== A ==\n{LONG}"


def test_many_groups_are_laid_out_in_bounded_time():
    old = "".join(f"Paragraph {n} tells {'old' if n % 2 else 'same'} things about {n * 7}.\n\n" for n in range(3_000))
    with bounded():
        assert len(layout_of(old, old.replace("old", "new")).pairs) == 1_500
        assert len(layout_of(old, old.replace("tells", "told")).pairs) == 3_000
        layout_of(old, "".join(reversed(old.splitlines(keepends=True))))
