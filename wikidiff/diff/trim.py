"""Strip what two texts share at their ends: great stretches as memory is compared, the last one sign by sign."""

from __future__ import annotations

from rapidfuzz.distance import Postfix, Prefix

_SHORT = 2_048  # in so many characters the first that differs is looked for one by one
_WIDEST = 16_384  # a slice that differs is looked through again


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
