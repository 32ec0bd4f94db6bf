"""Learn the tone weights of `wikidiff/packs/lang/<tag>/tone_weights.tsv`.

    python benchmarks/quality/train_tone.py DATA [--languages en,fr,pl] [--dry-run]

DATA is a folder that holds `tone/` (sentence pairs before and after an edit made for neutrality) and `intent/`
(sentence pairs whose edit was labelled by people as fluency, clarity, coherence or change of meaning). Needs numpy,
scipy and scikit-learn; a run takes a few minutes. Everything is seeded: the same input gives the same files.

Two linear models are learned on the features that `wikidiff.classify.tone_features` names:
direction (which side of a pair is the neutral one; a pair and its mirror image together, without intercept, so that
the score turns round exactly) and tone (is this an edit of tone at all, against edits that are something else).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from wikidiff import packs
from wikidiff.classify import tone_features as features
from wikidiff.classify.tone_score import LIST_WEIGHT
from wikidiff.classify.tone_words import FORMS_FILE, LIST_FILE, ToneList, split

SEED = 20
FOLDS = 5
ROOT = Path(__file__).resolve().parents[2]
LANG = ROOT / "wikidiff" / "packs" / "lang"
# The French pairs lost every letter outside ASCII before they were collected.
FOLDED = {"fr"}
DIRECTION_STRENGTH = {"en": 0.3, "fr": 1.0, "pl": 1.0, "und": 0.3}
TONE_STRENGTH = 0.5
# Kinds of features that are many and rare are held smaller than those that are few.
SCALE = {"b": 0.3, "~": 0.5, "^": 0.7, "<": 0.4, ">": 0.4}
# What a language without own data can use: the devices of its list, not the size of an edit in words.
COMMON = frozenset("dor")
COMMON_NAMES = frozenset({features.LOADED, features.CAUTIOUS})
# One edit of prose in four is taken to be one of tone; the training set holds as many of either kind.
PRIOR = 0.25
# What is not worth its row in the file: weights below these are left out.
LEAST, LEAST_OF_PAIRS = 0.01, 0.03
NOT_TONE = frozenset({"fluency", "clarity", "coherence", "meaning-changed"})
NEUTRAL = {"en": "en_neutral_sentences.jsonl.gz", "pl": "pl_neutral_sentences.jsonl.gz"}
TITLES = {
    "en_neutralised_pairs.jsonl.gz": "slices of the Wiki Neutrality Corpus (Wikipedia text, CC BY-SA)",
    "fr_neutralised_pairs.jsonl.gz": "neutralised pairs of French Wikipedia (CC BY-SA)",
    "pl_neutralised_pairs.jsonl.gz": "neutralised pairs of Polish Wikipedia (CC BY-SA)",
    "en_neutral_sentences.jsonl.gz": "untouched sentences of the Wiki Neutrality Corpus (CC BY-SA)",
    "pl_neutral_sentences.jsonl.gz": "untouched sentences of Polish Wikipedia (CC BY-SA)",
    "iterater_sentences_train.jsonl.gz": "IteraTeR, human-labelled sentences (Apache-2.0)",
}


@dataclass(frozen=True)
class Sample:
    """One edit or pair: features by side, their counts, how large it is, where it is from."""

    direction: Mapping[str, float]
    tone: Mapping[str, float]
    size: int
    group: str
    source: str
    shape: tuple[int, int]
    unchanged: tuple[str, ...]

    @property
    def norm(self) -> float:
        """Scale by the number of words that changed, as the product does."""
        return 1.0 / math.sqrt(max(1, self.size))


def rows(path: Path) -> list[dict[str, Any]]:
    """Read gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample(old: Sequence[str], new: Sequence[str], words: ToneList, group: str, source: str) -> Sample:
    """Count the features of one pair."""
    edits = features.edits_between(old, new)
    direction: dict[str, float] = defaultdict(float)
    tone: dict[str, float] = defaultdict(float)
    found = [features.listed(edit, words) for edit in edits]
    unknown = features.unknown(edits, found)
    for edit, hits in zip(edits, found, strict=True):
        for side, row, known in ((-1, edit.removed, hits.removed), (1, edit.inserted, hits.inserted)):
            places = features.covered(known)
            for place, word in enumerate(row):
                for name in ("u" + word,) if place in places else features.word_features(word):
                    direction[name] += side
                    tone[name] += 1
        for name, way, much in (
            *features.context_features(edit),
            *features.list_features(edit, hits),
            *features.shape_features(edit, unknown),
        ):
            direction[name] += way
            tone[name] += much
    for name, way, much in features.whole_features(edits, unknown):
        direction[name] += way
        tone[name] += much
    less, more = sorted((sum(len(edit.removed) for edit in edits), sum(len(edit.inserted) for edit in edits)))
    changed = {place for i1, i2, _, _ in features.align(old, new) for place in range(i1, i2)}
    unchanged = tuple(word for place, word in enumerate(old) if place not in changed)
    return Sample(direction, tone, features.size(edits), group, source, (_bin(less), _bin(more)), unchanged)


