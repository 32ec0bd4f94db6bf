"""wikidiff's alignment beside wikidiff2, MediaWiki's engine in C++, and difflib: trust ratios, not milliseconds.

    python -m benchmarks.oracle [--rounds 3]

Needs php-cli and php-wikidiff2. wikidiff2's time is taken inside its own process, without the way there. Ours is given
twice: `lines and words` is what wikidiff2 does, changed lines and the changed tokens in them; `blocks and edits` pairs
blocks over the page, finds moves and reads the wikitext of what changed, but classifies nothing. Both start from two
strings. difflib, measured once, compares the tokens of both pages.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from benchmarks import edits, material
from benchmarks.material import Pair
from tests.wiki.oracle import Wikidiff2, missing
from wikidiff.analyze.ends import closed
from wikidiff.analyze.page import Reader
from wikidiff.diff.engine import Budget, changes
from wikidiff.diff.lines import hunks
from wikidiff.text.tokens import split

Timer = Callable[[Pair], float]


def lines_and_words(pair: Pair) -> None:
    """Find the changed lines and the changed tokens in them."""
    old, new = closed(pair.old, pair.new)
    budget = Budget()
    for o1, o2, n1, n2 in hunks(old, new, budget):
        if o1 < o2 and n1 < n2:
            changes(split(old, o1, o2), split(new, n1, n2), budget)


def blocks_and_edits(pair: Pair) -> None:
    """Pair blocks, find moves and align what changed, as a comparison does before it classifies."""
    Reader(*closed(pair.old, pair.new), pair.language, f"{pair.language}wiki").read()


def with_difflib(pair: Pair) -> None:
    """Align the tokens of both pages."""
    SequenceMatcher(None, split(pair.old), split(pair.new)).get_opcodes()


def _timed(work: Callable[[Pair], None]) -> Timer:
    def seconds(pair: Pair) -> float:
        start = time.perf_counter()
        work(pair)
        return time.perf_counter() - start

    return seconds


def measure(pairs: Sequence[Pair], timers: dict[str, Timer], rounds: int) -> dict[str, list[float]]:
    """Return the median time of each on each pair; in each round they take turns on every pair."""
    times: dict[str, list[list[float]]] = {name: [[] for _ in pairs] for name in timers}
    for _ in range(rounds):
        for place, pair in enumerate(pairs):
            gc.collect()
            for name, timer in timers.items():
                times[name][place].append(timer(pair))
    return {name: [statistics.median(each) for each in rows] for name, rows in times.items()}


def _table(title: str, times: dict[str, list[float]]) -> None:
    print(f"\n{title}\n{'':18}{'total':>10}{'median':>10}{'slowest':>10}   times wikidiff2")
    other = sum(times["wikidiff2"])
    for name, row in times.items():
        numbers = "".join(f"{1000 * each:7.2f} ms" for each in (sum(row), statistics.median(row), max(row)))
        print(f"{name:18}{numbers}   {sum(row) / other:8.2f}")


def _growth(pages: Sequence[Pair], times: dict[str, list[float]]) -> None:
    sizes = [len(pair.old) for pair in pages]
    print("\none word changed in a page that grows\n" + " " * 18 + "".join(f"{size // 1000:>7} KB" for size in sizes))
    for name, row in times.items():
        numbers = "".join(f"{1000 * each:7.2f} ms" for each in row)
        print(f"{name:18}{numbers}   {row[-1] / row[0]:.1f}× for a page {sizes[-1] / sizes[0]:.0f}× as long")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracle", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each pair is measured (3)")
    rounds = parser.parse_args().rounds
    if missing():
        print(f"not measured beside wikidiff2: {missing()}", file=sys.stderr)
        return 0
    with Wikidiff2() as process:
        timers: dict[str, Timer] = {
            "wikidiff2": lambda pair: process.ask(pair.old, pair.new).seconds,
            "lines and words": _timed(lines_and_words),
            "blocks and edits": _timed(blocks_and_edits),
        }
        pairs = material.recent_pairs()
        for pair in pairs[::10]:  # patterns and packs are loaded
            for timer in timers.values():
                timer(pair)
        times = measure(pairs, timers, rounds) | measure(pairs, {"difflib": _timed(with_difflib)}, 1)
        _table(f"all {len(pairs)} real pairs", times)
        growth = [edits.growing_pages(longer) for longer in (2, 4, 9, 18)]
        pages = [growth[0][0], *(large for _, large in growth)]
        _growth(pages, measure(pages, timers, 5 * rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
