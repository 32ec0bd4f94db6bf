"""Rows of tables: a cell belongs to its column, so that each figure is held against the one whose place it took.

Three figures of which each moved one column on share two of three words, and are three changes all the same. Columns
that change places with their headers take their cells along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from wikidiff.diff.engine import Op
from wikidiff.model import Block, BlockKind
from wikidiff.wikitext.segment import Blocks
from wikidiff.wikitext.tables import cut

if TYPE_CHECKING:
    from wikidiff.analyze.regions import Group

FAR = 12  # changed stretches of one row that are looked at together
VALUE = 60  # characters; a longer cell is a text, which is known again where it stands
Order = tuple[int, ...]


def settled(old: Blocks, new: Blocks, parts: list[Group]) -> list[Group]:
    """Join the changed cells of one row of one cell a line, and mark the rows whose cells belong to their columns."""
    for part in parts:
        if (blocks := part.old or part.new) and blocks[0].kind is BlockKind.TABLE_CELL:
            break
    else:  # as on most pages
        return parts
    parts = _joined(old, new, [_slid(old, new, part) for part in parts])
    texts = [(_texts(old, part.old), _texts(new, part.new)) if _of_cells(part) else None for part in parts]
    rows = {tuple(row[0]) for row in texts if row}, {tuple(row[1]) for row in texts if row}
    orders = [_order(*row) if row else None for row in texts]
    turned = _turned(new, parts, orders)
    return [
        part._replace(fixed=order not in turned and _fixed(part, *row, rows), turned=order in turned) if row else part
        for part, row, order in zip(parts, texts, orders, strict=True)
    ]


def columns(old: Blocks, new: Blocks, span: Op) -> list[Op]:
    """Return which cells of one line became which, by their columns; the line as it stands where that is not known."""
    o1, o2, n1, n2 = span
    left, right = cut(old, o1, o2), cut(new, n1, n2)
    if len(left) == 1 or _marks(old, left) != _marks(new, right):
        return [span]
    before = [old.text[start:end].strip() for start, end in left]
    after = [new.text[start:end].strip() for start, end in right]
    if _shifted(before, after):
        return [span]
    return [(*cell, *other) for cell, other in zip(left, right, strict=True)]


def _marks(found: Blocks, cells: Sequence[tuple[int, int]]) -> list[str]:
    """Return the marks between the cells of a line."""
    return [found.text[one[1] : other[0]] for one, other in pairwise(cells)]


def changed(old: Blocks, new: Blocks, span: Op) -> Op | None:
    """Narrow the line of a row to the cells that changed, from the first to the last of them; None where none did."""
    o1, o2, n1, n2 = span
    left, right = cut(old, o1, o2), cut(new, n1, n2)
    if len(left) == 1 or len(left) != len(right):
        return None
    cells = zip(left, right, strict=True)
    differ = [pair for pair in cells if old.text[slice(*pair[0])].strip() != new.text[slice(*pair[1])].strip()]
    if not differ:
        return None
    (first_old, first_new), (last_old, last_new) = differ[0], differ[-1]
    return first_old[0], last_old[1], first_new[0], last_new[1]


def _slid(old: Blocks, new: Blocks, part: Group) -> Group:
    """Let rows that came or went begin with their own mark, where the one behind them is the same."""
    blocks = part.old or part.new
    if (part.old and part.new) or not blocks or blocks[-1].kind is not BlockKind.TABLE_ROW:
        return part
    found = old if part.old else new
    text, mark = found.text, blocks[-1]
    start = blocks[0].start - (mark.end - mark.start)
    if start < 0 or text[start : blocks[0].start] != text[mark.start : mark.end]:
        return part
    before = found.cover(start, blocks[0].start)
    if len(before) != 1 or (before[0].kind, before[0].start, before[0].depth) != (mark.kind, start, mark.depth):
        return part
    back = mark.end - mark.start
    moved = [*before, *blocks[:-1]]
    at = (part.old_at - back, part.new_at - back)
    return part._replace(old=moved if part.old else [], new=moved if part.new else [], old_at=at[0], new_at=at[1])


def _of_cells(part: Group) -> bool:
    """Tell whether a group holds lines of cells and nothing else."""
    blocks = part.old or part.new
    if not blocks or blocks[0].kind is not BlockKind.TABLE_CELL:
        return False
    depth = blocks[0].depth
    return all(block.kind is BlockKind.TABLE_CELL and block.depth == depth for block in (*part.old, *part.new))


def _joined(old: Blocks, new: Blocks, parts: Sequence[Group]) -> list[Group]:
    """Join groups of one row that together hold as many cells on both sides, though each alone does not."""
    result: list[Group] = []
    for part in parts:
        whole = part
        for back in range(len(result) - 1, max(-1, len(result) - 1 - FAR), -1):
            between = _between(old, new, result[back], whole)
            if between is None:
                break
            before = result[back]
            at = before.old_at, before.new_at
            whole = type(part)([*before.old, *between[0], *whole.old], [*before.new, *between[1], *whole.new], *at)
            if len(whole.old) == len(whole.new):
                if len(before.old) != len(before.new) or len(part.old) != len(part.new):
                    del result[back:]
                    part = whole
                break
        result.append(part)
    return result


def _between(old: Blocks, new: Blocks, first: Group, second: Group) -> tuple[list[Block], list[Block]] | None:
    """Return the cells that stand between two groups of one row; None where they are not of one row."""
    if not (_of_cells(first) and _of_cells(second)):
        return None
    sides = []
    for found, left, right, at_left, at_right in (
        (old, first.old, second.old, first.old_at, second.old_at),
        (new, first.new, second.new, first.new_at, second.new_at),
    ):
        start, stop = left[-1].end if left else at_left, right[0].start if right else at_right
        blocks = found.cover(start, stop) if start < stop else []
        depth = (first.old or first.new)[0].depth
        if any(block.kind is not BlockKind.TABLE_CELL or block.depth != depth for block in blocks):
            return None
        sides.append(blocks)
    return sides[0], sides[1]


def _texts(found: Blocks, blocks: Sequence[Block]) -> list[str]:
    """Return what stands in the cells of some lines."""
    spans = (span for block in blocks for span in cut(found, block.value_start, block.value_end))
    return [found.text[start:end].strip() for start, end in spans]


def _order(before: list[str], after: list[str]) -> Order | None:
    """Return where each old cell of a row stands now, if the row holds the same cells in another order.

    Cells at the ends that stay are left out: where each cell has a line of its own, they are not in the group.
    """
    if before == after or Counter(before) != Counter(after):
        return None
    low = next(place for place, text in enumerate(before) if text != after[place])
    high = next(place for place in range(len(before), 0, -1) if before[place - 1] != after[place - 1])
    places: dict[str, list[int]] = {}
    for place, text in enumerate(after[low:high]):
        places.setdefault(text, []).append(place)
    return tuple(places[text].pop(0) for text in before[low:high])


def _turned(new: Blocks, parts: Sequence[Group], orders: Sequence[Order | None]) -> set[Order | None]:
    """Return the orders in which columns changed places: their headers did so too, and the cells of a row at least."""
    found: dict[bool, set[Order | None]] = {True: set(), False: set()}
    for part, order in zip(parts, orders, strict=True):
        if order is not None:
            found[_heads(new, part)].add(order)
    return found[True] & found[False]


def _heads(new: Blocks, part: Group) -> bool:
    """Tell whether the lines are of headers."""
    block = part.new[0]
    return new.text[block.start : block.value_start].lstrip().startswith("!")


def _fixed(
    part: Group, before: list[str], after: list[str], rows: tuple[set[tuple[str, ...]], set[tuple[str, ...]]]
) -> bool:
    """Tell whether each cell of a row that changed is held against the one that stood in its column."""
    if len(part.old) != len(part.new):
        return False
    if len(part.old) == 1 and len(before) > 1:  # a whole row on one line can stand elsewhere: that is seen by its text
        return False
    if max(map(len, before + after), default=0) > VALUE:
        return False
    if len(part.old) > 1 and (tuple(after) in rows[0] or tuple(before) in rows[1]):  # the row stands elsewhere
        return False
    return len(before) == len(after) and not _shifted(before, after)


def _shifted(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether cells were pushed to other columns: by an empty one that moved, or words show it."""
    if list(filter(None, before)) == list(filter(None, after)):
        return True
    if Counter(before) == Counter(after):
        return False
    steady = {text for text, other in zip(before, after, strict=True) if text == other}
    return any(text not in steady and any(map(str.isalpha, text)) and len(text) > 1 for text in {*before} & {*after})