def _bin(count: int) -> int:
    return next(place for place, most in enumerate((0, 1, 2, 4, 9, 10**9)) if count <= most)


class Corpus:
    """What there is to learn from in one language."""

    def __init__(self, data: Path, language: str) -> None:
        self.language = language
        self.rng = random.Random(SEED)
        self.words = ToneList(
            packs.rows(language, LIST_FILE), packs.rows(language, FORMS_FILE), folded=language in FOLDED
        )
        self.files = [data / "tone" / f"{language}_neutralised_pairs.jsonl.gz"]
        self.texts = self._pairs(self.files[0])
        self.pairs = [sample(old, new, self.words, group, "pair") for old, new, group in self.texts]
        self.other = [*self._labelled(data), *self._made(), *self._sentences(data)]

    @staticmethod
    def _pairs(path: Path) -> list[tuple[list[str], list[str], str]]:
        found = []
        for row in rows(path):
            old, new = split(row["old"]), split(row["new"])
            if old != new:
                found.append((old, new, row.get("rev_id") or " ".join(old[:6])))
        return found

    def _labelled(self, data: Path) -> Iterable[Sample]:
        """Edits that people labelled as something else (English only)."""
        if self.language != "en":
            return
        path = data / "intent" / "iterater_sentences_train.jsonl.gz"
        self.files.append(path)
        for row in rows(path):
            old, new = split(row["before_sent"]), split(row["after_sent"])
            if row["labels"] in NOT_TONE and old != new:
                document = str(row["doc_id"])
                source = "wiki" if document.isdigit() else "other"
                yield sample(old, new, self.words, "it" + document, source)

    def _made(self) -> Iterable[Sample]:
        """Random words taken out or put in, in the very sentences of the pairs, away from their edits.

        Subject and style are those of the pairs, so that no topic word can tell the two kinds apart.
        """
        bank = [word for _, new, _ in self.texts for word in new]
        shapes = [
            (len(edit.removed), len(edit.inserted))
            for old, new, _ in self.texts
            for edit in features.edits_between(old, new)[:1]
        ]
        for old, new, group in self.texts:
            out, put = (min(8, count) for count in self.rng.choice(shapes))
            if len(new) < out + 4:
                continue
            near = {place for _, _, j1, j2 in features.align(old, new) for place in range(j1 - 1, j2 + 1)}
            start = self._free(len(new) - out, out, near)
            if start is None:
                continue
            source = self.rng.randrange(0, len(bank) - 8)
            other = [*new[:start], *bank[source : source + put], *new[start + out :]]
            if other != new:
                first, second = (new, other) if self.rng.random() < 0.5 else (other, new)
                yield sample(first, second, self.words, group, "made")

    def _free(self, most: int, width: int, near: set[int]) -> int | None:
        for _ in range(10):
            start = self.rng.randrange(0, most)
            if not any(place in near for place in range(start, start + width + 1)):
                return start
        return None

    def _sentences(self, data: Path) -> Iterable[Sample]:
        """Add or drop a whole neutral sentence: that is content, however it is worded."""
        if self.language in NEUTRAL:
            path = data / "tone" / NEUTRAL[self.language]
            self.files.append(path)
            texts = [split(row["text"]) for row in rows(path)]
        else:
            texts = [new for _, new, _ in self.texts]
        for sentence in self.rng.sample(texts, min(len(texts), len(self.texts) // 4)):
            beside = self.rng.choice(self.texts)[1]
            both = [*beside, *sentence]
            first, second = (beside, both) if self.rng.random() < 0.5 else (both, beside)
            yield sample(first, second, self.words, " ".join(sentence[:6]), "sentence")


def scale(name: str) -> float:
    """Say how large a feature stands in the matrix."""
    return 1.0 if name in {features.LOADED, features.CAUTIOUS, "longer", "kin"} else SCALE.get(name[0], 1.0)


def vocabulary(counted: Iterable[Mapping[str, float]], keep: Callable[[str], bool], least: int = 2) -> dict[str, int]:
    """Give a number to each feature that occurs often enough."""
    counts = Counter(name for row in counted for name, value in row.items() if value and keep(name))
    return {name: place for place, name in enumerate(sorted(name for name in counts if counts[name] >= least))}


def matrix(counted: Sequence[Mapping[str, float]], norms: Sequence[float], names: Mapping[str, int]) -> Any:
    """Build the sparse matrix of scaled, normed counts."""
    data, row_of, column_of = [], [], []
    for place, row in enumerate(counted):
        for name, value in row.items():
            column = names.get(name)
            if value and column is not None:
                data.append(value * scale(name) * norms[place])
                row_of.append(place)
                column_of.append(column)
    return sp.csr_matrix((data, (row_of, column_of)), shape=(len(counted), len(names)))


@dataclass(frozen=True)
class Fit:
    """Learned weights, already multiplied by the scale of their features."""

    weights: dict[str, float]
    bias: float = 0.0

    def scores(self, counted: Sequence[Mapping[str, float]], norms: Sequence[float]) -> Any:
        """Score rows as the product does."""
        return np.array(
            [
                norm * sum(self.weights.get(name, 0.0) * value for name, value in row.items()) + self.bias
                for row, norm in zip(counted, norms, strict=True)
            ]
        )


def fit_direction(samples: Sequence[Sample], strength: float, keep: Callable[[str], bool]) -> Fit:
    """Learn which way a pair goes: the new side of a neutralised pair is the less loaded one."""
    counted = [one.direction for one in samples]
    names = vocabulary(counted, keep)
    forward = matrix(counted, [one.norm for one in samples], names)
    labels = np.r_[np.zeros(len(samples)), np.ones(len(samples))]
    model = LogisticRegression(C=strength, fit_intercept=False, solver="liblinear", max_iter=1000)
    model.fit(sp.vstack([forward, -forward]), labels)
    return Fit({name: float(model.coef_[0][place]) * scale(name) for name, place in names.items()})


def balance(samples: Sequence[Sample]) -> Any:
    """Weigh the other edits so that each shape is as frequent among them as among the pairs, whole sentences apart."""
    pairs = Counter(one.shape for one in samples if one.source == "pair")
    other = Counter(one.shape for one in samples if one.source not in {"pair", "sentence"})
    sentences = sum(one.source == "sentence" for one in samples)
    total = sum(pairs.values())

    def weight(one: Sample) -> float:
        if one.source == "pair":
            return 1.0 if other[one.shape] else 0.0
        if one.source == "sentence":
            return 0.15 * total / max(1, sentences)
        return pairs[one.shape] / other[one.shape]

    return np.array([weight(one) for one in samples])


def fit_tone(samples: Sequence[Sample], keep: Callable[[str], bool]) -> Fit:
    """Learn what makes an edit one of tone, the shapes of both kinds made equal."""
    counted = [one.tone for one in samples]
    names = vocabulary(counted, keep)
    labels = np.array([one.source == "pair" for one in samples])
    model = LogisticRegression(C=TONE_STRENGTH, solver="liblinear", max_iter=1000, intercept_scaling=10)
    model.fit(matrix(counted, [one.norm for one in samples], names), labels, sample_weight=balance(samples))
    weights = {name: float(model.coef_[0][place]) * scale(name) for name, place in names.items()}
    return Fit(weights, float(model.intercept_[0]))


def fold_of(samples: Sequence[Sample]) -> Any:
    """Divide by group, so that no page or document stands on both sides."""
    groups = sorted({one.group for one in samples})
    random.Random(SEED).shuffle(groups)
    place = {group: number % FOLDS for number, group in enumerate(groups)}
    return np.array([place[one.group] for one in samples])


def check_direction(pairs: Sequence[Sample], strength: float, keep: Callable[[str], bool]) -> float:
    """Cross-validate: the share of unseen pairs whose neutral side was told."""
    folds, right = fold_of(pairs), 0
    for number in range(FOLDS):
        fitted = fit_direction([one for one, at in zip(pairs, folds, strict=True) if at != number], strength, keep)
        unseen = [one for one, at in zip(pairs, folds, strict=True) if at == number]
        scores = fitted.scores([one.direction for one in unseen], [one.norm for one in unseen])
        for name, weight in LIST_WEIGHT.items():
            scores += weight * np.array([one.direction.get(name, 0.0) * one.norm for one in unseen])
        right += int((scores < 0).sum())
    return right / len(pairs)


def check_tone(samples: Sequence[Sample], keep: Callable[[str], bool]) -> dict[str, float]:
    """Cross-validate: AUC against each other source, plain and with shapes matched, and of unchanged words alone."""
    folds = fold_of(samples)
    scores, context = np.zeros(len(samples)), np.zeros(len(samples))
    for number in range(FOLDS):
        train = [one for one, at in zip(samples, folds, strict=True) if at != number]
        unseen = np.where(folds == number)[0]
        fitted = fit_tone(train, keep)
        scores[unseen] = fitted.scores(
            [samples[place].tone for place in unseen], [samples[place].norm for place in unseen]
        )
        context[unseen] = _context_scores([one for one in train if one.source in {"pair", "wiki"}], samples, unseen)
    report = {}
    for source in ("wiki", "other", "made", "sentence"):
        chosen = [place for place, one in enumerate(samples) if one.source in {"pair", source}]
        labels = [samples[place].source == "pair" for place in chosen]
        if all(labels):
            continue
        report[source] = float(roc_auc_score(labels, scores[chosen]))
        if source != "sentence":
            weights = balance([samples[place] for place in chosen])
            report[source + " matched"] = float(roc_auc_score(labels, scores[chosen], sample_weight=weights))
        if source == "wiki" and keep is every:
            report["unchanged words alone"] = float(roc_auc_score(labels, context[chosen]))
    return report


def _context_scores(train: Sequence[Sample], samples: Sequence[Sample], unseen: Any) -> Any:
    counted = [{"u" + word: 1.0 for word in one.unchanged} for one in train]
    labels = [one.source == "pair" for one in train]
    if all(labels):
        return np.zeros(len(unseen))
    names = vocabulary(counted, lambda _: True)
    norms = [1.0 / math.sqrt(max(1, len(row))) for row in counted]
    model = LogisticRegression(C=1.0, solver="liblinear", max_iter=1000).fit(matrix(counted, norms, names), labels)
    rows_of = [{"u" + word: 1.0 for word in samples[place].unchanged} for place in unseen]
    return model.decision_function(matrix(rows_of, [1.0 / math.sqrt(max(1, len(row))) for row in rows_of], names))


def write(path: Path, head: Sequence[str], direction: Fit, tone: Fit, folded: bool) -> int:
    """Write the weights, largest first, without those that round to nothing."""
    names = sorted({*direction.weights, *tone.weights})
    kept = []
    for name in names:
        pair = (round(direction.weights.get(name, 0.0), 3), round(tone.weights.get(name, 0.0), 3))
        if max(abs(pair[0]), abs(pair[1])) >= (LEAST_OF_PAIRS if name[0] == "b" else LEAST):
            kept.append((name, *pair))
    kept.sort(key=lambda row: (-abs(row[1]) - abs(row[2]), row[0]))
    bias = tone.bias + math.log(PRIOR / (1 - PRIOR))
    lines = [f"# {line}" for line in head]
    lines += [f"@bias\t0\t{bias:.3f}"] + (["@folded\t0\t1"] if folded else [])
    lines += [f"{name}\t{first:g}\t{second:g}" for name, first, second in kept]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(kept)


def head_of(language: str, files: Iterable[Path], report: Mapping[str, object]) -> list[str]:
    """Say at the top of a file what it is, from what it was made, and how good it is."""
    return [
        f"Tone weights ({language}): feature, weight for direction (+ more loaded), weight for being an edit of tone.",
        "Made by benchmarks/quality/train_tone.py; do not edit by hand. u = word, ^ = its beginning, ~ = its ending,",
        "k = its length or kind, b = two neighbours, < > = what stands beside a one-sided edit, d o r = device of the",
        "tone list (o: one-sided, r: replaced), s n edits = size. Weights and counts only, no text of the sources.",
        f"Seed {SEED}. Learned from:",
        *(f"  {TITLES[path.name]}, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files),
        f"Cross-validated by source: {json.dumps(report)}",
    ]


def every(_name: str) -> bool:
    """Keep every feature."""
    return True


def common(name: str) -> bool:
    """Keep what every language with a tone list has."""
    return name in COMMON_NAMES or name[0] in COMMON


def rounded(report: Mapping[str, float]) -> dict[str, float]:
    """Round for a header."""
    return {name: round(value, 4) for name, value in report.items()}


def train(corpus: Corpus, dry: bool) -> None:
    """Measure and write one language."""
    language = corpus.language
    samples = [*corpus.pairs, *corpus.other]
    strength = DIRECTION_STRENGTH[language]
    report: dict[str, object] = {
        "pairs": len(corpus.pairs),
        "other": dict(Counter(one.source for one in corpus.other)),
        "direction": round(check_direction(corpus.pairs, strength, every), 4),
        "tone_auc": rounded(check_tone(samples, every)),
    }
    print(language, json.dumps(report), file=sys.stderr, flush=True)
    if not dry:
        count = write(
            LANG / language / "tone_weights.tsv",
            head_of(language, corpus.files, report),
            fit_direction(corpus.pairs, strength, every),
            fit_tone(samples, every),
            language in FOLDED,
        )
        print(f"{language}: {count} features", file=sys.stderr)


def train_common(corpora: Sequence[Corpus], dry: bool) -> None:
    """Measure and write what languages with a list but without data use."""
    pairs = [one for corpus in corpora for one in corpus.pairs]
    samples = [*pairs, *(one for corpus in corpora for one in corpus.other)]
    hit = [one for one in pairs if any(common(name) for name in one.direction)]
    report: dict[str, object] = {
        "pairs": len(pairs),
        "with listed words": len(hit),
        "direction of these": round(check_direction(hit, DIRECTION_STRENGTH["und"], common), 4),
        "tone_auc": rounded(check_tone(samples, common)),
    }
    print("und", json.dumps(report), file=sys.stderr, flush=True)
    if not dry:
        files = [path for corpus in corpora for path in corpus.files]
        direction = fit_direction(pairs, DIRECTION_STRENGTH["und"], common)
        write(
            LANG / "und" / "tone_weights.tsv",
            head_of("und", files, report),
            direction,
            fit_tone(samples, common),
            False,
        )


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--languages", default="en,fr,pl")
    parser.add_argument("--dry-run", action="store_true", help="measure only, write nothing")
    options = parser.parse_args()
    corpora = [Corpus(options.data, language) for language in options.languages.split(",")]
    for corpus in corpora:
        train(corpus, options.dry_run)
    if len(corpora) > 1:
        train_common(corpora, options.dry_run)


if __name__ == "__main__":
    main()
