"""The alignment engines beside difflib over words: time, edit cost, memory, in one run.

    python -m benchmarks.engines [--gate] [--quick]

Each row is a pair of texts cut into words. Times are ratios to difflib's (its popular items left out, as it does unless
told otherwise), costs ratios to the least there is. `--gate` fails when an alignment that is not coarse costs more than
the least, or a coarse one more than 1.3 times.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

import wikidiff
from benchmarks import edits, material

WORD = re.compile(r"\w+|[^\w\s]")
CEILING = 1.3


@dataclass(frozen=True, slots=True)
class Case:
    """Pairs of sequences of words that are measured together."""

    name: str
    pairs: tuple[tuple[list[str], list[str]], ...]
    with_difflib: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """What an engine took: seconds, items that come and go, bytes at the most above the sequences."""

    seconds: float
    cost: int
    peak: int
    coarse: bool = False


def words(text: str) -> list[str]:
    """Cut a text into words and marks."""
    return WORD.findall(text)


def cases(quick: bool) -> list[Case]:
    """Return the real pairs and the generated suite."""
    real = tuple((words(pair.old), words(pair.new)) for pair in material.recent_pairs())
    made = {pair.name: (words(pair.old), words(pair.new)) for pair in edits.on_a_large_page()}
    book = [word for text in material.articles() for word in words(text.text)]
    dice = random.Random(3)
    part = book[:60_000]
    rewrite = [dice.choice(book) if dice.random() < 0.3 else word for word in part]
    long = book[:180_000]
    generated = [
        Case("125 real pairs", real),
        *(Case(f"100 KB, {name}", (pair,)) for name, pair in made.items() if name != "blanked"),
        Case("300 KB, 30 words of 100 changed", ((part, rewrite),), with_difflib=not quick),
        Case("300 KB, unrelated", ((part, book[200_000:260_000]),), with_difflib=not quick),
        Case("1 MB, unrelated", ((long, book[200_000:380_000]),), with_difflib=False),
        Case("1 MB, reversed", ((long, long[::-1]),), with_difflib=False),
        Case("a b a b …, 200,000", ((["a", "b"] * 100_000, ["b", "a"] * 100_000),)),
        Case("10,000 equal lines, one between", ((["x"] * 10_000, [*["x"] * 5_000, "y", *["x"] * 5_100]),)),
    ]
    return generated[:8] if quick else generated


def matching(
    kind: Callable[[list[str], list[str]], difflib.SequenceMatcher[str]], memory: bool = False
) -> Callable[[Case], Row]:
    """Return what measures a class of matchers: once for time and, if asked for, once for memory."""

    def measure(case: Case) -> Row:
        start = time.perf_counter()
        matchers = [kind(old, new) for old, new in case.pairs]
        cost = sum(
            len(old) + len(new) - 2 * sum(block.size for block in matcher.get_matching_blocks())
            for matcher, (old, new) in zip(matchers, case.pairs, strict=True)
        )
        seconds = time.perf_counter() - start
        coarse = any(getattr(matcher, "coarse", False) for matcher in matchers)
        if not memory:
            return Row(seconds, cost, 0, coarse)
        tracemalloc.start()
        for old, new in case.pairs:
            kind(old, new).get_matching_blocks()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return Row(seconds, cost, peak, coarse)

    return measure


OURS = matching(lambda old, new: wikidiff.SequenceMatcher(None, old, new), memory=True)
DIFFLIB = matching(lambda old, new: difflib.SequenceMatcher(None, old, new))


def least(case: Case) -> int:
    """Return the least cost there is, by an engine that counts it without keeping a table."""
    return sum(Indel.distance(*_numbers(old, new)) for old, new in case.pairs)


def _numbers(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    table = {word: number for number, word in enumerate(dict.fromkeys([*old, *new]))}
    return [table[word] for word in old], [table[word] for word in new]


def main() -> int:
    """Print the table; return 1 if `--gate` is given and an alignment costs too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--gate", action="store_true", help="exit with 1 if an alignment costs too much")
    parser.add_argument("--quick", action="store_true", help="only the pairs up to 100 KB")
    options = parser.parse_args()
    bad = 0
    print(f"{'':34}{'ours':>10}{'difflib':>11}{'ratio':>8}{'least':>9}{'ours':>8}{'difflib':>9}{'peak':>9}")
    for case in cases(options.quick):
        ours, lowest = OURS(case), least(case)
        ratio = ours.cost / max(1, lowest)
        bad += ratio > (CEILING if ours.coarse else 1)
        theirs = DIFFLIB(case) if case.with_difflib else None
        print(
            f"{case.name:34}{1000 * ours.seconds:7.0f} ms"
            + (
                f"{1000 * theirs.seconds:8.0f} ms{theirs.seconds / ours.seconds:7.1f}×"
                if theirs
                else f"{'–':>11}{'–':>8}"
            )
            + f"{lowest:9}{ratio:8.3f}"
            + (f"{theirs.cost / max(1, lowest):9.3f}" if theirs else f"{'–':>9}")
            + f"{ours.peak / 1e6:6.1f} MB{'  coarse' if ours.coarse else ''}"
        )
    return int(options.gate and bad > 0)


if __name__ == "__main__":
    sys.exit(main())
