"""Strip what two texts share at their ends, comparing slices: the cost is that of comparing memory."""

from __future__ import annotations

_STEP = 2048
_WIDEST = 16_384  # a slice that differs is looked through again


def common_prefix(old: str, new: str) -> int:
    """Return how many characters the two texts share at their start."""
    limit = min(len(old), len(new))
    at, step = 0, _STEP
    while at < limit:
        stop = min(limit, at + step)
        if not new.startswith(old[at:stop], at):
            return at + _differs(old[at:stop], new[at:stop])
        at = stop
        step = min(step * 2, _WIDEST)
    return limit


def common_suffix(old: str, new: str, limit: int) -> int:
    """Return how many characters, at most `limit`, the two texts share at their end."""
    at, step = 0, _STEP
    while at < limit:
        stop = min(limit, at + step)
        left = old[len(old) - stop : len(old) - at]
        if not new.endswith(left, 0, len(new) - at):
            return at + _differs_from_end(left, new[len(new) - stop : len(new) - at])
        at = stop
        step = min(step * 2, _WIDEST)
    return limit


def _differs_from_end(left: str, right: str) -> int:
    """Return how many characters two slices, known to differ, share at their end."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left.endswith(right[-middle:]):
            low = middle
        else:
            high = middle - 1
    return low


def _differs(left: str, right: str) -> int:
    """Return the first index at which two slices, known to differ, differ."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high) // 2
        if left.startswith(right[low : middle + 1], low):
            low = middle + 1
        else:
            high = middle
    return low
