"""A whole history: wikidiff with everything on beside WikiWho, which parses nothing, and mwedittypes, on one chain.

    python -m benchmarks.history [--revisions 5000] [--sample 40] [--real] [--precision] [--gate]

The chain is made of one article of 110 KB (`benchmarks/chain.py`); `--real` takes the histories of the fixtures. Each
runs in an interpreter of its own, one after the other in one run, and processor time counts: the machine may be
shared. wikidiff is `Chronicle`: every analysis with all rules, and words with their writers, reverts, disputes and
survivals beside it, two terms followed. WikiWho takes the same texts whole. mwedittypes runs its quicker mode,
`SimpleEditTypes`, on every n-th pair, and what all would take is reckoned from that. `--precision` says how far both
agree about who first wrote each word, and how often either names a revision later than one that has the very words.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks import chain, material
from wikidiff.model import Page, Revision, User

TERMS = ("Aristotle", "purported")
REAL = (
    ("Rio Grande", "enwiki"), ("Wikipedia:General disclaimer", "enwiki"), ("Anarchism", "enwiki"),
    ("1.6 Band", "enwiki"), ("कहानी", "hiwiki"), ("Amen", "itwiki"),
)  # fmt: skip
AROUND = 3  # words on each side of one, by which its first appearance is found
_TOKEN = re.compile(r"\w+|[^\w\s]")


def real(title: str, wiki: str) -> list[Revision]:
    """Return the real history of a page, revisions without a text left out: WikiWho does not take them."""
    page = Page(wiki=wiki, title=title)
    return [
        Revision(id=number, page=page, text=row["text"], user=User(name=row["user"]))
        for number, row in enumerate((row for row in material.history(title, wiki) if row["text"]), 1)
    ]


def sources(count: int, real_ones: bool) -> Iterator[tuple[str, Callable[[], Iterable[Revision]]]]:
    """Yield what is read: a name, and what gives its revisions."""
    if real_ones:
        for title, wiki in REAL:
            yield title, lambda title=title, wiki=wiki: real(title, wiki)  # type: ignore[misc]
    else:
        yield f"{count:,} revisions of 110 KB", lambda: chain.revisions(count)


class Clock:
    """Adds up processor time, that of making the texts left out, and looks at memory on the way."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self._revisions = revisions
        self.making = 0.0
        self.count = self.characters = 0
        self.memory: list[int] = []

    def __iter__(self) -> Iterator[Revision]:
        source = iter(self._revisions)
        while True:
            begun = time.process_time()
            revision = next(source, None)
            self.making += time.process_time() - begun
            if revision is None:
                return
            self.count += 1
            self.characters += len(revision.text or "")
            if self.count % 500 == 0:
                self.memory.append(resident())
            yield revision


