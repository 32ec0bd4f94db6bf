"""Align the pieces of two blocks as a person would draw it.

Spaces do not take part: an edit is a run of pieces that changed, with the spaces between them. Chance matches inside a
rewrite are given up, and an insertion that could stand in several places stands where its brackets and sentences close.
Scripts without spaces come letter by letter: a few of them that stand alone between changed ones are chance, too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from wikidiff.diff.engine import Budget, Op, changes, joined
from wikidiff.diff.trim import row_prefix, row_suffix

# What a piece weighs: a bracket of a link, punctuation, function word, word, letter of a script without spaces.
SOFT, MARK, LIGHT, HEAVY, LETTER = 0, 1, 2, 3, 4
_MASS = (0.0, 0.6, 0.6, 2.0, 2.0)
_WORDS = (0.0, 0.0, 1.0, 1.0, 1 / 3)  # how many words a changed piece is
ISLAND = 3  # so many letters stand in two words by chance
AROUND = 3  # where so many times as many changed on both sides of them
FUNCTION = 4  # a function word, which stands alone by right, counts as so many letters
_OPENING, _CLOSING = "([{«“„「『", ")]}»”“」』"
_SENTENCE = (".", "!", "?", "。", "！", "？", "।", "…")


def edits(
    old: Sequence[str], new: Sequence[str], old_weight: Sequence[int], new_weight: Sequence[int], budget: Budget
) -> list[Op]:
    """Return the changed runs over two lists of pieces without spaces; only what changed is asked what it weighs."""
    head = row_prefix(old, new)
    tail = row_suffix(old, new, min(len(old), len(new)) - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    left, right = old_weight[head:old_end], new_weight[head:new_end]
    if SOFT in left or SOFT in right:  # the brackets at the ends may find other partners
        weights = (
            [*old_weight[:head], *left, *old_weight[old_end:]],
            [*new_weight[:head], *right, *new_weight[new_end:]],
        )
        ops = _without_chance(_hard_first(old, new, weights, (head, tail), budget), *weights)
    elif head in (old_end, new_end):
        ops = [(head, old_end, head, new_end)] if old_end != new_end else []
    else:
        ops = _without_chance(changes(old[head:old_end], new[head:new_end], budget), left, right)
        ops = [(i1 + head, i2 + head, j1 + head, j2 + head) for i1, i2, j1, j2 in ops]
    return joined(_placed(ops, old, new))


def _placed(ops: Sequence[Op], old: Sequence[str], new: Sequence[str]) -> list[Op]:
    """Put each insertion and deletion at the best of the places where it means the same, between its neighbours."""
    result: list[Op] = []
    for index, op in enumerate(ops):
        if op[0] != op[1] and op[2] != op[3]:  # what was replaced stands where it stands
            result.append(op)
            continue
        before = result[-1] if result else (0, 0, 0, 0)
        after = ops[index + 1] if index + 1 < len(ops) else (len(old), 0, len(new), 0)
        room = min(op[0] - before[1], op[2] - before[3]), min(after[0] - op[1], after[2] - op[3])
        result.append(_slid(op, old, new, room))
    return result


def _hard_first(
    old: Sequence[str],
    new: Sequence[str],
    weights: tuple[Sequence[int], Sequence[int]],
    same: tuple[int, int],
    budget: Budget,
) -> list[Op]:
    """Align what a reader sees first; brackets and marks find their partners in the gaps that leaves.

    `same` is how many pieces both rows share at their start and end: in what stands there no gap has to be looked at.
    """
    left, right = ([index for index, weight in enumerate(side) if weight != SOFT] for side in weights)
    hard_old, hard_new = [old[index] for index in left], [new[index] for index in right]
    hard = _placed(changes(hard_old, hard_new, budget), hard_old, hard_new)  # a bracket between would hold them fast
    ops: list[Op] = []
    last = (len(left), len(left), len(right), len(right))
    i = j = min(bisect_left(left, same[0]), hard[0][0] if hard else last[0])
    at_old = at_new = left[i - 1] + 1 if i else 0
    old_end = len(old) - same[1]
    for op in [*hard, last]:
        while i < op[0]:  # a run of standing words: only what stands between them is left to compare
            a, b = left[i], right[j]
            if a - at_old or b - at_new:
                ops.extend(_gap(old, new, (at_old, a, at_new, b), budget))
            if a >= old_end and op is last:
                return ops
            at_old, at_new, i, j = a + 1, b + 1, i + 1, j + 1
        i, j = op[1], op[3]
    ops.extend(_gap(old, new, (at_old, len(old), at_new, len(new)), budget))
    return ops


def _gap(old: Sequence[str], new: Sequence[str], op: Op, budget: Budget) -> list[Op]:
    i1, i2, j1, j2 = op
    if old[i1:i2] == new[j1:j2]:
        return []
    return [(i1 + a, i1 + b, j1 + c, j1 + d) for a, b, c, d in changes(old[i1:i2], new[j1:j2], budget)]


def _without_chance(ops: list[Op], old_weight: Sequence[int], new_weight: Sequence[int]) -> list[Op]:
    """Give up equal islands that are small beside the changes on both sides of them, until none is left."""
    while len(ops) > 1:
        result: list[Op] = [ops[0]]
        for op in ops[1:]:
            last = result[-1]
            island = _mass(old_weight, last[1], op[0])
            sides = min(_size(last, old_weight, new_weight), _size(op, old_weight, new_weight))
            if (island * 2 <= sides and both(last, op)) or _torn(last, op, old_weight, new_weight):
                result[-1] = (last[0], op[1], last[2], op[3])
            else:
                result.append(op)
        if len(result) == len(ops):
            return result
        ops = result
    return ops


def _torn(left: Op, right: Op, old_weight: Sequence[int], new_weight: Sequence[int]) -> bool:
    """Tell whether two changes of letters leave nothing but a few letters between them: chance, words are longer."""
    low, high = left[1], right[0]
    if not 0 < high - low <= ISLAND or not {LETTER, LIGHT}.issuperset(old_weight[low:high]):
        return False
    sizes = [max(_letters(old_weight[i1:i2]), _letters(new_weight[j1:j2])) for i1, i2, j1, j2 in (left, right)]
    island = sum([1 if weight == LETTER else FUNCTION for weight in old_weight[low:high]])
    return min(sizes) > 0 and sum(sizes) >= AROUND * island


def _letters(weights: Sequence[int]) -> int:
    return sum([weight == LETTER for weight in weights])


def both(left: Op, right: Op) -> bool:
    """Tell whether two changes with an island between them rewrite both sides: one-sided ones stay apart."""
    removes = left[1] > left[0] and right[1] > right[0]
    adds = left[3] > left[2] and right[3] > right[2]
    return removes and adds


def _mass(weights: Sequence[int], start: int, end: int) -> float:
    """Return how many words an island has: a function word or a mark counts little, a bracket nothing."""
    return sum([_MASS[weight] for weight in weights[start:end]])


def _size(op: Op, old_weight: Sequence[int], new_weight: Sequence[int]) -> float:
    """Return how many words a change has on its shorter side."""
    removed = sum([_WORDS[weight] for weight in old_weight[op[0] : op[1]]])
    return min(removed, sum([_WORDS[weight] for weight in new_weight[op[2] : op[3]]]))


def _slid(op: Op, old: Sequence[str], new: Sequence[str], room: tuple[int, int]) -> Op:
    """Move a pure insertion or deletion to the best of the places where it means the same, between its neighbours."""
    i1, i2, j1, j2 = op
    shift = _best_shift(new, j1, j2, room) if i1 == i2 else _best_shift(old, i1, i2, room)
    return i1 + shift, i2 + shift, j1 + shift, j2 + shift


def _best_shift(items: Sequence[str], start: int, end: int, room: tuple[int, int]) -> int:
    low = 0
    while start + low > 0 and items[start + low - 1] == items[end + low - 1] and low > max(start - end, -room[0]):
        low -= 1
    high = 0
    while end + high < len(items) and items[start + high] == items[end + high] and high < min(end - start, room[1]):
        high += 1
    if low == high:
        return 0
    return max(range(low, high + 1), key=lambda shift: (_fit(items, start + shift, end + shift), -abs(shift), shift))


def _fit(items: Sequence[str], start: int, end: int) -> int:
    """Score a place for an insertion: closed brackets first, then whole sentences, then clauses."""
    score = 0
    depth = lowest = 0
    for index in range(start, end):
        item = items[index]
        if item in _OPENING or item.startswith("[["):
            depth += 1
        elif item in _CLOSING or item == "]]":
            depth -= 1
            lowest = min(lowest, depth)
    if depth == 0 and lowest == 0:
        score += 8
    before = items[start - 1] if start else ""
    last = items[end - 1]
    if (not before or before in _SENTENCE) and last in _SENTENCE:
        score += 6
    elif before in _SENTENCE or last in _SENTENCE:
        score += 1
    if items[start] in (",", ";", "、", "，"):
        score += 2
    if last in (",", ";", "、", "，"):
        score += 1
    return score
