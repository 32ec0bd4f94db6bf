"""Find the same source in two lists of citations: one-to-one, strongest evidence first.

Each level of evidence puts both lists into a table by key, so the work grows with the number of citations, not with
its square. Only what no key finds is compared by its words, and there through a table of rare words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wikidiff.classify.source_keys import CONFIDENCE, IDENTITY, conflict, content_words, keys_of, resolved, title_key
from wikidiff.model import Citation, CitationKind

Keyed = Mapping[int, tuple[str, ...]]

UNSURE = frozenset({"author", "similarity"})  # levels whose keys alone do not link two sources
SIMILAR = 0.5  # share of common words from which two sources are taken for one
COMMON = 20  # a word in more sources than this tells nothing
CANDIDATES = 40  # how many sources one is compared with at most


@dataclass(frozen=True, slots=True)
class SourcePair:
    """One source on both sides: indexes into the two lists, by what it was recognised, and how surely."""

    old: int
    new: int
    matched_by: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """All pairs in the order of the old list, and the indexes that found no partner."""

    pairs: tuple[SourcePair, ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def match(old: Sequence[Citation], new: Sequence[Citation]) -> SourceMatch:
    """Pair the citations of two texts that cite the same source.

    Identical texts first, then doi, pmid, pmc, arxiv, isbn, other identifiers, canonical address, title, author with
    year, name, what a name is defined as, and at last similarity of words. Nothing is paired twice.
    """
    matcher = _Matcher(old, new)
    matcher.identical()
    matcher.levels()
    matcher.through_definitions()
    matcher.similar()
    pairs = tuple(sorted(matcher.pairs, key=lambda pair: (pair.old, pair.new)))
    return SourceMatch(pairs, tuple(sorted(matcher.old_left)), tuple(sorted(matcher.new_left)))


class _Matcher:
    def __init__(self, old: Sequence[Citation], new: Sequence[Citation]) -> None:
        self.old = old
        self.new = new
        # Dictionaries keep the order of the text and forget in constant time.
        self.old_left = dict.fromkeys(range(len(old)))
        self.new_left = dict.fromkeys(range(len(new)))
        self.pairs: list[SourcePair] = []

    def pair(self, first: int, second: int, matched_by: str, confidence: float) -> None:
        del self.old_left[first]
        del self.new_left[second]
        self.pairs.append(SourcePair(first, second, matched_by, confidence))

    def identical(self) -> None:
        """Pair identical texts: those at both ends in step, so that one of many equal ones is missed at its place."""
        old, new = self.old, self.new
        first = 0
        limit = min(len(old), len(new))
        while first < limit and old[first].text == new[first].text:
            self.pair(first, first, "text", 1.0)
            first += 1
        last = 1
        while last <= limit - first and old[-last].text == new[-last].text:
            self.pair(len(old) - last, len(new) - last, "text", 1.0)
            last += 1
        left = {index: (old[index].text,) for index in self.old_left}
        right = {index: (new[index].text,) for index in self.new_left}
        self._buckets(left, right, "text", strict=False)

    def levels(self) -> None:
        """Pair by each level of keys: definitions with definitions and the same page first."""
        if not self.old_left or not self.new_left:
            return
        old_keys = {index: keys_of(self.old[index]) for index in self.old_left}
        new_keys = {index: keys_of(self.new[index]) for index in self.new_left}
        present = {level for found in old_keys.values() for level in found}
        for level in IDENTITY:
            if level in present and self.new_left:
                left = {index: found[level] for index, found in old_keys.items() if level in found}
                right = {index: found[level] for index, found in new_keys.items() if level in found}
                self._buckets(left, right, level, strict=True)
                self._buckets(left, right, level, strict=False)

    def _buckets(self, left: Keyed, right: Keyed, level: str, *, strict: bool) -> None:
        table: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, keys in right.items():
            if index in self.new_left:
                told = _circumstances(self.new[index]) if strict else ()
                for key in keys:
                    table[(key, *told)].append(index)
        if not table:
            return
        for held in table.values():
            held.reverse()
        for index, keys in left.items():
            if index not in self.old_left:
                continue
            citation = self.old[index]
            told = _circumstances(citation) if strict else ()
            for key in keys:
                waiting = table.get((key, *told), [])
                while waiting and waiting[-1] not in self.new_left:
                    waiting.pop()
                if waiting and (level not in UNSURE or comparable(citation, self.new[waiting[-1]], level)):
                    self.pair(index, waiting.pop(), level, CONFIDENCE.get(level, 0.98))
                    break

    def through_definitions(self) -> None:
        """Pair a use with another form of citing the same source: `<ref name=x/>` with `{{sfn|…}}`."""
        if not self.old_left or not self.new_left:
            return
        old_targets, new_targets = resolved(self.old), resolved(self.new)
        partner = {pair.old: pair.new for pair in self.pairs}
        waiting: dict[int, list[int]] = defaultdict(list)
        for index in sorted(self.new_left, reverse=True):
            waiting[new_targets.get(index, index)].append(index)
        for index in list(self.old_left):
            target = old_targets.get(index, index)
            held = waiting.get(partner.get(target, -1), [])
            if held:
                self.pair(index, held.pop(), "definition", CONFIDENCE["definition"])

    def similar(self) -> None:
        """Pair what is left by common words, the most alike first."""
        if not self.old_left or not self.new_left:
            return
        left = {index: content_words(self.old[index]) for index in self.old_left}
        right = {index: content_words(self.new[index]) for index in self.new_left}
        self._buckets(_joined(left), _joined(right), "similarity", strict=False)
        new_words = {index: Counter(right[index]) for index in self.new_left}
        holders: dict[str, list[int]] = defaultdict(list)
        for index, counted in new_words.items():
            for word in counted:
                holders[word].append(index)
        found = []
        for first in self.old_left:
            counted = Counter(left[first])
            shared: Counter[int] = Counter()
            for word in counted:
                if len(held := holders.get(word, ())) <= COMMON:
                    shared.update(held)
            for second, _ in sorted(shared.items(), key=lambda entry: (-entry[1], entry[0]))[:CANDIDATES]:
                score = overlap(counted, new_words[second])
                if score >= SIMILAR and comparable(self.old[first], self.new[second]):
                    found.append((-score, first, second))
        for score, first, second in sorted(found):
            if first in self.old_left and second in self.new_left:
                self.pair(first, second, "similarity", round(0.4 + 0.5 * -score, 3))


def _circumstances(citation: Citation) -> tuple[object, ...]:
    return citation.use, citation.kind, citation.locator, citation.name


def _joined(words: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    return {index: (" ".join(told),) for index, told in words.items() if told}


def comparable(old: Citation, new: Citation, level: str = "similarity") -> bool:
    """Tell whether weak evidence may link two citations: not where titles, identifiers or short calls differ."""
    if level == "author":
        return one_work(old, new)
    short = CitationKind.SHORT in (old.kind, new.kind)
    return not short and not conflict(old, new) and one_work(old, new)


def one_work(old: Citation, new: Citation) -> bool:
    """Tell whether author and year are enough: not where both name a title and the titles differ."""
    first, second = title_key(old), title_key(new)
    return first is None or second is None or overlap(Counter(first.split()), Counter(second.split())) >= SIMILAR


def overlap(one: Counter[str], two: Counter[str]) -> float:
    """Return how many of all words two sources have in common, 0 to 1 (Dice)."""
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0
