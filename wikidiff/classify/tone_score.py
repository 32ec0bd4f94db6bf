"""Say how the stance of a wording changed, with the words that made the score.

Two linear models over the same words, learned by `benchmarks/quality/train_tone.py` and kept as readable rows in
`packs/lang/<tag>/tone_weights.tsv`: one says which side is the more loaded, one whether this is an edit of tone at
all. A language that has a tone list but no weights of its own is judged by its list, with the weights of `und`.

A score speaks about words, not about those who wrote them, and treats both directions alike: with old and new
exchanged it changes its sign and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from math import exp, sqrt, tanh
from operator import itemgetter
from typing import NamedTuple

from wikidiff import packs
from wikidiff.classify.tone_features import (
    CAUTIOUS,
    LOADED,
    NAME,
    NEIGHBOURS,
    Listed,
    Words,
    align,
    context_features,
    covered,
    cut,
    list_features,
    listed,
    shape_features,
    size,
    unknown,
    whole_features,
    word_features,
)
from wikidiff.classify.tone_words import LIST_FILE, Entry, fold, pieces, split, tone_list, units_of
from wikidiff.model import ToneShift, Trigger, given

WEIGHTS_FILE = "tone_weights.tsv"
# What a list's loading weighs beyond what was learned of it: the lists carry the guideline, the data people's habits.
# Words of caution need more of it: in the data a word that goes is nearly always a step toward neutral, but a claim
# whose "alleged" goes is a bolder claim.
LIST_WEIGHT = {LOADED: 1.5, CAUTIOUS: 3.0}
NOTHING = ToneShift(score=0.0, probability=0.0)
_MOST_TRIGGERS = 8
_SMALLEST_WEIGHT = 0.05
_LEAST = 0.2  # of a direction that the list decides
_MOST_CACHED = 20_000
_SHORT = 40  # letters of a word whose units are kept
_SENTENCE_ENDS = frozenset(".!?:;\"'(«“„¿¡")
_AROUND = ".,;:!?()[]\"'“”„«»"
_NO_WEIGHT = (0.0, 0.0)


class Weights:
    """The learned weights of one language: for a feature, what it says of direction and of tone."""

    __slots__ = ("_words", "bias", "folded", "known", "of_list", "unlisted")

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self.known: dict[str, tuple[float, float]] = {name: (float(way), float(much)) for name, way, much in rows}
        self.bias = self.known.pop("@bias", _NO_WEIGHT)[1]
        self.folded = self.known.pop("@folded", _NO_WEIGHT)[1] > 0
        self._words: dict[str, tuple[float, float]] = {}
        # Where all that is known is of the tone list, an edit without a listed word needs no weighing.
        self.of_list = all(name in (LOADED, CAUTIOUS) or name[0] in "dor" for name in self.known)
        self.unlisted = ToneShift(score=0.0, probability=round(_logistic(self.bias), 4))

    def word(self, word: str) -> tuple[float, float]:
        """Sum what is known of one word: itself, its beginning, ending and kind."""
        found = self._words.get(word)
        if found is None:
            known = [self.known.get(name, _NO_WEIGHT) for name in word_features(word)]
            found = (sum(pair[0] for pair in known), sum(pair[1] for pair in known))
            if len(self._words) < _MOST_CACHED:
                self._words[word] = found
        return found


class Unit(NamedTuple):
    """A word of an edit: as the list sees it, as the weights see it, as it stands in the text."""

    word: str
    learned: str
    source: int


_unit = partial(tuple.__new__, Unit)  # what a NamedTuple does, without a call of Python for each
_WORD, _LEARNED = itemgetter(0), itemgetter(1)


class Side(NamedTuple):
    """The units of one side of an edit, and the texts they came from."""

    units: Sequence[Unit]
    texts: Sequence[str]


class Parts(NamedTuple):
    """One edit, ready for scoring: both sides, the same as words for the list and words for the weights."""

    old: Side
    new: Side
    plain: Words
    learned: Words


@lru_cache(maxsize=64)
def _weights(language: str) -> Weights:
    return Weights(line.split("\t") for line in packs.lines(language, WEIGHTS_FILE))


@lru_cache(maxsize=256)
def has_tone(language: str) -> bool:
    """Tell whether there is a tone list for this language: without one every score is 0."""
    return packs.has(language, LIST_FILE)


@lru_cache(maxsize=256)
def is_learned(language: str) -> bool:
    """Tell whether weights were learned for this language itself: elsewhere its list speaks, with those of `und`."""
    return packs.has(language, WEIGHTS_FILE)


def devices(words: Sequence[str], language: str) -> tuple[Trigger, ...]:
    """Find words to watch in a row of words, in order.

    Each trigger has the list's loading as its weight, +1 loaded to -1 cautious; its side is `new`.
    """
    units = _units(words, language, "", learned=False)
    texts = tuple(words)
    hits = tone_list(language).find([unit.word for unit in units])
    return tuple(
        Trigger(_shown(Side(units, texts), hit.start, hit.end), "new", hit.entry.loading, hit.entry.device)
        for hit in hits
    )


def listed_weight(units: Sequence[str], entry: Entry, language: str) -> float:
    """Weigh a listed word as if it came into a text alone: the list's loading with what was learned of its words."""
    weights = _weights(language)
    raw = _weighed(entry.loading) + _known(weights.known, entry.device, entry.loading)
    if not weights.of_list:
        for unit in units:
            word = fold(unit) if weights.folded else unit
            raw += weights.known.get("u" + word, _NO_WEIGHT)[0] if entry.loading < 0 else weights.word(word)[0]
    weight = _share(raw / sqrt(max(1, len(units))))
    # The list says which way a word points; what people did with it in the data says only how far.
    return max(weight, 0.05) if entry.loading > 0 else min(weight, -0.05)


