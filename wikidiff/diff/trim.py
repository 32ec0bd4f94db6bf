"""Strip what two texts, or two rows, share at their ends: great stretches as memory is compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import Postfix, Prefix

_SHORT = 2_048  # in so many characters the first that differs is looked for one by one
_FIRST = 64  # items of a row that are compared at first
_WIDEST = 30_000  # a slice this wide is still copied within the cache, and its memory is had again at once


def common_prefix(old: str, new: str) -> int:
    """Return how many characters the two texts share at their start."""
    limit = min(len(old), len(new))
    if limit <= _SHORT:
        return Prefix.similarity(old, new)
    at, step = 0, _SHORT
    while at < limit:
        stop = min(limit, at + step)
        part = old[at:stop]
        if not new.startswith(part, at):
            return at + _differs(part, new[at:stop])
        at = stop
        step = min(step * 2, _WIDEST)
    return limit


def common_suffix(old: str, new: str, limit: int) -> int:
    """Return how many characters, at most `limit`, the two texts share at their end."""
    at, step = 0, _SHORT
    while at < limit:
        stop = min(limit, at + step)
        left = old[len(old) - stop : len(old) - at]
        if not new.endswith(left, 0, len(new) - at):
            return at + _differs_from_end(left, new[len(new) - stop : len(new) - at])
        at = stop
        step = min(step * 2, _WIDEST)
    return max(0, limit)


def _differs(left: str, right: str) -> int:
    """Return the first index at which two slices of one length, known to differ, differ."""
    start = 0
    while len(left) > _SHORT:
        half = len(left) // 2
        if right.startswith(left[:half]):
            start, left, right = start + half, left[half:], right[half:]
        else:
            left, right = left[:half], right[:half]
    return start + Prefix.similarity(left, right)


def _differs_from_end(left: str, right: str) -> int:
    """Return how many characters two slices of one length, known to differ, share at their end."""
    shared = 0
    while len(left) > _SHORT:
        half = len(left) // 2
        if right.endswith(left[-half:]):
            shared, left, right = shared + half, left[:-half], right[:-half]
        else:
            left, right = left[-half:], right[-half:]
    return shared + Postfix.similarity(left, right)


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
