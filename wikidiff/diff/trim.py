"""Strip what two texts, or two rows, share at their ends: great stretches as memory is compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import Postfix, Prefix

_SHORT = 2_048  # characters that are compared at first
_NEAR = 512  # in so many characters the first that differs is looked for one by one
_FIRST = 64  # items of a row that are compared at first
_WIDEST = 16_384  # a slice this wide is still copied within the cache, and its memory is had again at once


def common_prefix(old: str, new: str) -> int:
    """Return how many characters the two texts share at their start."""
    limit = min(len(old), len(new))
    if limit <= _SHORT:
        return Prefix.similarity(old, new)
    low, step = 0, _SHORT
    high = step
    while new.startswith(old[low:high], low):
        if high == limit:
            return limit
        low, step = high, min(step * 2, _WIDEST)
        high = min(limit, low + step)
    while high - low > _NEAR:  # only one text is copied from, and no part of it twice
        middle = (low + high) // 2
        if new.startswith(old[low:middle], low):
            low = middle
        else:
            high = middle
    return low + Prefix.similarity(old[low:high], new[low:high])


def common_suffix(old: str, new: str, limit: int) -> int:
    """Return how many characters, at most `limit`, the two texts share at their end."""
    if limit <= 0:
        return 0
    old_end, new_end = len(old), len(new)
    if limit <= _NEAR:
        return Postfix.similarity(old[old_end - limit :], new[new_end - limit :])
    low, step = 0, _SHORT
    high = min(limit, step)
    while new.endswith(old[old_end - high : old_end - low], 0, new_end - low):
        if high == limit:
            return limit
        low, step = high, min(step * 2, _WIDEST)
        high = min(limit, low + step)
    while high - low > _NEAR:
        middle = (low + high) // 2
        if new.endswith(old[old_end - middle : old_end - low], 0, new_end - low):
            low = middle
        else:
            high = middle
    return low + Postfix.similarity(old[old_end - high : old_end - low], new[new_end - high : new_end - low])


def row_prefix(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many items two rows share at their start."""
    low, high = 0, min(len(old), len(new))
    step = _FIRST
    while low < high and old[low : low + step] == new[low : low + step]:
        low = min(high, low + step)
        step = min(step * 2, _WIDEST)
    high = min(high, low + step)
    while low < high:
        middle = (low + high) // 2
        if old[low : middle + 1] == new[low : middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low


def row_suffix(old: Sequence[Hashable], new: Sequence[Hashable], limit: int) -> int:
    """Return how many items, at most `limit`, two rows share at their end."""
    low, high, step = 0, limit, _FIRST
    while low < high and _ends_alike(old, new, low, min(high, low + step)):
        low = min(high, low + step)
        step = min(step * 2, _WIDEST)
    high = min(high, low + step)
    while low < high:
        middle = (low + high + 1) // 2
        if _ends_alike(old, new, low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _ends_alike(old: Sequence[Hashable], new: Sequence[Hashable], low: int, high: int) -> bool:
    """Tell whether the items from `low` to `high`, counted from the end, are equal."""
    return old[len(old) - high : len(old) - low] == new[len(new) - high : len(new) - low]
