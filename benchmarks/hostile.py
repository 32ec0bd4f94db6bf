"""Hostile text: one character changed in a page of one repeated piece, in seconds and in growth.

    python -m benchmarks.hostile [--gate]

Twice the length should cost about twice the time, and 100 KB well under a second.
"""

from __future__ import annotations

import argparse
import sys
import time

import wikidiff

PIECES = {
    "one letter": "a",
    "one letter a line": "a\n",
    "words": "ha ",
    "two words in turn": "ha ho ",
    "open braces": "{{",
    "open templates": "{{a|",
    "open links": "[[",
    "open external links": "[http://a ",
    "open references": "<ref>",
    "named references": '<ref name="a"/>',
    "open tables": "{|\n",
    "rows": "|-\n| a\n",
    "open comments": "<!--",
    "open nowiki": "<nowiki>",
    "tags": "<div>",
    "apostrophes": "'",
    "equals signs": "=\n",
    "headings": "== a ==\n",
    "list items": "* a\n",
    "numbers": "1,000 ",
    "digits": "1",
    "addresses": "http://a.b/c ",
    "entities": "&amp;",
    "quotation marks": "\u201c",
    "pipes": "|",
    "ideographs": "\u4eba",
    "combining marks": "\u0301",
}
SIZES = (25_000, 50_000, 100_000)
SLOW, GROWTH = 1.0, 3.5


def seconds(piece: str, size: int) -> float:
    """Return the best time of three to compare a text of one piece with itself, a word put into its middle."""
    text = piece * (size // len(piece))
    times = []
    for word in (" one ", " two ", " three "):
        changed = text[: len(text) // 2] + word + text[len(text) // 2 :]
        start = time.perf_counter()
        wikidiff.compare(text, changed)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Print the table; return 1 if `--gate` is given and something is slow or grows faster than the text."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--gate", action="store_true", help="exit with 1 if something is slow or grows too fast")
    gate = parser.parse_args().gate
    wikidiff.compare("One 5 km.", "Two 6 km.")
    bad = 0
    print(f"{'':22}" + "".join(f"{size // 1000:>8} KB" for size in SIZES) + "   growth")
    for name, piece in PIECES.items():
        times = [seconds(piece, size) for size in SIZES]
        growth = times[-1] / times[-2]
        wrong = times[-1] > SLOW or (growth > GROWTH and times[-1] > SLOW / 10)
        bad += wrong
        row = "".join(f"{1000 * each:8.0f} ms" for each in times)
        print(f"{name:22}{row}   {growth:5.1f}×{'   TOO SLOW' if wrong else ''}")
    return int(gate and bad > 0)


if __name__ == "__main__":
    sys.exit(main())
