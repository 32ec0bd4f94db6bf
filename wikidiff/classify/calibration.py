"""From how sure a rule is to how often it is right.

The table is measured on the labelled edits (`benchmarks/quality/calibrate.py`): for each code and step of strength the
share of findings that were right, drawn toward the share of all findings where there were few.
"""

from __future__ import annotations

from functools import lru_cache

from wikidiff import packs

_STEPS = 10


def step(strength: float) -> int:
    """Return the step of the table that a strength falls on, 0 to 9."""
    return min(_STEPS - 1, max(0, int(strength * _STEPS)))


@lru_cache(maxsize=1)
def table() -> dict[tuple[str, int], float]:
    """Return the measured share of right findings by code and step."""
    return {(code, int(number)): float(share) for code, number, share in packs.rows("und", "calibration.tsv")}


@lru_cache(maxsize=4096)
def confidence(code: str, strength: float) -> float:
    """Return the calibrated confidence, 0 to 1; the strength itself where nothing was measured."""
    return table().get((code, step(strength)), round(min(0.99, max(0.05, strength)), 2))
