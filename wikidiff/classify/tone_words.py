"""Find the words of a tone list in a row of words: several words long, inflected, in any case.

A list is `packs/lang/<tag>/tone.tsv` (term, device, loading, neutral counterpart); a term ending in `*` stands for
every word that begins so. `tone_forms.tsv` beside it says which affixes may be taken off before looking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wikidiff import packs

LIST_FILE = "tone.tsv"
FORMS_FILE = "tone_forms.tsv"
SENSES_FILE = "tone_senses.tsv"
TECHNICAL = "technical"  # the device of a set phrase in which a listed word says nothing of stance (killer whale)

# Signs that belong to the letter before them are no letters to `\w`: without them Hindi words fall apart.
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
)
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PLAIN = re.compile(r"\w+|[^\w\s]")
_WIDE = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[\w{_MARKS}])+|[^\w\s]")
_SHORT_STEM = 5
_LONGEST_ENDING = 6
_SHORT_ENDING = 3
_SMALLEST_BASE = 3
_HYPHEN = "-"


class Entry(NamedTuple):
    """One row of a tone list; `words` are the units of the term, the last one perhaps a stem."""

    term: str
    words: tuple[str, ...]
    stem: bool
    device: str
    loading: float
    neutral: str


class Hit(NamedTuple):
    """An entry found at the units `[start, end)`."""

    start: int
    end: int
    entry: Entry


def pieces(text: str) -> tuple[list[str], list[str]]:
    """Split a text into words and single signs, as the list sees them and as they stand.

    Han and Kana stand one by one; what a hyphen or an apostrophe joins stands apart.
    """
    shown = (_PLAIN if text.isascii() else _WIDE).findall(text)
    return [_plain(part) for part in shown], shown


def split(text: str) -> list[str]:
    """Split a text like `pieces`: lower-cased units alone."""
    if text.isalnum() and text.isascii():
        return [text.lower()]
    return [_plain(part) for part in (_PLAIN if text.isascii() else _WIDE).findall(text)]


@lru_cache(maxsize=16384)
def units_of(word: str) -> tuple[str, ...]:
    """Split a word like `split`, once."""
    return tuple(split(word))


def _plain(part: str) -> str:
    if part == "’" or part == "‘" or part == "ʼ":
        return "'"
    if part == "“" or part == "”" or part == "„":
        return '"'
    return part.lower()


def fold(word: str) -> str:
    """Drop all letters outside ASCII: the form in which some training texts came down to us."""
    return word if word.isascii() else word.encode("ascii", "ignore").decode("ascii")


class ToneList:
    """The tone list of one language, indexed by first word."""

    def __init__(
        self,
        rows: Iterable[Sequence[str]],
        forms: Iterable[Sequence[str]] = (),
        folded: bool = False,
        senses: Iterable[Sequence[str]] = (),
    ) -> None:
        self._exact: dict[str, list[Entry]] = {}
        self._stems: dict[str, list[Entry]] = {}
        self._shortest = 99
        self._suffixes: list[tuple[str, str]] = []
        self._prefixes: list[str] = []
        self._inflected: frozenset[str] = frozenset()
        self._known: dict[str, tuple[tuple[Entry, bool], ...]] = {}
        self._read_forms(forms)
        for row in rows:
            self._add(row, folded)
        self.has_senses = False
        for row in senses:
            self._add((row[0], TECHNICAL, "0"), folded)
            self.has_senses = True
        for entries in (*self._exact.values(), *self._stems.values()):
            entries.sort(key=lambda entry: (-len(entry.words), entry.stem))

    def _read_forms(self, forms: Iterable[Sequence[str]]) -> None:
        for kind, affix, *rest in forms:
            if kind == "suffix":
                self._suffixes.append((affix, rest[0] if rest else ""))
            elif kind == "prefix":
                self._prefixes.append(affix)
            elif kind == "devices":
                self._inflected = frozenset(affix.split())

    def _add(self, row: Sequence[str], folded: bool) -> None:
        term, device, loading = row[:3]
        stem = term.endswith("*")
        words = tuple(word for word in split(term.rstrip("*")) if word != _HYPHEN)
        if folded:
            words = tuple(word for word in map(fold, words) if word)
        if not words:
            return
        entry = Entry(term, words, stem, device, float(loading), row[3] if len(row) > 3 else "")
        if stem and len(words) == 1:
            self._stems.setdefault(words[0], []).append(entry)
            self._shortest = min(self._shortest, len(words[0]))
        else:
            self._exact.setdefault(words[0], []).append(entry)

    def _forms(self, word: str) -> Iterator[str]:
        for affix, instead in self._suffixes:
            if word.endswith(affix) and len(word) - len(affix) >= _SMALLEST_BASE:
                yield word[: len(word) - len(affix)] + instead
        for affix in self._prefixes:
            if word.startswith(affix) and len(word) - len(affix) >= _SMALLEST_BASE:
                yield word[len(affix) :]

    def _candidates(self, word: str) -> tuple[tuple[Entry, bool], ...]:
        """Entries that may begin at this word; the flag says that it is an inflected form of a one-word term."""
        found = self._known.get(word)
        if found is None:
            seen = [(entry, False) for entry in self._exact.get(word, ())]
            for length in range(min(len(word), 40), self._shortest - 1, -1):
                ending = len(word) - length
                if ending <= (_LONGEST_ENDING if length >= _SHORT_STEM else _SHORT_ENDING):
                    seen += [(entry, False) for entry in self._stems.get(word[:length], ())]
            for base in self._forms(word):
                seen += [
                    (entry, True)
                    for entry in self._exact.get(base, ())
                    if len(entry.words) == 1 and entry.device in self._inflected
                ]
            found = tuple(seen)
            if len(self._known) < 20_000:
                self._known[word] = found
        return found

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Find the entries in lower-cased units, longest first, none overlapping another; hyphens count as spaces."""
        if _HYPHEN in words:
            places = [place for place, word in enumerate(words) if word != _HYPHEN]
            found = self._find([words[place] for place in places])
            return [Hit(places[hit.start], places[hit.end - 1] + 1, hit.entry) for hit in found]
        return self._find(words)

    def _find(self, words: Sequence[str]) -> list[Hit]:
        hits: list[Hit] = []
        known = self._known
        place, size = 0, len(words)
        while place < size:
            found = known.get(words[place])
            if found is None:
                found = self._candidates(words[place])
            step = 1
            for entry, _ in found:
                length = len(entry.words)
                if length == 1 or _stands(entry, words, place):
                    hits.append(Hit(place, place + length, entry))
                    step = length
                    break
            place += step
        return [hit for hit in hits if hit.entry.device != TECHNICAL] if hits and self.has_senses else hits

    def senses(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Find the set phrases in which listed words are technical terms, as `[start, end)`."""
        places = [place for place, word in enumerate(words) if word != _HYPHEN]
        row = [words[place] for place in places]
        return [
            (places[place], places[place + len(entry.words) - 1] + 1)
            for place, word in enumerate(row)
            for entry, _ in self._candidates(word)
            if entry.device == TECHNICAL and (len(entry.words) == 1 or _stands(entry, row, place))
        ]


def _stands(entry: Entry, words: Sequence[str], place: int) -> bool:
    length = len(entry.words)
    if place + length > len(words):
        return False
    for offset in range(1, length - 1):
        if words[place + offset] != entry.words[offset]:
            return False
    last, wanted = words[place + length - 1], entry.words[-1]
    if entry.stem:
        return last.startswith(wanted) and len(last) - len(wanted) <= _LONGEST_ENDING
    return last == wanted


@lru_cache(maxsize=64)
def tone_list(language: str) -> ToneList:
    """Read the tone list of a language, once; a language without one has an empty list."""
    return read_list(language)


def read_list(language: str, folded: bool = False) -> ToneList:
    """Build the tone list of a language from its pack; `folded` without the letters outside ASCII."""
    rows, forms = packs.rows(language, LIST_FILE), packs.rows(language, FORMS_FILE)
    return ToneList(rows, forms, folded, packs.rows(language, SENSES_FILE))
