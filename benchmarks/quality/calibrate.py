"""Measure how often findings of each code are right, and write the table that turns strength into confidence.

    python -m benchmarks.quality.calibrate [--write]

Every labelled pair is read with confidence switched back to the rule's own strength. For each code and step of strength
the share of right findings is drawn toward the share of all findings of that step by `PRIOR` of them: rare codes say
little about themselves. The error printed is by five folds over the pairs, none judged by a table that saw it.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import wikidiff
from benchmarks import material
from benchmarks.quality.cases import answers, parse
from benchmarks.quality.score import Contacts
from wikidiff.classify import calibration

PRIOR = 6.0
FOLDS = 5
TARGET = Path(__file__).parents[2] / "wikidiff" / "packs" / "lang" / "und" / "calibration.tsv"
HEAD = """# How often findings are right: code, step of the rule's strength (tenths), share.
# Made by benchmarks/quality/calibrate.py from the labelled pairs of fixtures/gold (CC BY-SA labels; the shares are
# measurements). Not to be edited by hand.
"""

Table = dict[tuple[str, int], float]


class Row(NamedTuple):
    """One finding: its pair, code and strength, and the share of its places that were right."""

    pair: str
    code: str
    strength: float
    right: float


def rows() -> list[Row]:
    """Read every labelled pair and judge every finding."""
    result: list[Row] = []
    for name in material.gold_names():
        for case in map(parse, material.gold(name)):
            past = [wikidiff.Revision(id=number, text=text) for number, text in enumerate(case.history, start=1)]
            analysis = wikidiff.compare(case.old, case.new, language=case.language, history=past[:-2])
            said = tuple(answers(analysis))
            contacts = Contacts.of(case, said)
            good: dict[int, list[bool]] = defaultdict(list)
            for index, answer in enumerate(said):
                good[answer.finding].append(
                    answer.category in case.optional
                    or any(
                        answer.category in change.accepted or answer.carries(change.category)
                        for change in contacts.touched(index)
                    )
                )
            for number, finding in enumerate(analysis.findings):
                share = sum(good[number]) / len(good[number])
                result.append(Row(f"{name}/{case.id}", finding.code, finding.confidence, share))
    return result


def table(measured: Iterable[Row]) -> Table:
    """Return the shrunken share of right findings by code and step."""
    by_step: dict[int, list[float]] = defaultdict(list)
    by_code: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row in measured:
        step = calibration.step(row.strength)
        by_step[step].append(row.right)
        by_code[row.code, step].append(row.right)
    result: Table = {}
    for (code, step), rights in sorted(by_code.items()):
        base = sum(by_step[step]) / len(by_step[step])
        share = (sum(rights) + PRIOR * base) / (len(rights) + PRIOR)
        result[code, step] = round(min(0.99, max(0.02, share)), 2)
    return result


def error(judged: list[Row], by: Table) -> tuple[float, float]:
    """Return the sum of the calibration error of `judged` over ten bins, and their number."""
    bins: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in judged:
        said = by.get((row.code, calibration.step(row.strength)), row.strength)
        bins[min(9, int(said * 10))].append((said, row.right))
    wrong = sum(abs(sum(s for s, _ in entries) - sum(r for _, r in entries)) for entries in bins.values())
    return wrong, float(len(judged))


def main() -> None:
    """Print the calibration error before and after, and write the table when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into the pack")
    options = parser.parse_args()
    calibration.confidence.cache_clear()
    calibration.table = dict  # type: ignore[assignment]  # no table: confidence is strength
    measured = rows()
    plain, count = error(measured, {})
    folded = 0.0
    for fold in range(FOLDS):
        held = [row for row in measured if zlib.crc32(row.pair.encode()) % FOLDS == fold]
        rest = [row for row in measured if zlib.crc32(row.pair.encode()) % FOLDS != fold]
        folded += error(held, table(rest))[0]
    print(
        f"{len(measured)} findings; error of strength {plain / count:.3f}, by folds of the table {folded / count:.3f}"
    )
    if options.write:
        lines = [f"{code}\t{step}\t{share}" for (code, step), share in table(measured).items()]
        TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"wrote {TARGET.name}: {len(lines)} rows")


if __name__ == "__main__":
    main()
