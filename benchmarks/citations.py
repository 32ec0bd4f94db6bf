"""Reading the sources of a page beside one parse of it, in one run.

    python -m benchmarks.citations [--gate]

Pages: the articles of the fixtures with the most refs, and one page of 100 KB with 300 refs made of their text. Times
are of the processor, the best of some runs taken in turn; `--gate` fails when the sources of the made page take a
quarter of the parse or more, those of a real one a third, or five thousand refs grow faster than the text.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import time
from collections.abc import Callable
from functools import partial

import mwparserfromhell

import wikidiff
from benchmarks import material

QUARTER, THIRD, GROWTH = 1 / 4, 1 / 3, 3.0
RUNS = 9

_REF = re.compile(r"<ref[^<>/]*>(?:(?!</?ref).)*</ref>", re.DOTALL)


def pages() -> list[material.Text]:
    """Return the made page, then the articles with the most refs."""
    real = sorted(material.articles(), key=lambda page: -page.text.lower().count("<ref"))[:6]
    return [made([page.text for page in real], refs=300, size=100_000), *real]


def made(texts: list[str], refs: int, size: int) -> material.Text:
    """Return a page of about this size with as many refs, of the refs and the prose of real pages in turn."""
    found = [ref for text in texts for ref in _REF.findall(text) if "name" not in ref[:12]]
    prose = itertools.cycle([piece for text in texts for piece in _REF.split(text) if 40 < len(piece) < 400])
    chosen = [ref for ref in found if len(ref) < 1.6 * size / refs][:refs]
    room = max(0, size - sum(map(len, chosen))) // len(chosen)
    parts = []
    for ref in chosen:
        words = next(prose)
        while len(words) < room:
            words += next(prose)
        parts.append(words[:room] + ref)
    return material.Text(f"made, {len(chosen)} refs", "en", "\n\n".join(parts))


def best(works: list[Callable[[], object]]) -> list[float]:
    """Return the best time of each piece of work, done in turn."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, taken in zip(works, times, strict=True):
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def main() -> int:
    """Print the table; return 1 if `--gate` is given and something is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.citations", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--gate", action="store_true", help="exit with 1 if something is too slow")
    gate = parser.parse_args().gate
    bad = 0
    print(f"{'':28}{'size':>8}{'sources':>9}{'ours':>10}{'parse':>10}{'ratio':>8}")
    for page in pages():
        text = page.text
        ours, parse = best([partial(wikidiff.citations, text), partial(mwparserfromhell.parse, text)])
        limit = QUARTER if page.name.startswith("made") else THIRD
        bad += ours / parse >= limit
        count = len(wikidiff.citations(text))
        row = f"{len(text) // 1000:5} KB{count:9}{1000 * ours:7.1f} ms{1000 * parse:7.1f} ms{ours / parse:8.3f}"
        print(f"{page.name[:27]:28}{row}{'   TOO SLOW' if ours / parse >= limit else ''}")
    one = "".join(f"<ref name=n{n}>{{{{cite web|title=T{n}|url=http://a.b/{n}}}}}</ref>" for n in range(2500))
    small, large = best([lambda: wikidiff.citations(one), lambda: wikidiff.citations(one * 2)])
    bad += large / small > GROWTH
    print(f"5,000 refs: {1000 * large:.0f} ms, {large / small:.1f} times the time of 2,500")
    return int(gate and bad > 0)


if __name__ == "__main__":
    sys.exit(main())
