"""The area under the curve, ties counted half: how often what is so scores above what is not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the share of pairs of one true and one false in which the true one scores higher."""
    ranked = sorted(zip(scores, labels, strict=True))
    below, won = 0, 0.0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        same = [label for _, label in group]
        true, false = sum(same), len(same) - sum(same)
        won += true * (below + false / 2)
        below += false
    positives = sum(labels)
    return won / max(1, positives * below)