def resident() -> int:
    """Return the memory that this process has now, in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  (no file of ours)
        return int(file.read().split()[1]) * resource.getpagesize() // 1_000_000


def ours(revisions: Iterable[Revision]) -> dict[str, Any]:
    """Read a history with everything on."""
    from wikidiff.history import Chronicle, followers  # noqa: PLC0415

    warm_up()
    chronicle = Chronicle(follow=followers(term=TERMS))
    clock = Clock(revisions)
    begun = time.process_time()
    findings = sum(len(analysis.findings) for analysis in chronicle.read(clock))
    told = len(chronicle.disputes()) + len(chronicle.survivals()) + len(chronicle.timelines())
    return measured(clock, begun) | {"findings": findings, "told": told}


def warm_up() -> None:
    """Load packs and patterns, which are loaded once for any number of histories."""
    import wikidiff  # noqa: PLC0415

    texts = ("The town has 12 people.", "The stunning town has 13 people.<ref>http://a.org</ref>", "It is.")
    for _ in wikidiff.Chronicle().read(Revision(id=number, text=text) for number, text in enumerate(texts, 1)):
        pass


def wikiwho(revisions: Iterable[Revision]) -> dict[str, Any]:
    """Read a history with WikiWho."""
    clock = Clock(revisions)
    begun = time.process_time()
    _wikiwho(clock)
    return measured(clock, begun)


def _wikiwho(revisions: Iterable[Revision]) -> Any:
    from WikiWho.wikiwho import Wikiwho  # noqa: PLC0415

    reader = Wikiwho("a page")
    reader.analyse_article(
        {"revid": revision.id, "timestamp": "", "userid": 1, "user": "", "comment": "", "*": revision.text}
        for revision in revisions
    )
    return reader


def simple(revisions: Iterable[Revision], sample: int, count: int) -> dict[str, Any]:
    """Compare every n-th pair with mwedittypes."""
    from mwedittypes import SimpleEditTypes  # noqa: PLC0415

    every = max(1, count // sample)
    last, spent, pairs = "", 0.0, 0
    for number, revision in enumerate(revisions):
        text = revision.text or ""
        if number and number % every == 0:
            begun = time.process_time()
            SimpleEditTypes("wikitext", last, text, lang="en").get_diff()
            spent, pairs = spent + time.process_time() - begun, pairs + 1
        last = text
    return {"revisions": pairs, "seconds": spent, "memory": [resident()]}


def measured(clock: Clock, begun: float) -> dict[str, Any]:
    """Return what a reading took."""
    return {
        "revisions": clock.count,
        "characters": clock.characters,
        "seconds": time.process_time() - begun - clock.making,
        "memory": [*clock.memory, resident()],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }


def run(side: str, options: argparse.Namespace, index: int) -> dict[str, Any]:
    """Run one of the three in an interpreter of its own."""
    command = [sys.executable, "-m", "benchmarks.history", "--side", side, "--index", str(index)]
    command += ["--revisions", str(options.revisions), "--sample", str(options.sample)]
    command += ["--real"] if options.real else []
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def compare(options: argparse.Namespace) -> bool:
    """Print the table; return whether every target is met."""
    held = True
    for index, (name, _) in enumerate(sources(options.revisions, options.real)):
        mine, who, types = (run(side, options, index) for side in ("ours", "wikiwho", "simple"))
        count = mine["revisions"]
        print(f"\n{name}: {count:,} revisions, {mine['characters'] / 1e6:,.1f} million characters")
        for label, found in (("wikidiff", mine), ("WikiWho", who), ("mwedittypes Simple", types)):
            each = 1000 * found["seconds"] / found["revisions"]
            ratio = each / (1000 * mine["seconds"] / count)
            memory = f"{found.get('peak', max(found['memory'])):,} MB"
            print(f"  {label:20} {each:9.2f} ms a revision {ratio:8.1f}×  {memory:>10}  of {found['revisions']:,}")
        print(f"  memory of wikidiff every 500 revisions: {mine['memory']} MB; {mine['findings']:,} findings")
        ratios = [found["seconds"] / found["revisions"] / (mine["seconds"] / count) for found in (who, types)]
        flat = mine["memory"][-1] <= 1.5 * mine["memory"][len(mine["memory"]) // 2] or mine["peak"] < 150
        held = held and ratios[0] >= 5 and ratios[1] >= 100 and mine["peak"] < 400 and flat
    return held


def precision() -> None:
    """Print how far both agree about who first wrote each word of the last text."""
    print(f"\n{'who first wrote':32} {'words':>7} {'agree':>7} {'we later':>9} {'WikiWho later':>14}")
    total = [0, 0, 0, 0]
    for title, wiki in REAL:
        row = agreement(real(title, wiki))
        total = [left + right for left, right in zip(total, row, strict=True)]
        print(_row(title, row))
    print(_row("together", total))
    print(_row("made chain of 300", agreement(list(chain.revisions(300)))))
    print("later: than the first revision that has the word with the same three words on either side")


def _row(name: str, row: Iterable[int]) -> str:
    words, same, late, their_late = row
    return f"{name:32} {words:7} {same / words:7.1%} {late / words:9.1%} {their_late / words:14.1%}"


def agreement(revisions: list[Revision]) -> list[int]:
    """Return words, those of which both name one writer, and those for which either names too late a one."""
    from WikiWho.utils import iter_rev_tokens  # noqa: PLC0415

    from wikidiff.history import origins  # noqa: PLC0415

    text = revisions[-1].text or ""
    low = text.lower()
    mine = {
        place: entry.revision.id for entry in origins(revisions) for place in range(entry.span.start, entry.span.end)
    }
    evidence = first_seen(revisions)
    reader = _wikiwho(revisions)
    words = same = late = their_late = at = 0
    for word in iter_rev_tokens(reader.revisions[reader.ordered_revisions[-1]]):
        place = low.find(word.value, at)
        if place < 0:
            continue
        at = place + len(word.value)
        words += 1
        same += mine.get(place) == word.origin_rev_id
        known = evidence.get(place)
        if known is not None:
            late += (mine.get(place) or 0) > known
            their_late += word.origin_rev_id > known
    return [words, same, late, their_late]


def first_seen(revisions: list[Revision]) -> dict[int, int | None]:
    """Return for each word of the last text the first revision that has it among the same words."""
    first: dict[tuple[str, ...], int | None] = {}
    found: dict[int, int | None] = {}
    for revision in revisions:
        tokens = [(match.group().lower(), match.start()) for match in _TOKEN.finditer(revision.text or "")]
        row = [*[""] * AROUND, *(token for token, _ in tokens), *[""] * AROUND]
        found = {}
        for index, (_, place) in enumerate(tokens):
            found[place] = first.setdefault(tuple(row[index : index + 2 * AROUND + 1]), revision.id)
    return found


def main() -> int:
    """Run what is asked for; return 1 if `--gate` is given and a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--revisions", type=int, default=5000, help="length of the made chain")
    parser.add_argument("--sample", type=int, default=40, help="pairs that mwedittypes compares")
    parser.add_argument("--real", action="store_true", help="the real histories of the fixtures instead")
    parser.add_argument("--precision", action="store_true", help="who first wrote each word, beside WikiWho")
    parser.add_argument("--gate", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--side", choices=("ours", "wikiwho", "simple"), help=argparse.SUPPRESS)
    parser.add_argument("--index", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side is not None:
        name, revisions = list(sources(options.revisions, options.real))[options.index]
        read: dict[str, Callable[[], dict[str, Any]]] = {
            "ours": lambda: ours(revisions()),
            "wikiwho": lambda: wikiwho(revisions()),
            "simple": lambda: simple(revisions(), options.sample, options.revisions if not options.real else 100),
        }
        json.dump(read[options.side]() | {"name": name}, sys.stdout)
        return 0
    if options.precision:
        precision()
        return 0
    return int(not compare(options) and options.gate)


if __name__ == "__main__":
    sys.exit(main())
