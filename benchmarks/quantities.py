"""`wikidiff.quantities` beside quantulum3 and number-parser: their own tests as the measure, then speed on one prose.

    python -m benchmarks.quantities [--rounds 5] [--all] [--gate]

Quality: the 101 public English sentences of quantulum3, and number-parser's tables of number words, both in
`fixtures/numbers/`.
A sentence is right when every value that its test expects is read, in the way of this product: both ends of a range
where they give the middle and half the width, the first year of a decade, the sum in one unit of a measure that is
written in several ("3 years, 2 months"), twelve for a dozen; and when nothing is expected, no value is read.
Names that hold a number ("Voyager 2") have no value here, so one of their sentences is lost on purpose.

Speed: paragraphs of English pages without their markup, read by all in turns in one run; trust the ratios.
number-parser is called as its page shows (it then looks for the language) and with the language named. `--all` prints
every miss.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import wikidiff
from benchmarks.material import FIXTURES, recent_pairs
from benchmarks.peers import Target
from wikidiff.model import Quantity
from wikidiff.text.units import convert

NUMBERS = FIXTURES / "numbers"
LANGUAGES = ("en", "es", "hi", "ru")
PARAGRAPHS, LONG = 60, 300
MARKUP = re.compile(
    r"<ref[^>]*?/>|<ref.*?</ref>|\{\{[^{}]*\}\}|\[https?://\S*|\[\[(?:File|Image):[^\]]*\]\]|\[\[(?:[^\]|]*\|)?|\]\]?|'''?|<[^>]*>"
)
DURATIONS = {
    "year": "year",
    "month": "month",
    "week": "week",
    "day": "day",
    "hour": "h",
    "minute": "min",
    "second": "s",
}


def sentences() -> list[dict[str, Any]]:
    """Return quantulum3's sentences with what its tests expect."""
    lines = (NUMBERS / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def number_words() -> list[tuple[str, int, str]]:
    """Return number-parser's tables: language, value, words."""
    lines = (NUMBERS / "number_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(language, int(value), words) for language, value, words, _ in rows]


def prose() -> list[str]:
    """Return long paragraphs of English pages, without their markup."""
    found = []
    for pair in recent_pairs():
        if pair.language == "en":
            plain = (MARKUP.sub("", line) for line in pair.new.split("\n") if line and line[0] not in "|{*!=<[:;#}")
            found += [line for line in plain if len(line) > LONG]
    return found[:PARAGRAPHS]


def _close(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _numbers(quantities: Sequence[Quantity]) -> list[float]:
    return [number for q in quantities for number in (q.value, q.low, q.high) if number is not None]


def _is_read(expected: dict[str, Any], quantities: Sequence[Quantity]) -> bool:
    value = expected["value"] * (12 if expected["unit"] == "dozen" else 1)
    spread = expected.get("uncertainty")
    if any(_close(q.value, value) and (spread is None or _close(q.uncertainty, spread)) for q in quantities):
        return True
    numbers = _numbers(quantities)
    ends = (value,) if spread is None else (value - spread, value + spread)
    return all(any(_close(number, end) for number in numbers) for end in ends)


def _together(expected: Sequence[dict[str, Any]], quantities: Sequence[Quantity]) -> bool:
    """Tell whether values that stand one after another are read as one measure, their sum."""
    for quantity in quantities:
        sums = [
            convert(float(entry["value"]), DURATIONS.get(entry["unit"], ""), quantity.unit or "") for entry in expected
        ]
        if None not in sums and _close(quantity.value, sum(number for number in sums if number is not None)):
            return True
    return False


def right(row: dict[str, Any], quantities: Sequence[Quantity]) -> bool:
    """Tell whether the values of a sentence are read."""
    expected = row["quantities"]
    if not expected:
        return not any(quantity.value is not None for quantity in quantities)
    missing = [entry for entry in expected if not _is_read(entry, quantities)]
    splits = ((missing[:place], missing[place:]) for place in range(len(missing)))
    return not missing or any(
        _together(tail, quantities) and (not head or _together(head, quantities)) for head, tail in splits
    )


def quality(*, show: bool) -> Iterator[Target]:
    """Yield what is read right of both peers' tests."""
    rows = sentences()
    missed = [row for row in rows if not right(row, wikidiff.quantities(row["text"], "en"))]
    yield Target(f"sentences of quantulum3 ({len(rows)})", len(rows) - len(missed), 96, unit="right")
    for row in missed if show else ():
        read = [(q.text, q.value, q.low, q.high, q.unit) for q in wikidiff.quantities(row["text"], "en")]
        print(f"   {row['text']}\n      read {read}")
    for language in LANGUAGES:
        table = [(value, words) for tag, value, words in number_words() if tag == language]
        bad = [(value, words) for value, words in table if not _reads(words, language, value)]
        share = 1 - len(bad) / len(table)
        yield Target(f"number words of number-parser, {language} ({len(table)})", share, 0.98, unit="right")
        for value, words in bad if show else ():
            print(f"   {words}: {value}, read {[(q.text, q.value) for q in wikidiff.quantities(words, language)]}")


def _reads(words: str, language: str, value: int) -> bool:
    found = wikidiff.quantities(words, language)
    return len(found) == 1 and found[0].value == value


def _seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    gc.collect()
    start = time.perf_counter()
    for text in texts:
        read(text)
    return time.perf_counter() - start


def speed(rounds: int) -> Iterator[Target]:
    """Yield how many times as long the peers take for the same prose."""
    warnings.simplefilter("ignore")  # quantulum3 says that it runs without its classifier, which is slower still
    import number_parser  # noqa: PLC0415  # only the speed needs the peers
    from quantulum3 import parser as quantulum  # noqa: PLC0415

    readers: dict[str, Callable[[str], object]] = {
        "wikidiff": lambda text: wikidiff.quantities(text, "en"),
        "quantulum3": quantulum.parse,
        "number-parser": number_parser.parse,
        "number-parser, language named": lambda text: number_parser.parse(text, "en"),
    }
    texts = prose()
    for read in readers.values():
        _seconds(read, texts[:5])
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            times[name].append(_seconds(read, texts))
    print(f"{len(texts)} paragraphs, {sum(map(len, texts))} characters")
    for name, seconds in times.items():
        print(f"   {name:32} {1000 * statistics.median(seconds):9.1f} ms")
    ours = statistics.median(times.pop("wikidiff"))
    for name, seconds in times.items():
        yield Target(f"as long as wikidiff takes {name}", statistics.median(seconds) / ours, 50)


def main() -> int:
    """Run both and return 1 if `--gate` is given and a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quantities", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="readings of the prose by each; medians are kept")
    parser.add_argument("--all", action="store_true", help="print every sentence and number word that is missed")
    parser.add_argument("--gate", action="store_true", help="exit with 1 if a target is missed")
    options = parser.parse_args()
    held = [*quality(show=options.all), *speed(options.rounds)]
    for target in held:
        print(target)
    return int(options.gate and not all(target.held for target in held))


if __name__ == "__main__":
    sys.exit(main())
