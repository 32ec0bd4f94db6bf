"""From changed lines to changed blocks: which block became which, what came, what went, what moved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from wikidiff.analyze import rows
from wikidiff.diff.blocks import Unit, pair, split_of
from wikidiff.diff.engine import Op
from wikidiff.model import Block, BlockKind
from wikidiff.wikitext.segment import Blocks

_made = partial(tuple.__new__, Unit)  # what a NamedTuple does, without a call of Python for each
MOST_PARTS = 40  # blocks on either side that one paragraph may have been split into
_JOINABLE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_NAMED = frozenset([BlockKind.PARAMETER, BlockKind.TEMPLATE, BlockKind.TEMPLATE_OPEN, BlockKind.TABLE_CELL])


class Group(NamedTuple):
    """The blocks of one changed stretch, on both sides, equal ends cut off; `at` is where it stands.

    The cells of a row are `fixed` when each belongs to its column, `turned` when columns changed places.
    """

    old: list[Block]
    new: list[Block]
    old_at: int
    new_at: int
    fixed: bool = False
    turned: bool = False


@dataclass(slots=True)
class Pair:
    """Old blocks that became new blocks: one each, or several where a paragraph was split or merged."""

    old: tuple[Block, ...]
    new: tuple[Block, ...]
    moved: bool = False
    group: int = 0
    turned: bool = False


@dataclass(slots=True)
class Slot:
    """Blocks that came or went between two standing neighbours."""

    old: list[Block]
    new: list[Block]
    old_at: int
    new_at: int


@dataclass(slots=True)
class Move:
    """Blocks that stand elsewhere, in one piece on both sides."""

    pairs: list[Pair]
    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(slots=True)
class Layout:
    """What became of the blocks of a page."""

    pairs: list[Pair]
    slots: list[Slot]
    moves: list[Move]


def groups(old: Blocks, new: Blocks, hunks: Sequence[Op]) -> list[Group]:
    """Widen each hunk to whole blocks on both sides, join hunks that then meet, and cut off what is equal."""
    result: list[tuple[Op, list[Block], list[Block]]] = []
    waiting = list(reversed(hunks))
    while waiting:
        o1, o2, n1, n2 = waiting.pop()
        while True:
            if result and (o1 < result[-1][0][1] or n1 < result[-1][0][3]):
                (p1, _, q1, _), _, _ = result.pop()
                o1, n1 = p1, q1
            left = old.cover(o1, o2)
            if o1 < o2:
                new.follow(old, n1, n2, o1)
            right = new.cover(n1, n2)
            back = max(o1 - left[0].start if left else 0, n1 - right[0].start if right else 0)
            ahead = max(left[-1].end - o2 if left else 0, right[-1].end - n2 if right else 0)
            if not back and not ahead:
                break
            o1, n1 = max(0, o1 - back), max(0, n1 - back)
            if waiting and (o2 + ahead > waiting[-1][0] or n2 + ahead > waiting[-1][2]):
                _, o2, _, n2 = waiting.pop()
            else:
                o2, n2 = min(len(old.text), o2 + ahead), min(len(new.text), n2 + ahead)
        result.append(((o1, o2, n1, n2), left, right))
    return rows.settled(old, new, [_cut(old.text, new.text, op, left, right) for op, left, right in result])


def _cut(old: str, new: str, op: Op, left: list[Block], right: list[Block]) -> Group:
    most = min(len(left), len(right))
    low = high = 0
    while low < most and _same(old, new, left[low], right[low]):
        low += 1
    while high < most - low and _same(old, new, left[-1 - high], right[-1 - high]):
        high += 1
    kept_old, kept_new = left[low : len(left) - high], right[low : len(right) - high]
    old_at = left[low - 1].end if low else op[0]
    new_at = right[low - 1].end if low else op[2]
    return Group(kept_old, kept_new, old_at, new_at)


def _same(old: str, new: str, left: Block, right: Block) -> bool:
    return left.kind is right.kind and old[left.start : left.end] == new[right.start : right.end]


def layout(old: str, new: str, parts: Sequence[Group]) -> Layout:
    """Pair the blocks of all groups over the page."""
    if len(parts) == 1 and len(parts[0].old) == len(parts[0].new) == 1:
        return _alone(old, new, parts[0])
    free = [(g, part) for g, part in enumerate(parts) if not part.fixed]
    old_places = [(g, b) for g, part in free for b in part.old if b.kind is not BlockKind.BLANK]
    new_places = [(g, b) for g, part in free for b in part.new if b.kind is not BlockKind.BLANK]
    if len(free) == len(parts) and (not old_places or not new_places):  # all came, or all went
        slots = [Slot(part.old, part.new, part.old_at, part.new_at) for part in parts if part.old or part.new]
        return Layout([], slots, [])
    found = pair(
        [_unit(old, group, block) for group, block in old_places],
        [_unit(new, group, block) for group, block in new_places],
    )
    pairs = [Pair((old_places[p.old][1],), (new_places[p.new][1],), p.moved, new_places[p.new][0]) for p in found]
    for entry in pairs:
        entry.turned = parts[entry.group].turned
    pairs += [
        Pair((left,), (right,), group=number)
        for number, part in enumerate(parts)
        if part.fixed
        for left, right in zip(part.old, part.new, strict=True)
    ]
    taken_old = {entry.old[0].start: entry for entry in pairs}
    taken_new = {entry.new[0].start: entry for entry in pairs}
    by_group: dict[int, list[Pair]] = {}
    for entry in pairs:
        if not entry.moved and entry.old[0].kind in _JOINABLE:
            by_group.setdefault(entry.group, []).append(entry)
    for number, steady in by_group.items():
        if len(parts[number].old) != len(parts[number].new):
            _join_splits(old, new, parts[number], steady, taken_old, taken_new)
    pairs = list({id(entry): entry for entry in taken_new.values()}.values())
    moved = [entry for entry in pairs if entry.moved]
    if not moved:
        return Layout(pairs, [slot for part in parts for slot in _slots(part, taken_old, taken_new, None)], [])
    blanks = (_loose(taken_old, (part.old for part in parts)), _loose(taken_new, (part.new for part in parts)))
    moves = _moves(blanks, moved)
    beside = (_Beside(moves, new=False), _Beside(moves, new=True))
    slots = [slot for part in parts for slot in _slots(part, taken_old, taken_new, beside)]
    return Layout(pairs, slots, moves)


def _alone(old: str, new: str, part: Group) -> Layout:
    """Lay out a page on which one block may have become one other, as most edits are."""
    left, right = part.old[0], part.new[0]
    blank = left.kind is BlockKind.BLANK or right.kind is BlockKind.BLANK
    if not blank and pair([_unit(old, 0, left)], [_unit(new, 0, right)]):
        return Layout([Pair((left,), (right,))], [], [])
    return Layout([], [Slot(part.old, part.new, part.old_at, part.new_at)], [])


def _unit(text: str, group: int, block: Block) -> Unit:
    kind, start, end, value_start, value_end, _, template, name = block
    key = ""
    if kind in _NAMED:
        if kind is BlockKind.TABLE_CELL:
            start, end = value_start, value_end
        elif kind is not BlockKind.PARAMETER:
            key = name.casefold()
        elif name:
            key = f"{template.casefold()}|{name}"
    return _made((text[start:end], kind, key, group))


def _join_splits(
    old: str, new: str, part: Group, steady: list[Pair], taken_old: dict[int, Pair], taken_new: dict[int, Pair]
) -> None:
    """Give a pair its neighbours where one paragraph was split in several or several were merged."""
    places_old = {block.start: index for index, block in enumerate(part.old)}
    places_new = {block.start: index for index, block in enumerate(part.new)}
    for entry in steady:
        more_new = _free_neighbours(part.new, places_new[entry.new[0].start], taken_new)
        if len(more_new) > 1 and _grows(
            old[entry.old[0].start : entry.old[0].end], [new[b.start : b.end] for b in more_new], entry.new[0], new
        ):
            entry.new = tuple(more_new)
            taken_new.update((block.start, entry) for block in more_new)
            continue
        more_old = _free_neighbours(part.old, places_old[entry.old[0].start], taken_old)
        if len(more_old) > 1 and _grows(
            new[entry.new[0].start : entry.new[0].end], [old[b.start : b.end] for b in more_old], entry.old[0], old
        ):
            entry.old = tuple(more_old)
            taken_old.update((block.start, entry) for block in more_old)


def _grows(whole: str, parts: list[str], own: Block, text: str) -> bool:
    return split_of(whole, parts) and not split_of(whole, [text[own.start : own.end]])


def _free_neighbours(blocks: list[Block], index: int, taken: dict[int, Pair]) -> list[Block]:
    """Return the paragraph with the unpaired paragraphs that touch it, blank lines between them included."""
    low = high = index
    while low > max(0, index - MOST_PARTS) and _free(blocks[low - 1], taken):
        low -= 1
    while high + 1 < min(len(blocks), index + MOST_PARTS) and _free(blocks[high + 1], taken):
        high += 1
    while low < index and blocks[low].kind is BlockKind.BLANK:
        low += 1
    while high > index and blocks[high].kind is BlockKind.BLANK:
        high -= 1
    return blocks[low : high + 1]


def _free(block: Block, taken: dict[int, Pair]) -> bool:
    return block.kind is BlockKind.BLANK or (block.kind in _JOINABLE and block.start not in taken)


def _separates(block: Block) -> bool:
    """Tell whether a block only separates others: a blank line, or the bare mark of a row."""
    return block.kind is BlockKind.BLANK or (
        block.kind is BlockKind.TABLE_ROW and block.value_end - block.value_start == 1
    )


def _loose(taken: dict[int, Pair], lists: Iterable[list[Block]]) -> dict[int, int]:
    """Return start and end of what only separates blocks and is free to go with a move."""
    return {
        block.start: block.end
        for blocks in lists
        for block in blocks
        if block.kind is BlockKind.BLANK or (_separates(block) and block.start not in taken)
    }


def _meets(end: int, start: int, blanks: dict[int, int]) -> bool:
    """Tell whether nothing but free blank lines lies between two places."""
    while end < start and end in blanks:
        end = blanks[end]
    return end == start


def _moves(free: tuple[dict[int, int], dict[int, int]], moved: list[Pair]) -> list[Move]:
    """Join moved blocks that are neighbours on both sides, in the same order."""
    result: list[Move] = []
    for entry in sorted(moved, key=lambda pair: pair.old[0].start):
        last = result[-1] if result else None
        if (
            last is not None
            and _meets(last.old_end, entry.old[0].start, free[0])
            and _meets(last.new_end, entry.new[0].start, free[1])
        ):
            last.pairs.append(entry)
            last.old_end, last.new_end = entry.old[-1].end, entry.new[-1].end
        else:
            result.append(Move([entry], entry.old[0].start, entry.old[-1].end, entry.new[0].start, entry.new[-1].end))
    return result


def _slots(
    part: Group, taken_old: dict[int, Pair], taken_new: dict[int, Pair], beside: tuple[_Beside, _Beside] | None
) -> list[Slot]:
    """Cut a group at its standing pairs; what lies between them came or went. `beside` is asked where blocks moved."""
    result: list[Slot] = []
    old_runs = _runs(part.old, taken_old, part.old_at)
    new_runs = _runs(part.new, taken_new, part.new_at)
    for (old_run, old_at, old_moved), (new_run, new_at, new_moved) in zip(old_runs, new_runs, strict=True):
        if beside is not None and (old_moved or new_moved):
            beside[0].absorb(old_run)
            beside[1].absorb(new_run)
        if old_run or new_run:
            result.append(Slot(old_run, new_run, old_at, new_at))
    return result


Run = tuple[list[Block], int, bool]


def _runs(blocks: list[Block], taken: dict[int, Pair], at: int) -> list[Run]:
    """Return what stands before, between and behind the standing pairs of a group, moved blocks left out."""
    runs: list[Run] = []
    run: list[Block] = []
    start, moved, last = at, False, None
    for block in blocks:
        entry = taken.get(block.start)
        if entry is None:
            run.append(block)
        elif entry.moved:
            moved = True
        elif entry is last:
            run = [kept for kept in run if kept.kind is not BlockKind.BLANK]  # blank lines inside a split paragraph
        else:
            runs.append((run, start, moved))
            run, moved, last = [], False, entry
        if entry is not None and not entry.moved:
            start = block.end
    runs.append((run, start, moved))
    return runs


class _Beside:
    """Gives what separates blocks, in and beside a moved one, to the move: it takes its separators along."""

    def __init__(self, moves: list[Move], *, new: bool) -> None:
        self.new = new
        spans = [(move.new_start, move.new_end) if new else (move.old_start, move.old_end) for move in moves]
        self.starts = {start: move for (start, _), move in zip(spans, moves, strict=True)}
        self.ends = {end: move for (_, end), move in zip(spans, moves, strict=True)}
        self.inside = sorted(spans)

    def absorb(self, run: list[Block]) -> None:
        """Take the separators of a run that belong to a move out of it."""
        run[:] = [block for block in run if not _separates(block) or not self._takes(block)]

    def _takes(self, block: Block) -> bool:
        place = bisect_right(self.inside, (block.start, 1 << 60)) - 1
        if place >= 0 and block.end <= self.inside[place][1]:
            return True
        move = self.ends.get(block.start)
        if move is not None:
            self.ends[block.end] = move
            if self.new:
                move.new_end = block.end
            else:
                move.old_end = block.end
            return True
        move = self.starts.get(block.end)
        if move is None:
            return False
        if self.new:
            move.new_start = block.start
        else:
            move.old_start = block.start
        return True
