"""Find the same source in two lists of citations: one-to-one, with the best total of evidence.

Each level of evidence puts both lists into a table by key, so the work grows with the number of citations, not with
its square; where a key is shared by several, `assignment` chooses. Only what no key finds is compared by its words,
and there through a table of rare words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from wikidiff.classify.assignment import best
from wikidiff.classify.source_keys import (
    CONFIDENCE,
    IDENTITY,
    conflict,
    content_words,
    keys_of,
    resolved,
    shared_key,
    title_key,
)
from wikidiff.model import Citation, CitationKind

Keyed = Mapping[int, tuple[str, ...]]

UNSURE = frozenset({"author", "similarity"})  # levels whose keys alone do not link two sources
SIMILAR = 0.5  # share of common words from which two sources are taken for one
CROWD = 400  # of more pairs with one key only those at the same place in line are looked at
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
        self._buckets(left, right, "text")

    def levels(self) -> None:
        """Pair by all keys together: each pair is worth what its strongest key is, and the total counts."""
        if not self.old_left or not self.new_left:
            return
        old_keys = {index: keys_of(self.old[index]) for index in self.old_left}
        new_keys = {index: keys_of(self.new[index]) for index in self.new_left}
        edges: dict[tuple[int, int], float] = {}
        by: dict[tuple[int, int], str] = {}
        for rank, level in enumerate(IDENTITY):
            left = {index: found[level] for index, found in old_keys.items() if level in found}
            right = {index: found[level] for index, found in new_keys.items() if level in found} if left else {}
            for first, second in self._meeting(left, right):
                if (first, second) not in edges and self._may(first, second, level):
                    edges[first, second] = self._worth(first, second, level, rank)
                    by[first, second] = level
        for first, second in best(edges):
            level = by[first, second]
            self.pair(first, second, level, CONFIDENCE.get(level, 0.98))

    def _meeting(self, left: Keyed, right: Keyed) -> Iterator[tuple[int, int]]:
        """Yield who shares a key; of very many with one key those at the same place in line."""
        table: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, held in ((0, left), (1, right)):
            for index, keys in held.items():
                for key in keys:
                    table[key][side].append(index)
        for first, second in table.values():
            if len(first) * len(second) <= CROWD:
                yield from product(first, second)
            else:
                yield from self._in_line(first, second)

    def _in_line(self, first: list[int], second: list[int]) -> Iterator[tuple[int, int]]:
        waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index in reversed(second):
            waiting[_circumstances(self.new[index])].append(index)
        rest = []
        for index in first:
            held = waiting.get(_circumstances(self.old[index]))
            if held:
                yield index, held.pop()
            else:
                rest.append(index)
        yield from zip(rest, sorted(index for held in waiting.values() for index in held), strict=False)

    def _may(self, first: int, second: int, level: str) -> bool:
        old, new = self.old[first], self.new[second]
        if level == "name":
            return not (old.definition and new.definition) or alike(old, new)
        if level in ("url", "title") and conflict(old, new):
            return False
        return level not in UNSURE or comparable(old, new, level)

    def _worth(self, first: int, second: int, level: str, rank: int) -> float:
        """Return what a pair is worth: by its key, a little more in like circumstances and near in line."""
        alike = _circumstances(self.old[first]) == _circumstances(self.new[second])
        return CONFIDENCE.get(level, 0.98) - rank * 1e-4 + 0.02 * alike + 1e-3 / (1 + abs(first - second))

    def _buckets(self, left: Keyed, right: Keyed, level: str) -> None:
        """Pair what has one key, in order."""
        table: dict[str, list[int]] = defaultdict(list)
        for index in sorted(right, reverse=True):
            for key in right[index]:
                table[key].append(index)
        for index, keys in left.items():
            for key in keys:
                held = table.get(key, [])
                while held and held[-1] not in self.new_left:
                    held.pop()
                if held and (level not in UNSURE or comparable(self.old[index], self.new[held[-1]], level)):
                    self.pair(index, held.pop(), level, CONFIDENCE.get(level, 0.98))
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
        self._buckets(_joined(left), _joined(right), "similarity")
        new_words = {index: Counter(right[index]) for index in self.new_left}
        holders: dict[str, list[int]] = defaultdict(list)
        for index, counted in new_words.items():
            for word in counted:
                holders[word].append(index)
        found: dict[tuple[int, int], float] = {}
        for first in self.old_left:
            counted = Counter(left[first])
            shared: Counter[int] = Counter()
            for word in counted:
                if len(held := holders.get(word, ())) <= COMMON:
                    shared.update(held)
            for second, _ in sorted(shared.items(), key=lambda entry: (-entry[1], entry[0]))[:CANDIDATES]:
                score = overlap(counted, new_words[second])
                if score >= SIMILAR and comparable(self.old[first], self.new[second]):
                    found[first, second] = score
        for first, second in best(found):
            self.pair(first, second, "similarity", round(0.4 + 0.5 * found[first, second], 3))


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


def alike(old: Citation, new: Citation) -> bool:
    """Tell whether two sources of one name say the same, by another key or by their words."""
    if shared_key(old, new) not in (None, "name"):
        return True
    return overlap(Counter(content_words(old)), Counter(content_words(new))) >= SIMILAR


def overlap(one: Counter[str], two: Counter[str]) -> float:
    """Return how many of all words two sources have in common, 0 to 1 (Dice)."""
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0