def word_weight(unit: str, language: str) -> float:
    """Weigh one lower-cased word by what was learned of it alone, +1 loaded to -1."""
    weights = _weights(language)
    return _share(weights.word(fold(unit) if weights.folded else unit)[0]) if not weights.of_list else 0.0


def tone_shift(old: str, new: str, language: str = "en") -> ToneShift:
    """Compare the stance of two plain texts, sentences or phrases.

    The score runs from -1 (toward neutral) to +1 (toward loaded), the probability says whether this is an edit of
    tone at all. Work is bounded: texts that differ almost everywhere are compared as a whole, and only the first
    words of a long difference are weighed.
    """
    old, new = given.text(old, "old"), given.text(new, "new")
    if old == new or not has_tone(given.tag(language)):
        return NOTHING
    if old > new:
        return _mirrored(tone_shift(new, old, language))
    first, shown = pieces(old)
    second, other = pieces(new)
    parts = [
        _parts(
            cut(shown, i1, i2),
            cut(other, j1, j2),
            shown[max(0, i1 - NEIGHBOURS) : i1],
            shown[i2 : i2 + NEIGHBOURS],
            language,
        )
        for i1, i2, j1, j2 in align(first, second)
    ]
    return _score(parts, language)


def score_edit(
    removed: Sequence[str], inserted: Sequence[str], before: Sequence[str], after: Sequence[str], language: str
) -> ToneShift:
    """Score one edit of which the words are known, with up to five unchanged words on each side.

    `before` and `after` are the neighbours common to both texts, nearest to the edit last and first.
    """
    if not has_tone(language):
        return NOTHING
    old, new = list(removed), list(inserted)
    if old == new:
        return NOTHING
    if old > new:
        return _mirrored(score_edit(new, old, before, after, language))
    removed, inserted = cut(old, 0, len(old)), cut(new, 0, len(new))
    if _weights(language).of_list and _unlisted(removed, inserted, language):
        return _weights(language).unlisted
    return _score([_parts(removed, inserted, before, after, language)], language)


def _unlisted(removed: Sequence[str], inserted: Sequence[str], language: str) -> bool:
    """Tell whether an edit changes words, none of them listed: most edits, and looked at before anything else."""
    words = tone_list(language)
    old, new = ([word for text in side for word in _split(text)] for side in (removed, inserted))
    return old != new and not words.find(old) and not words.find(new)


def _split(text: str) -> Sequence[str]:
    return units_of(text) if len(text) <= _SHORT else split(text)


def _mirrored(shift: ToneShift) -> ToneShift:
    triggers = tuple(
        Trigger(trigger.text, "old" if trigger.side == "new" else "new", 0.0 - trigger.weight, trigger.device)
        for trigger in shift.triggers
    )
    return ToneShift(score=0.0 - shift.score, probability=shift.probability, triggers=triggers, device=shift.device)


def _units(words: Sequence[str], language: str, previous: str, learned: bool = True) -> list[Unit]:
    """Split words into units; a capital inside a sentence makes a name, whose letters say nothing of tone."""
    weights = _weights(language) if learned else None
    known = tone_list(language)
    units: list[Unit] = []
    for place, text in enumerate(words):
        name = text[:1].isupper() and bool(previous) and previous[-1] not in _SENTENCE_ENDS
        for word in _split(text):
            seen = word
            if weights is not None:
                if name and not known.find([word]):
                    seen = NAME
                elif weights.folded:
                    seen = fold(word)
            units.append(_unit((word, seen, place)))
        previous = text
    return units


def _parts(
    removed: Sequence[str], inserted: Sequence[str], before: Sequence[str], after: Sequence[str], language: str
) -> Parts:
    left = before[-1] if before else ""
    old, new = _units(removed, language, left), _units(inserted, language, left)
    near = _units(before[-1:], language, "")
    far = _units(after[:1], language, left or "a")
    return Parts(
        Side(old, removed),
        Side(new, inserted),
        Words(*[list(map(_WORD, units)) for units in (old, new, near, far)]),
        Words(*[list(map(_LEARNED, units)) for units in (old, new, near, far)]),
    )


