"""How much of the material a test takes: all of it in a long campaign, a seeded tenth of it in an ordinary run."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
SOAK = os.environ.get("WIKIDIFF_SOAK") == "1"


def tenth(items: Sequence[Item], at_least: int = 10) -> list[Item]:
    """Return a tenth of the items, the same in every run and in their order; all of them in a long campaign."""
    if SOAK or len(items) <= at_least:
        return list(items)
    chosen = random.Random(2).sample(range(len(items)), max(at_least, len(items) // 10))  # noqa: S311  # no secret
    return [items[index] for index in sorted(chosen)]
