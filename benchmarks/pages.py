"""How large the pages of reports are, and how long Chromium takes to open them.

python -m benchmarks.pages

The pairs: real ones, and an article of 300,000 characters edited in many places and rewritten as a whole. Sizes are
beside the changed lines; times are the best of several loads, to the end of loading, on the machine as it is.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import wikidiff
from tests.report.browser import missing, started
from tests.wiki import pairs
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.report import html

_LOADS = 5
_LONG = 300_000


def material() -> Iterator[tuple[str, str, str]]:
    """Yield names and both texts."""
    real = pairs.pages()
    longest = max((pair.old for pair in real), key=len)
    article = (longest * (_LONG // len(longest) + 1))[:_LONG]
    words = article.split(" ")
    edited = [word if number % 60 or not word.isalpha() else "claimed" for number, word in enumerate(words)]
    yield "300,000 characters, a word in 60 changed", article, " ".join(edited)
    yield "300,000 characters, rewritten", article, " ".join(reversed(words))
    for pair in sorted(real, key=lambda pair: -len(pair.old))[:3]:
        yield pair.name, pair.old, pair.new


def main() -> int:
    """Print a line for each pair; return the exit status."""
    if missing():
        print(missing(), file=sys.stderr)
        return 2
    print(f"{'findings':>8} {'changed KB':>11} {'page KB':>8} {'elements':>9} {'open ms':>8}")
    with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "profile") as browser:
        page = Path(folder) / "page.html"
        for name, old, new in material():
            analysis = wikidiff.compare(old, new)
            text = html.render(analysis)
            page.write_text(text, encoding="utf-8")
            times = []
            for _ in range(_LOADS):
                browser.open(page)
                times.append(browser.ask("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            changed = sum(len((old[o1:o2] + new[n1:n2]).encode()) for o1, o2, n1, n2 in hunks(old, new, Budget()))
            elements = browser.ask("document.getElementsByTagName('*').length")
            size = len(text.encode())
            print(
                f"{len(analysis.findings):>8,} {changed / 1000:>11,.1f} {size / 1000:>8,.1f} {elements:>9,} "
                f"{min(times):>8,.0f}  {name}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