def _score(parts: Sequence[Parts], language: str) -> ToneShift:
    parts = [part for part in parts if part.plain.removed != part.plain.inserted]
    weights, words = _weights(language), tone_list(language)
    known = weights.known
    direction = tone = 0.0
    edits = [part.learned for part in parts]
    found = [listed(part.plain, words) for part in parts]
    hit = any(hits.removed or hits.inserted for hits in found)
    if weights.of_list and parts and not hit:
        return weights.unlisted
    share = unknown([part.plain for part in parts], found) if hit else 1.0
    for part, hits in zip(edits, found, strict=True):
        direction += _guideline(hits) if hit else 0.0
        if weights.of_list:
            features = [list_features(part, hits)]
        else:
            way, much = _of_words(part, hits, weights)
            direction, tone = direction + way, tone + much
            features = [context_features(part), list_features(part, hits), shape_features(part, share)]
        for name, way, much in chain.from_iterable(features):
            pair = known.get(name, _NO_WEIGHT)
            direction += way * pair[0]
            tone += much * pair[1]
    for name, way, much in whole_features(edits, share):
        pair = known.get(name, _NO_WEIGHT)
        direction += way * pair[0]
        tone += much * pair[1]
    count = size(edits)
    if not count:
        return NOTHING
    norm = 1.0 / sqrt(count)
    triggers = _triggers(list(zip(parts, found, strict=True)), weights, norm)
    device = next((trigger.device for trigger in triggers if trigger.device), None)
    return ToneShift(
        score=round(tanh((_pointed(direction * norm, found) if hit else direction * norm) / 2), 4),
        probability=round(_logistic(tone * norm + weights.bias), 4),
        triggers=triggers,
        device=device,
    )


def _of_words(part: Words, hits: Listed, weights: Weights) -> tuple[float, float]:
    """Return what the words of an edit weigh by themselves, for direction and for tone."""
    direction = tone = 0.0
    for row, side, places in (
        (part.removed, -1.0, covered(hits.removed)),
        (part.inserted, 1.0, covered(hits.inserted)),
    ):
        for place, word in enumerate(row):
            pair = weights.known.get("u" + word, _NO_WEIGHT) if place in places else weights.word(word)
            direction += side * pair[0]
            tone += pair[1]
    return direction, tone


def _guideline(hits: Listed) -> float:
    return sum(_weighed(hit.entry.loading) for hit in hits.inserted) - sum(
        _weighed(hit.entry.loading) for hit in hits.removed
    )


def _pointed(direction: float, found: Sequence[Listed]) -> float:
    """Let the list say which way an edit points, where its words all point one way: the weights say how far."""
    signs = {hit.entry.loading > 0 for hits in found for hit in hits.inserted}
    signs |= {hit.entry.loading <= 0 for hits in found for hit in hits.removed}
    if len(signs) != 1:
        return direction
    return max(direction, _LEAST) if True in signs else min(direction, -_LEAST)


def _weighed(loading: float) -> float:
    return loading * LIST_WEIGHT[LOADED if loading > 0 else CAUTIOUS]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, value))))


def _triggers(found: Sequence[tuple[Parts, Listed]], weights: Weights, norm: float) -> tuple[Trigger, ...]:
    """Name the words that weighed most: those of the list first by their loading, then what was learned alone."""
    made: list[Trigger] = []
    for part, hits in found:
        for name, side, row, sign in (("old", part.old, hits.removed, -1.0), ("new", part.new, hits.inserted, 1.0)):
            places = covered(row) if row else ()
            for hit in row:
                raw = _weighed(hit.entry.loading) + _known(weights.known, hit.entry.device, hit.entry.loading)
                raw += sum(
                    weights.known.get("u" + unit.learned, _NO_WEIGHT)[0]
                    if hit.start in places
                    else weights.word(unit.learned)[0]
                    for unit in side.units[hit.start : hit.end]
                )
                made.append(
                    Trigger(_shown(side, hit.start, hit.end), name, _share(sign * raw * norm), hit.entry.device)
                )
            named = {place for hit in row for place in range(hit.start, hit.end)} if row else ()
            for place, unit in enumerate(side.units if not weights.of_list else ()):
                if place not in named and len(unit.learned) > 2 and unit.learned != NAME:
                    weight = _share(sign * weights.word(unit.learned)[0] * norm)
                    if abs(weight) >= _SMALLEST_WEIGHT:
                        made.append(Trigger(_shown(side, place, place + 1), name, weight))
    made.sort(key=lambda trigger: (trigger.device is None, -abs(trigger.weight)))
    return tuple(made[:_MOST_TRIGGERS])


def _known(known: Mapping[str, tuple[float, float]], device: str, loading: float) -> float:
    kind = LOADED if loading > 0 else CAUTIOUS
    return known.get("d" + device, _NO_WEIGHT)[0] + loading * known.get(kind, _NO_WEIGHT)[0]


def _share(value: float) -> float:
    return round(tanh(value / 2), 4)


def _shown(side: Side, start: int, end: int) -> str:
    """Give back the words as they stand in the text."""
    if end - start == 1:
        text = side.texts[side.units[start].source]
        return text.strip(_AROUND) or text
    places = sorted({unit.source for unit in side.units[start:end]})
    texts = [side.texts[place].strip(_AROUND) or side.texts[place] for place in places]
    return ("" if all(not text.isascii() and len(text) == 1 for text in texts) else " ").join(texts)
