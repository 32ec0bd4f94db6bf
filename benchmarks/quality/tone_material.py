"""Read the sentence pairs that the tone weights are learned from, and count what stands in them.

The data is a folder of gzipped JSON lines. `tone/<language>_neutralised_pairs.jsonl.gz` has `old` and `new`, a sentence
before and after an edit made for neutrality, and perhaps `rev_id`; `tone/<language>_neutral_sentences.jsonl.gz` has
`text`, a sentence that nobody touched; `intent/iterater_sentences_train.jsonl.gz` has `before_sent`, `after_sent`,
`doc_id` and `labels`, an edit that people labelled as fluency, clarity, coherence or change of meaning.
"""

from __future__ import annotations

import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikidiff.classify import tone_features as features
from wikidiff.classify.tone_words import ToneList, read_list, split

SEED = 20
# The French pairs lost every letter outside ASCII before they were collected.
FOLDED = {"fr"}
NOT_TONE = frozenset({"fluency", "clarity", "coherence", "meaning-changed"})
NEUTRAL = {"en": "en_neutral_sentences.jsonl.gz", "pl": "pl_neutral_sentences.jsonl.gz"}
# Sentences of which only the words are taken, so that more words have a weight; their labels are not looked at.
LOOSE = {"en": ("en_weasel_sentences.jsonl.gz", "en_crowd_labelled_statements.jsonl.gz")}
TITLES = {
    "en_weasel_sentences.jsonl.gz": "words of CoNLL-2010 WikiWeasel (Wikipedia text, CC BY-SA)",
    "en_crowd_labelled_statements.jsonl.gz": "words of Hube and Fetahu 2019 (Wikipedia text, CC BY-SA)",
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

    def __init__(self, data: Path, language: str, pairs_only: bool = False) -> None:
        self.language = language
        self.rng = random.Random(SEED)
        self.spare: list[list[str]] = []
        self.words = read_list(language, folded=language in FOLDED)
        self.files = [data / "tone" / f"{language}_neutralised_pairs.jsonl.gz"]
        self.texts = self._pairs(self.files[0])
        self.pairs = [sample(old, new, self.words, group, "pair") for old, new, group in self.texts]
        self.other = [*self._labelled(data), *(() if pairs_only else self._made()), *self._sentences(data)]
        for path in (data / "tone" / name for name in LOOSE.get(language, ())):
            self.files.append(path)
            self.spare += [split(row["text"]) for row in rows(path)]

    @staticmethod
    def _pairs(path: Path) -> list[tuple[list[str], list[str], str]]:
        found = []
        for row in rows(path):
            old, new = split(row["old"]), split(row["new"])
            if old != new:
                found.append((old, new, row.get("rev_id") or " ".join(old[:6])))
        return found

    def vocabulary(self) -> Iterable[Sequence[str]]:
        """Yield every text of this language from which words are taken that may be met elsewhere."""
        for old, new, _ in self.texts:
            yield old
            yield new
        yield from self.spare

    def _labelled(self, data: Path) -> Iterable[Sample]:
        """Edits that people labelled as something else (English only)."""
        if self.language != "en":
            return
        path = data / "intent" / "iterater_sentences_train.jsonl.gz"
        self.files.append(path)
        for row in rows(path):
            old, new = split(row["before_sent"]), split(row["after_sent"])
            self.spare.append(new)
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
            self.spare += texts
        else:
            texts = [new for _, new, _ in self.texts]
        for sentence in self.rng.sample(texts, min(len(texts), len(self.texts) // 4)):
            beside = self.rng.choice(self.texts)[1]
            both = [*beside, *sentence]
            first, second = (beside, both) if self.rng.random() < 0.5 else (both, beside)
            yield sample(first, second, self.words, " ".join(sentence[:6]), "sentence")
