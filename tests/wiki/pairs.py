"""The pairs of real revisions that wikidiff2 and wikidiff are both asked about."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from benchmarks import material
from benchmarks.material import Pair


def labelled(name: str) -> list[Pair]:
    """Return the labelled pairs of one file."""
    return [Pair(f"{name} {row['id']}", row["lang"], row["before"], row["after"]) for row in material.gold(name)]


@cache
def pages() -> tuple[Pair, ...]:
    """Return the pairs that are looked at in every respect: those of RecentChanges, and the labelled real ones."""
    return (*material.recent_pairs(), *labelled("gold"))


@cache
def neighbours() -> tuple[Pair, ...]:
    """Return all neighbours in the histories."""
    return tuple(
        Pair(f"{title} {new['rev_id']}", wiki.removesuffix("wiki"), old["text"], new["text"])
        for (wiki, title), rows in material.chains().items()
        for old, new in pairwise(rows)
        if old["text"] and new["text"] and old["text"] != new["text"]
    )


@cache
def real() -> tuple[Pair, ...]:
    """Return every pair of real revisions."""
    return (*pages(), *neighbours())


@cache
def moving() -> tuple[Pair, ...]:
    """Return the pairs whose moves are looked at: the made ones are real text, and each has something that moves."""
    return (*pages(), *labelled("moves"))
