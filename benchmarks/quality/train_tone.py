"""Learn the tone weights of `wikidiff/packs/lang/<tag>/tone_weights.tsv`.

    make train DATA=folder
    python -m benchmarks.quality.train_tone DATA [--languages en,fr,pl] [--dry-run]

What DATA holds is said in `benchmarks/quality/tone_material.py`. Needs the dependency group `learn`; a run takes a few
minutes. Everything is seeded: the same input gives the same files.

Two linear models are learned on the features that `wikidiff.classify.tone_features` names:
direction (which side of a pair is the neutral one; a pair and its mirror image together, without intercept, so that
the score turns round exactly) and tone (is this an edit of tone at all, against edits that are something else).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.quality.tone_material import FOLDED, SEED, TITLES, Corpus, Sample
from benchmarks.quality.tone_near import BINS, Near, binned, commonness
from benchmarks.quality.tone_seal import SEALS, labelled_directions
from wikidiff import packs
from wikidiff.classify import tone_features as features
from wikidiff.classify import tone_score
from wikidiff.classify.tone_score import LIST_WEIGHT

FOLDS = 5
ROOT = Path(__file__).resolve().parents[2]
LANG = ROOT / "wikidiff" / "packs" / "lang"
DIRECTION_STRENGTH = {"en": 0.3, "fr": 0.3, "pl": 0.3, "und": 0.3}
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


def fit_direction(
    samples: Sequence[Sample], strength: float, keep: Callable[[str], bool], near: Near | None = None
) -> Fit:
    """Learn which way a pair goes: the new side of a neutralised pair is the less loaded one."""
    counted: list[Mapping[str, float]] = [one.direction for one in samples]
    norms = [one.norm for one in samples]
    common: dict[str, str] = {}
    if near is not None:
        common = commonness((one.unchanged for one in samples), near.caution)
        counted = [{**row, **binned(row, common)} for row in counted]
    names = vocabulary(counted, keep)
    forward = matrix(counted, norms, names)
    if near is not None:
        forward = sp.hstack([forward, sp.csr_matrix(near.matrix(counted, norms))]).tocsr()
    labels = np.r_[np.zeros(len(samples)), np.ones(len(samples))]
    model = LogisticRegression(C=strength, fit_intercept=False, solver="liblinear", max_iter=1000)
    model.fit(sp.vstack([forward, -forward]), labels)
    weights = {name: float(model.coef_[0][place]) * scale(name) for name, place in names.items()}
    if near is None:
        return Fit(weights)
    bins = {name: weights.pop(name) for _, name in BINS if name in weights}
    return Fit(near.folded(weights, model.coef_[0][len(names) :], common, bins))


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


def check_direction(
    pairs: Sequence[Sample], strength: float, keep: Callable[[str], bool], near: Near | None = None
) -> float:
    """Cross-validate: the share of unseen pairs whose neutral side was told."""
    folds, right = fold_of(pairs), 0
    for number in range(FOLDS):
        seen = [one for one, at in zip(pairs, folds, strict=True) if at != number]
        fitted = fit_direction(seen, strength, keep, near)
        unseen = [one for one, at in zip(pairs, folds, strict=True) if at == number]
        scores = fitted.scores([one.direction for one in unseen], [one.norm for one in unseen])
        for name, weight in LIST_WEIGHT.items():
            scores += weight * np.array([one.direction.get(name, 0.0) * one.norm for one in unseen])
        right += int((scores < 0).sum())
    return right / len(pairs)


def tone_scores(samples: Sequence[Sample], keep: Callable[[str], bool]) -> tuple[Any, Any]:
    """Cross-validate: what each sample scores as an edit of tone, and what a model of its unchanged words says."""
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
    return scores, context


def check_tone(samples: Sequence[Sample], keep: Callable[[str], bool]) -> dict[str, float]:
    """Cross-validate: AUC against each other source, plain and with shapes matched, and of unchanged words alone."""
    scores, context = tone_scores(samples, keep)
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
            ours, alone, count = matched_on_context(samples, scores, context)
            report |= {"wiki matched on context": ours, "there unchanged words alone": alone, "matched pairs": count}
    return report


def matched_on_context(samples: Sequence[Sample], scores: Any, context: Any) -> tuple[float, float, float]:
    """Match each edit of tone with another of its shape and of like unchanged words; return both AUCs and the number.

    Subject tells the two corpora apart. What is matched one to one, by the score of a model that sees unchanged words
    alone and within a fifth of its spread, differs in what was edited.
    """
    reach = float(np.std(context)) / 5
    free: dict[tuple[int, int], list[int]] = {}
    for place, one in enumerate(samples):
        if one.source == "wiki":
            free.setdefault(one.shape, []).append(place)
    chosen: list[int] = []
    pairs = [place for place, one in enumerate(samples) if one.source == "pair"]
    random.Random(SEED).shuffle(pairs)
    for place in pairs:
        near = free.get(samples[place].shape, [])
        if near:
            other = min(near, key=lambda number: abs(context[number] - context[place]))
            if abs(context[other] - context[place]) <= reach:
                near.remove(other)
                chosen += [place, other]
    labels = [samples[place].source == "pair" for place in chosen]
    return (
        float(roc_auc_score(labels, scores[chosen])),
        float(roc_auc_score(labels, context[chosen])),
        float(len(chosen) // 2),
    )


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


def seal(path: Path, language: str) -> None:
    """Write into the head of a file what `make test` checks: the digest of its rows, and a score that needs no DATA."""
    for cached in (packs.rows, packs.settings, tone_score._weights):  # noqa: SLF001 - read the new file, not the old
        cached.cache_clear()
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#") and not line.startswith(SEALS)]
    body = [line for line in lines if not line.startswith("#")]
    right, asked = labelled_directions(language)
    digest = hashlib.sha256("\n".join(body).encode()).hexdigest()
    marks = [f"{SEALS[0]} sha256 {digest}", f"{SEALS[1]} direction right {right} of {asked}"]
    path.write_text("\n".join([*head, *marks, *body]) + "\n", encoding="utf-8")


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
    near = Near(corpus.vocabulary(), corpus.spare, corpus.words)
    report: dict[str, object] = {
        "pairs": len(corpus.pairs),
        "other": dict(Counter(one.source for one in corpus.other)),
        "direction": round(check_direction(corpus.pairs, strength, every, near), 4),
        "tone_auc": rounded(check_tone(samples, every)),
    }
    print(language, json.dumps(report), file=sys.stderr, flush=True)
    if not dry:
        count = write(
            LANG / language / "tone_weights.tsv",
            head_of(language, corpus.files, report),
            fit_direction(corpus.pairs, strength, every, near),
            fit_tone(samples, every),
            language in FOLDED,
        )
        seal(LANG / language / "tone_weights.tsv", language)
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
        seal(LANG / "und" / "tone_weights.tsv", "und")


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
