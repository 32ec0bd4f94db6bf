"""Score wikidiff on the labelled edits and hold the score against the pinned floors.

python -m benchmarks.quality [NAME ...] [-v]                       the scores; exit status 1 below a floor
python -m benchmarks.quality --update                              pin what is better
python -m benchmarks.quality --update --allow-lower --reason TEXT  pin what is worse too, and keep the reason
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from benchmarks import material
from benchmarks.quality import floors
from benchmarks.quality.cases import parse, read
from benchmarks.quality.score import ASPECTS, Score, score

FLOORS = material.FIXTURES / "gold" / "floors.json"
TOGETHER = "all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 holds, 1 below a floor, 2 usage."""
    options = _options(arguments)
    names = options.names or material.gold_names()
    scores = measure(names)
    for subset, result in scores.items():
        if subset == TOGETHER or options.verbose or options.names:
            show(subset, result, remarks=options.verbose and subset != TOGETHER)
        else:
            print(f"{subset}: {_totals(result)}")
    if options.names:
        return 0
    measured = {
        subset: floors.everything(result) if subset == TOGETHER else floors.totals(result)
        for subset, result in scores.items()
    }
    return gate(measured, update=options.update, reason=options.reason)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "names", nargs="*", choices=[*material.gold_names(), []], help="score these files only, no gate"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list everything that was not read as labelled")
    parser.add_argument("--update", action="store_true", help="pin what is better")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: pin what is worse too")
    parser.add_argument("--reason", metavar="TEXT", help="with --allow-lower: why")
    options = parser.parse_args(arguments)
    if options.allow_lower != bool(options.reason) or (options.allow_lower and not options.update):
        parser.error("--allow-lower goes with --update and --reason TEXT")
    return options


def measure(names: Sequence[str]) -> dict[str, Score]:
    """Score each labelled file by itself, and all of them together."""
    files = {name: [parse(row) for row in material.gold(name)] for name in names}
    readings = {name: read(cases) for name, cases in files.items()}
    scores = {name: score(cases, readings[name]) for name, cases in files.items()}
    if len(names) > 1:
        merged = {case_id: reading for each in readings.values() for case_id, reading in each.items()}
        scores[TOGETHER] = score([case for cases in files.values() for case in cases], merged)
    return scores


def gate(measured: Mapping[str, floors.Measures], *, update: bool, reason: str | None) -> int:
    """Hold the measures against the pins, or pin them."""
    digests = {name: floors.digest(FLOORS.with_name(f"{name}.jsonl")) for name in material.gold_names()}
    pinned = floors.Floors.load(FLOORS)
    if update:
        breaches = pinned.update(measured, digests, reason)
        pinned.save(FLOORS)
        print("pinned what is better")
        hint = "these stay pinned as they were; --allow-lower --reason TEXT pins them too"
    else:
        breaches = pinned.breaches(measured)
        if pinned.digests != digests:
            print("the labelled files are not those that the floors were pinned on: make floors", file=sys.stderr)
            return 1
        hint = "below the floors"
    for breach in breaches:
        print(f"  {breach}", file=sys.stderr)
    if breaches:
        print(f"{len(breaches)} measures: {hint}", file=sys.stderr)
        return 1
    print("all floors hold")
    return 0


def show(subset: str, result: Score, *, remarks: bool) -> None:
    """Print one table of scores, the confusion, the calibration and, if wanted, every remark."""
    print(f"\n{subset}")
    heads = ("listed", "found", "exact", "said", "right", "P", "R", "F1")
    print(" " * 12, "{:>6} {:>6} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6} exact F1".format(*heads))
    for category, tally in sorted(result.by.items()):
        aspects = "  ".join(f"{name} {tally.right[name]}/{tally.asked[name]}" for name in ASPECTS if tally.asked[name])
        print(
            f"{category:12} {tally.listed:6} {tally.found:6} {tally.exact:6} {tally.answers:7.1f} {tally.correct:7.1f} "
            f"{tally.precision:6.3f} {tally.recall:6.3f} {tally.f1:6.3f} {tally.exact_f1:8.3f}  {aspects}".rstrip()
        )
    print(_totals(result))
    _show_confusion(result)
    _show_calibration(result)
    if remarks:
        for remark in result.remarks:
            old, new = remark.old[:50].replace("\n", "⏎"), remark.new[:50].replace("\n", "⏎")
            print(f"  {remark.case} | {remark.what} | {remark.category} | {old} | {new} | {remark.said}")


def _totals(result: Score) -> str:
    shares = [(aspect, *result.share(aspect)) for aspect in ASPECTS]
    shares.append(("identity reverts", result.revert_right, result.revert_cases))
    counted = "  ".join(f"{name} {right}/{asked}" for name, right, asked in shares if asked)
    return "  ".join(f"{name} {number:g}" for name, number in result.totals().items()) + "  " + counted


def _show_confusion(result: Score) -> None:
    print("confused (listed as, said to be):")
    wrong = [(count, pair) for pair, count in result.confusion.items() if pair[0] != pair[1]]
    for count, (listed, said) in sorted(wrong, key=lambda entry: (-entry[0], entry[1]))[:12]:
        print(f"  {count:4}  {listed} as {said}")


def _show_calibration(result: Score) -> None:
    print("confidence, said and borne out:")
    for weight, sure, good in result.bins:
        if weight:
            print(f"  {sure / weight:.2f}  {good / weight:.2f}  of {weight:.0f}")


if __name__ == "__main__":
    sys.exit(main())
