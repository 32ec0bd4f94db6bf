"""wikidiff beside mwedittypes on the same texts in the same run: trust the ratios, not the milliseconds.

    python -m benchmarks.peers [--rounds 3] [--out FILE] [--gate]

Each round is a new interpreter that first lets both read a few labelled edits in each language, none of them measured:
they load packs and patterns. Then each reads a few pairs of a language one after the other, as whoever uses it does,
while the other rests: short turns, because a machine's speed drifts. They change who comes first. That is the first
reading, which nothing but the machine's caches makes slow: it is shown. Then each reads the same real pairs, and the
page with one word changed, a few times more by itself and the best time of each pair counts, as usual where a
millisecond is timed. The pairs that came out slowest at first are read once more in turns, reading by reading. wikidiff
runs with everything on: all classifiers, findings built. mwedittypes runs its quicker mode, `SimpleEditTypes`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import edits, material
from benchmarks.material import Pair

WARM_UP = 6  # pairs a language
TURN = 5  # pairs read before the other's turn
BEST_OF = 4  # readings of which the best counts
SLOWEST, AGAIN = 15, 9  # so many pairs are read again so often


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure should be: at least, or at most."""

    name: str
    measured: float
    bound: float
    at_least: bool = True
    unit: str = "×"

    @property
    def held(self) -> bool:
        """Whether the measure is on the right side of the bound."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def __str__(self) -> str:
        """Say it in one line."""
        sign = "≥" if self.at_least else "≤"
        return f"{'yes' if self.held else 'NO':4} {self.name}: {self.measured:.2f} {self.unit} ({sign} {self.bound:g})"


def _stream(read: Callable[[Pair], object], pairs: Sequence[Pair]) -> list[tuple[float, Any]]:
    """Read pairs one after another, garbage collected before; return the seconds and the result of each."""
    gc.collect()
    return _read(read, pairs)


def _read(read: Callable[[Pair], object], pairs: Sequence[Pair]) -> list[tuple[float, Any]]:
    found = []
    for pair in pairs:
        start = time.perf_counter()
        result = read(pair)
        found.append((time.perf_counter() - start, result))
    return found


def _warm_up() -> list[Pair]:
    """Return labelled edits in the languages of the real pairs, on other pages than theirs."""
    rows = [row for name in ("made", "moves") for row in material.gold(name) if "pairs" not in row["source"]]
    languages = sorted({pair.language for pair in material.recent_pairs()})
    chosen = [row for language in languages for row in [row for row in rows if row["lang"] == language][:WARM_UP]]
    figures = [Pair("figures", language, "1999: 12,400 km.", "2001: 14,200 km.") for language in languages]
    sentence, other = "== A ==\nA smal word is said.", "== A ==\nA small wrod is told."
    figures += [Pair("words", language, sentence, other) for language in languages]
    return figures + [Pair(row["id"], row["lang"], row["before"], row["after"]) for row in chosen]


def _turns(pairs: Sequence[Pair]) -> list[list[Pair]]:
    return [list(pairs[start : start + TURN]) for start in range(0, len(pairs), TURN)]


def _streams() -> list[tuple[str, list[Pair]]]:
    """Return the pairs to read, by group: the real ones of each language, then the made ones."""
    real = material.recent_pairs()
    languages = dict.fromkeys(pair.language for pair in real)
    of_language = ([pair for pair in real if pair.language == language] for language in languages)
    return [
        *(("real", turn) for pairs in of_language for turn in _turns(pairs)),
        *(("words", turn) for turn in _turns(edits.words_of_a_large_page())),
        ("made", list(edits.on_a_large_page())),
        *(("growing", [pair]) for pair in edits.growing_pages()),
    ]


def round_of_both() -> list[dict[str, Any]]:
    """Time both on every pair once, in turns of who comes first."""
    from mwedittypes import SimpleEditTypes  # noqa: PLC0415  # only a round needs the peer

    import wikidiff  # noqa: PLC0415  # its import is measured elsewhere

    def ours(pair: Pair) -> Any:
        return wikidiff.compare(pair.old, pair.new, language=pair.language)

    def theirs(pair: Pair) -> Any:
        return SimpleEditTypes("wikitext", pair.old, pair.new, lang=pair.language).get_diff()

    _stream(ours, _warm_up()), _stream(theirs, _warm_up())
    rows = []
    for number, (group, pairs) in enumerate(_streams()):
        if number % 2:
            theirs_read, ours_read = _stream(theirs, pairs), _stream(ours, pairs)
        else:
            ours_read, theirs_read = _stream(ours, pairs), _stream(theirs, pairs)
        ours_best, theirs_best = (_best(read, pairs) if group in ("real", "words") else None for read in (ours, theirs))
        for place, (pair, (ours_seconds, analysis), (theirs_seconds, _)) in enumerate(
            zip(pairs, ours_read, theirs_read, strict=True)
        ):
            rows.append(
                {
                    "group": group,
                    "name": pair.name,
                    "language": pair.language,
                    "characters": len(pair.old) + len(pair.new),
                    "ours": ours_seconds,
                    "theirs": theirs_seconds,
                    "ours_best": ours_best[place] if ours_best else ours_seconds,
                    "theirs_best": theirs_best[place] if theirs_best else theirs_seconds,
                    "parsed": analysis.work.parsed_characters,
                    "findings": len(analysis.findings),
                    "notes": [note.code for note in analysis.notes],
                }
            )
    real = {pair.name: pair for pair in material.recent_pairs()}
    for row in sorted((row for row in rows if row["group"] == "real"), key=_ratio)[:SLOWEST]:
        row["again"] = _in_turns(ours, theirs, real[row["name"]])
    return rows


def _best(read: Callable[[Pair], object], pairs: Sequence[Pair]) -> list[float]:
    """Return the best time of each pair over several readings of all of them, with nothing between the readings.

    To look for garbage is to look at every object there is: what comes next finds the machine's caches empty.
    """
    gc.collect()
    readings = [[seconds for seconds, _ in _read(read, pairs)] for _ in range(BEST_OF)]
    return [min(times) for times in zip(*readings, strict=True)]


def _in_turns(ours: Callable[[Pair], Any], theirs: Callable[[Pair], Any], pair: Pair) -> float:
    """Return the ratio of the medians of several readings of one pair, taken in turns."""
    readings = [(_stream(ours, [pair])[0][0], _stream(theirs, [pair])[0][0]) for _ in range(AGAIN)]
    return statistics.median(their for _, their in readings) / statistics.median(our for our, _ in readings)


def measure(rounds: int) -> list[dict[str, Any]]:
    """Return one row a pair, its times the medians over the rounds."""
    runs = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds} …", file=sys.stderr)
        command = [sys.executable, "-m", "benchmarks.peers", "--round"]
        runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    found = []
    for rows in zip(*runs, strict=True):
        again = [row["again"] for row in rows if "again" in row]
        times = {who: statistics.median(row[who] for row in rows) for who in _TIMES}
        found.append({**rows[0], **times, "again": statistics.median(again) if again else None})
    return found


def targets(rows: Sequence[dict[str, Any]]) -> list[Target]:
    """Return the measures that matter beside what they should be."""
    real = [row for row in rows if row["group"] == "real"]
    made = {row["name"]: row for row in rows if row["group"] == "made"}
    words = [row for row in rows if row["group"] == "words"]
    small, large = (row for row in rows if row["group"] == "growing")
    return [
        Target("all real pairs together", _total(real, "theirs_best") / _total(real, "ours_best"), 25),
        Target("median of a real pair", _median(real, "_best"), 15),
        Target("the slowest real pair, read again in turns", min(row["again"] for row in real if row["again"]), 1),
        Target("the slowest made edit for us", min(_ratio(row) for row in made.values()), 1),
        Target("one word in a page of 100 KB", _total(words, "theirs_best") / _total(words, "ours_best"), 100),
        Target("a page nine times as long costs", large["ours"] / small["ours"], 1.5, at_least=False),
        Target(
            "characters that reached the parser",
            100 * _total(real, "parsed") / _total(real, "characters"),
            4,
            at_least=False,
            unit="%",
        ),
        Target(
            "real pairs with a note",
            100 * sum(bool(row["notes"]) for row in real) / len(real),
            1,
            at_least=False,
            unit="%",
        ),
    ]


_TIMES = ("ours", "theirs", "ours_best", "theirs_best")


def _total(rows: Sequence[dict[str, Any]], field: str) -> float:
    return sum(float(row[field]) for row in rows)


def _median(rows: Sequence[dict[str, Any]], which: str = "") -> float:
    return statistics.median(float(row["theirs" + which]) / float(row["ours" + which]) for row in rows)


def _ratio(row: dict[str, Any]) -> float:
    return float(row["theirs"]) / float(row["ours"])


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print the table: real pairs by language, then each made edit."""
    print(f"{'':32} {'characters':>10} {'wikidiff':>10} {'mwedittypes':>12} {'ratio':>8} {'parsed':>8}")
    real = [row for row in rows if row["group"] == "real"]
    for language in sorted({row["language"] for row in real}):
        _line(f"real pairs, {language}", [row for row in real if row["language"] == language])
    _line(f"{len(real)} real pairs", real)
    words = [row for row in rows if row["group"] == "words"]
    _line(f"one word, {len(words)} places", words)
    for row in rows:
        if row["group"] in ("made", "growing"):
            _line(row["name"], [row])
    total = _total(real, "theirs") / _total(real, "ours")
    one = _total(words, "theirs") / _total(words, "ours")
    print(f"\nfirst reading: real pairs {total:.1f}× together, {_median(real):.1f}× the median; one word {one:.1f}×")
    print("\nreal pairs with the lowest ratios at first")
    for row in sorted(real, key=_ratio)[:5]:
        _line(row["name"], [row])
        print(f"{'':42} read again in turns: {row['again'] or _ratio(row):.2f}×")


def _line(name: str, rows: Sequence[dict[str, Any]]) -> None:
    characters, ours, theirs, parsed = (_total(rows, key) for key in ("characters", "ours", "theirs", "parsed"))
    share, ratio = 100 * parsed / max(1, characters), theirs / ours
    print(f"{name:32} {characters:10.0f} {1000 * ours:7.1f} ms {1000 * theirs:9.1f} ms {ratio:7.1f}× {share:6.2f} %")


def main() -> int:
    """Run the comparison and return 1 if `--gate` is given and a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="new interpreters to run, medians are kept")
    parser.add_argument("--out", type=Path, help="write every row as JSON")
    parser.add_argument("--gate", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--round", action="store_true", help="one round, as JSON (what each interpreter runs)")
    options = parser.parse_args()
    if options.round:
        json.dump(round_of_both(), sys.stdout)
        return 0
    rows = measure(options.rounds)
    show(rows)
    print()
    held = targets(rows)
    for target in held:
        print(target)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    return int(options.gate and not all(target.held for target in held))


if __name__ == "__main__":
    sys.exit(main())
