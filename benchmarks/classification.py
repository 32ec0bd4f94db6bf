"""Print what share of a comparison goes into classifying: the median over real pairs.

    python -m benchmarks.classification [--runs 5]

Both are measured in one run, pair by pair: the whole of `compare`, and the part of it that turns edits into findings.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import wikidiff
from benchmarks import material

MOST = 0.20


def main() -> None:
    """Print the median share, the median times, and whether the share is below what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classification", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    wikidiff.compare("one two", "one three")
    analyze: Any = __import__("wikidiff.analyze", fromlist=["findings"])
    inner, spent = analyze.findings, [0.0]

    def timed(page: object) -> object:
        start = time.perf_counter()
        found = inner(page)
        spent[0] += time.perf_counter() - start
        return found

    analyze.findings = timed
    shares, wholes = [], []
    for pair in material.recent_pairs():
        if pair.old == pair.new:
            continue
        best = (1e9, 0.0)
        for _ in range(runs):
            spent[0] = 0.0
            start = time.perf_counter()
            wikidiff.compare(pair.old, pair.new, language=pair.language)
            best = min(best, (time.perf_counter() - start, spent[0]))
        shares.append(best[1] / best[0])
        wholes.append(best[0])
    analyze.findings = inner
    share = statistics.median(shares)
    print(
        f"{len(shares)} pairs: median comparison {1000 * statistics.median(wholes):.2f} ms,"
        f" of which classifying {share:.1%}"
    )
    print(f"wanted below {MOST:.0%}: {'holds' if share < MOST else 'does not hold'}")


if __name__ == "__main__":
    main()
