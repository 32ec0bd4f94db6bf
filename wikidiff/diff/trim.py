"""Strip what two texts (or lists) share at their ends, comparing slices: the cost is that of comparing memory."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

_STEP = 2048
_WIDEST = 16_384  # a slice that differs is looked through again


def common_prefix(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many characters the two texts share at their start."""
    limit = min(len(old), len(new))
    at, step = 0, _STEP
    while at < limit:
        stop = min(limit, at + step)
        if old[at:stop] != new[at:stop]:
            return at + _differs(old[at:stop], new[at:stop])
        at = stop
        step = min(step * 2, _WIDEST)
    return limit


def common_suffix(old: Sequence[Hashable], new: Sequence[Hashable], limit: int) -> int:
    """Return how many characters, at most `limit`, the two texts share at their end."""
    at, step = 0, _STEP
    while at < limit:
        stop = min(limit, at + step)
        left = old[len(old) - stop : len(old) - at]
        right = new[len(new) - stop : len(new) - at]
        if left != right:
            return at + _differs_from_end(left, right)
        at = stop
        step = min(step * 2, _WIDEST)
    return limit


def _differs_from_end(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return how many characters two slices, known to differ, share at their end."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[-middle:] == right[-middle:]:
            low = middle
        else:
            high = middle - 1
    return low


def _differs(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return the first index at which two slices, known to differ, differ."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high) // 2
        if left[low : middle + 1] == right[low : middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low
