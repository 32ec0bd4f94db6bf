"""Print every measure of tone: on unseen pairs, against other intents, by word and sentence, and on the labelled edits.

    python -m benchmarks.quality.tone [DATA] [--only direction,intent,words,gold]

DATA is the folder that `benchmarks/quality/tone_material.py` describes; without it only the labelled edits of
fixtures/gold are measured. The first two measures learn anew in five folds, none holding a page of another; they need
the dependency group `learn` and take some minutes. The others measure what is shipped.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import wikidiff
from benchmarks import material
from benchmarks.quality.cases import Case, Reading, parse, read
from benchmarks.quality.rank import auc
from benchmarks.quality.score import score
from wikidiff.classify.tone_score import word_weight
from wikidiff.classify.tone_watch import Word, watched
from wikidiff.classify.tone_words import pieces, tone_list

LANGUAGES = ("en", "pl", "fr")
TARGETS = {"en": 0.84, "pl": 0.86, "fr": 0.86}
NEAR = 80  # characters of the text around a labelled edit that are scored with it
WEIGHTY = 0.35  # from this weight on a word counts as biased; set once, not tuned
_MARKUP = re.compile(r"<ref[^>/]*>.*?</ref>|<[^>]*>|\{\{[^{}]*\}\}|\[\[(?:[^\[\]|]*\|)?|\]\]|'{2,5}|https?://\S+")


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """Read one file of the data."""
    from benchmarks.quality.tone_material import rows as read  # noqa: PLC0415

    return read(data / name)


def direction(data: Path) -> None:
    """Print the share of unseen pairs whose neutral side is told, and whether exchanged pairs turn round."""
    from benchmarks.quality import train_tone as learn  # noqa: PLC0415 - needs the group `learn`
    from benchmarks.quality.tone_material import SEED, Corpus  # noqa: PLC0415
    from benchmarks.quality.tone_near import Near  # noqa: PLC0415

    for language in LANGUAGES:
        corpus = Corpus(data, language, pairs_only=True)
        near = Near(corpus.vocabulary(), corpus.spare, corpus.words)
        strength = learn.DIRECTION_STRENGTH[language]
        share = learn.check_direction(corpus.pairs, strength, learn.every, near)
        shorter = sum(map(_shorter, corpus.texts)) / len(corpus.texts)
        print(
            f"direction {language}: {share:.4f} of {len(corpus.pairs)} unseen pairs (the shorter side {shorter:.4f};"
            f" wanted {TARGETS[language]})"
        )
        chosen = random.Random(SEED).sample(corpus.texts, 300)
        print(f"  exchanged pairs that turn round exactly: {_turned(chosen, language)} of 300")


def _shorter(texts: tuple[Sequence[str], Sequence[str], str]) -> float:
    old, new = (len(" ".join(side)) for side in texts[:2])
    return 0.5 if old == new else float(new < old)


def _turned(texts: Iterable[tuple[Sequence[str], Sequence[str], str]], language: str) -> int:
    count = 0
    for old, new, _ in texts:
        there = wikidiff.tone_shift(" ".join(old), " ".join(new), language)
        back = wikidiff.tone_shift(" ".join(new), " ".join(old), language)
        count += there.score == -back.score and there.probability == back.probability
    return count


def intent(data: Path) -> None:
    """Print how well edits of tone are told from edits of other intents, beside what unchanged words tell."""
    from benchmarks.quality import train_tone as learn  # noqa: PLC0415
    from benchmarks.quality.tone_material import Corpus  # noqa: PLC0415

    corpus = Corpus(data, "en")
    for name, value in learn.check_tone([*corpus.pairs, *corpus.other], learn.every).items():
        print(f"intent en: {name} {value:.4f}")


def words(data: Path) -> None:
    """Print precision and recall by word on neutralised rows, and AUC by sentence on crowd-labelled statements."""
    found, listed, wanted, right, right_listed = 0, 0, 0, 0, 0
    for row in rows(data, "tone/en_npov_wikitext_rows.jsonl.gz"):
        old, new = (_plain(row[side]) for side in ("old_sentence", "new_sentence"))
        gone = Counter(pieces(old)[0]) - Counter(pieces(new)[0])
        if not gone or sum(gone.values()) > 3 or not all(word.isalpha() for word in gone):  # an edit of a few words
            continue
        ours, from_list = _biased(old, _weighed), _biased(old, _listed)
        wanted += len(gone)
        found, listed = found + len(ours), listed + len(from_list)
        right, right_listed = right + len(ours & set(gone)), right_listed + len(from_list & set(gone))
    for name, said, good in (("ours", found, right), ("word list", listed, right_listed)):
        print(f"biased words, {name}: P {good / max(1, said):.3f} R {good / max(1, wanted):.3f} of {wanted} words")
    statements = rows(data, "tone/en_crowd_labelled_statements.jsonl.gz")
    labels = [bool(row["biased"]) for row in statements]
    for name, weigh in (("ours", _weighed), ("word list", _listed)):
        print(
            f"biased statements, {name}: AUC {auc(labels, [_sentence(row['text'], weigh) for row in statements]):.3f}"
        )


def _plain(wikitext: str) -> str:
    return _MARKUP.sub(" ", wikitext)


def _weighed(text: str) -> list[tuple[str, float]]:
    """Weigh each word of a text by the shipped weights and the list."""
    units, shown = pieces(text)
    words = [Word(part, place, place + 1) for place, part in enumerate(shown)]
    weights = [word_weight(unit, "en") for unit in units]
    for hit in watched(words, "en"):
        for place in range(hit.start, hit.end):
            weights[place] = max(weights[place], abs(hit.weight))
    return list(zip(units, weights, strict=True))


def _listed(text: str) -> list[tuple[str, float]]:
    units = pieces(text)[0]
    places = {place for hit in tone_list("en").find(units) if hit.entry.loading for place in range(hit.start, hit.end)}
    return [(unit, float(place in places)) for place, unit in enumerate(units)]


Weigh = Callable[[str], list[tuple[str, float]]]


def _biased(text: str, weigh: Weigh) -> set[str]:
    return {unit for unit, weight in weigh(text) if weight >= WEIGHTY and unit.isalpha()}


def _sentence(text: str, weigh: Weigh) -> float:
    """Weigh a sentence by its three heaviest words: one loaded word is enough, and long sentences hold more words."""
    return sum(sorted((weight for _, weight in weigh(text)), reverse=True)[:3])


def gold() -> None:
    """Print what the labelled edits say: precision, recall, direction, calibration, and tone against other edits."""
    cases = {name: [parse(row) for row in material.gold(name)] for name in ("gold", "made")}
    for name, chosen in (*cases.items(), ("gold and made", [*cases["gold"], *cases["made"]])):
        readings = read(chosen)
        result = score(chosen, readings)
        tally = result.of("tone")
        right, asked = result.share("direction")
        print(
            f"{name}: tone P {tally.precision:.3f} R {tally.recall:.3f}, direction {right}/{asked},"
            f" calibration error {result.totals()['ece']}"
        )
        for doubtful in (True, False):
            which = "all" if doubtful else "without those that may be called tone"
            labels, probabilities, confidences = _ranked(chosen, readings, doubtful=doubtful)
            print(
                f"  tone against content and copyedit, {which}:"
                f" AUC {auc(labels, probabilities):.3f} by the score of the words,"
                f" {auc(labels, confidences):.3f} by the findings ({sum(labels)} and {len(labels) - sum(labels)} edits)"
            )


def _ranked(
    cases: Iterable[Case], readings: Mapping[str, Reading], *, doubtful: bool
) -> tuple[list[bool], list[float], list[float]]:
    labels, probabilities, confidences = [], [], []
    for case in cases:
        said = readings[case.id].answers
        for change in case.changes:
            if change.category not in ("tone", "content", "copyedit"):
                continue
            if not doubtful and change.category != "tone" and "tone" in change.accepted:
                continue
            place = change.places[0]
            start, end = place.old
            before, after = case.old[max(0, start - NEAR) : start], case.old[end : end + NEAR]
            old, new = before + case.old[start:end] + after, before + case.new[slice(*place.new)] + after
            labels.append(change.category == "tone")
            probabilities.append(wikidiff.tone_shift(_plain(old), _plain(new), case.language).probability)
            confidences.append(
                max(
                    (
                        one.confidence
                        for one in said
                        if (one.category == "tone" or one.carries("tone"))
                        and _touch(one.place.old, place.old) | _touch(one.place.new, place.new)
                    ),
                    default=0.0,
                )
            )
    return labels, probabilities, confidences


def _touch(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1] and (first[0] < first[1] or second[0] < second[1])


def main() -> None:
    """Read the arguments and print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.tone", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--only", default="gold,words,direction,intent")
    options = parser.parse_args()
    for name in options.only.split(","):
        if name == "gold":
            gold()
        elif options.data is None:
            print(f"{name}: not measured, it needs the folder of sentence pairs")
        else:
            {"words": words, "direction": direction, "intent": intent}[name](options.data)


if __name__ == "__main__":
    main()
