"""Pairs of terms for one thing, names that changed, short forms: tables, asked in any inflection and direction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from wikidiff import packs
from wikidiff.text.classes import is_article, is_function_word
from wikidiff.text.scripts import bare, fold_script, unspaced
from wikidiff.text.spelling import spelling_key, spelling_rows
from wikidiff.text.stems import grammar, same_stem

Side: TypeAlias = Literal["old", "new", "both", "none"]

_SIDES: dict[str, Side] = {"left": "old", "right": "new", "both": "both", "none": "none"}
_MIRROR: dict[Side, Side] = {"old": "new", "new": "old", "both": "both", "none": "none"}
_WORD = re.compile(r"[^\s\-‐‑–—/·・]+")
_ELISION = re.compile(r"\b([^\W\d_]{1,2}['’])(?=[^\W\d_]{2})")
_MARKS = dict.fromkeys(map(ord, ". -‐‑"))
_LONGEST_SHORT = 16
_SHARED, _ENDING = 5, 2  # letters that two forms of a listed word share, and those that may differ behind them
_START = 3  # letters that all forms of a word begin with
_LONGEST = 120
"""Longer phrases are no terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPair:
    """Two terms in use for one thing, turned the way the question was asked.

    `neutral` says which side the source prefers: `old`, `new`, `both` (it accepts either), `none` (both take a stand).
    `charged`: the choice is disputed or touches people. `reversed`: the pack lists the pair the other way round.
    """

    old: str
    new: str
    neutral: Side
    charged: bool
    source: str
    reversed: bool = False

    def mirror(self) -> TermPair:
        """Return the pair with its sides exchanged."""
        return TermPair(
            old=self.new,
            new=self.old,
            neutral=_MIRROR[self.neutral],
            charged=self.charged,
            source=self.source,
            reversed=not self.reversed,
        )


Table: TypeAlias = dict[tuple[str, str], tuple[TermPair, ...]]
"""Pairs by the heads (first letters) of both sides: a lookup that finds nothing costs one dictionary access."""


@lru_cache(maxsize=32768)
def _head(text: str, language: str) -> str:
    """Return what all forms of a phrase begin with: three letters of its first word without article."""
    plain = bare(text.lower())
    if unspaced(plain):
        return fold_script(plain)[:1]
    words: list[str] = _WORD.findall(plain)
    if len(words) > 1 and is_article(words[0], language):
        del words[0]
    if not words:
        return ""
    first = words[0].removeprefix("ال") if len(words[0]) > 4 else words[0]
    lemmas = grammar(language).lemmas
    if first in lemmas:
        first = lemmas[first][0]
    return spelling_key(first, language)[:3]


def build(found: Iterable[TermPair], language: str) -> Table:
    """Return a table of pairs, each turned both ways."""
    table: dict[tuple[str, str], list[TermPair]] = {}
    for pair in found:
        for way in (pair, pair.mirror()):
            table.setdefault((_head(way.old, language), _head(way.new, language)), []).append(way)
    return {heads: tuple(pairs) for heads, pairs in table.items()}


@lru_cache(maxsize=32)
def _terms(language: str) -> Table:
    rows = packs.rows(language, "terms.tsv")
    return build(
        (
            TermPair(old=old, new=new, neutral=_SIDES[neutral], charged=charged == "yes", source=source)
            for old, new, neutral, charged, source in rows
        ),
        language,
    )


@lru_cache(maxsize=32)
def _names(language: str) -> Table:
    own = packs.rows(language, "names.tsv") if packs.has(language, "names.tsv") else ()
    return build(
        (
            TermPair(old=old, new=new, neutral="both", charged=False, source=f"{source}, {year}" if year else source)
            for old, new, year, source in packs.rows("und", "names.tsv") + own
        ),
        language,
    )


@lru_cache(maxsize=32)
def _short_forms(language: str) -> Mapping[str, frozenset[str]]:
    """Map each listed short form, without stops, to what it stands for."""
    found: dict[str, set[str]] = {}
    for row in spelling_rows(language):
        if row[0] == "abbr":
            found.setdefault(_dotless(row[1]), set()).add(row[2].lower())
    return {short: frozenset(longs) for short, longs in found.items()}


def _words(phrase: str, language: str) -> list[str]:
    words = _WORD.findall(_ELISION.sub(r"\1 ", phrase) if "'" in phrase or "’" in phrase else phrase)
    while len(words) > 1 and is_article(words[0], language):
        del words[0]
    return words


def is_form(given: str, listed: str, language: str) -> bool:
    """Tell whether a phrase is the listed one in some case, number, inflection or spelling."""
    if given == listed:
        return True
    if unspaced(listed):
        return fold_script(given) == fold_script(listed)
    first, second = _words(given, language), _words(listed, language)
    if len(first) != len(second):
        return False
    return all(
        left.lower() == right.lower()
        or bare(left.lower()) == bare(right.lower())
        or spelling_key(left, language) == spelling_key(right, language)
        or same_stem(left.removeprefix("ال"), right.removeprefix("ال"), language)
        or _declined(left.lower(), right.lower(), language)
        for left, right in zip(first, second, strict=True)
    )


def _declined(left: str, right: str, language: str) -> bool:
    """Tell whether two words of a language without listed endings share all but the last letters: *Беларуси, -сь*.

    Stemmers know names badly. Asked of listed terms alone, of which both sides must fit, this is enough.
    """
    if grammar(language).endings or len(left) < _SHARED or len(right) < _SHARED:
        return False
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    return shared >= _SHARED and max(len(left), len(right)) - shared <= _ENDING


def find(table: Table, old: str, new: str, language: str) -> TermPair | None:
    """Return the pair of a table that two phrases are forms of, or None."""
    if not old or not new or len(old) > _LONGEST or len(new) > _LONGEST:
        return None
    for pair in table.get((_head(old, language), _head(new, language)), ()):
        if is_form(old, pair.old, language) and is_form(new, pair.new, language):
            return pair
    return None


@lru_cache(maxsize=32)
def _heads(language: str) -> frozenset[tuple[str, str]]:
    return frozenset((*_names(language), *_terms(language)))


def listed_pair(old: str, new: str, language: str) -> str | None:
    """Return `name_change` or `term_pair` if the pair is listed as such, or None: cheap when it is not."""
    if (
        len(old) > _LONGEST
        or len(new) > _LONGEST
        or (_head(old, language), _head(new, language)) not in _heads(language)
    ):
        return None
    if name_change(old, new, language) is not None:
        return "name_change"
    return "term_pair" if term_pair(old, new, language) is not None else None


def _starts(text: str, language: str) -> set[str]:
    """Return how the words of a phrase begin, those left out that only bind others."""
    return {word[:_START] for word in text.casefold().split() if not is_function_word(word, language)}


@lru_cache(maxsize=32)
def _extending(language: str) -> frozenset[str]:
    """Return how the words begin by which a listed term is longer than the one it is paired with."""
    found: set[str] = set()
    for (first, other), ways in (*_names(language).items(), *_terms(language).items()):
        for pair in ways:  # what is put before a term leaves its end, what is put elsewhere its first word
            if first == other or pair.new.endswith(pair.old) or pair.old.endswith(pair.new):
                if unspaced(pair.new[-1:]):
                    return frozenset()
                old, new = _starts(pair.old, language), _starts(pair.new, language)
                found |= new - old if old < new else old - new if new < old else set()
    return frozenset(found)


def may_extend(added: str, language: str) -> bool:
    """Tell whether words that come or go may make one listed term of another: *North* of *Macedonia*. Cheap.

    Where words are not set apart by spaces, all may.
    """
    starts = _extending(language)
    return not starts or any(word[:_START] in starts for word in added.casefold().split())


def term_pair(old: str, new: str, language: str) -> TermPair | None:
    """Return the listed pair that these two phrases are forms of, in either direction, or None.

    Case, number, inflection, spelling variant, hyphens and a leading article do not matter.
    """
    return find(_terms(language), old, new, language)


def name_change(old: str, new: str, language: str) -> TermPair | None:
    """Return the listed change of a name that these two are forms of, in either direction, or None."""
    return find(_names(language), old, new, language)


def _dotless(text: str) -> str:
    return text.translate(_MARKS).lower()


def is_abbreviation(old: str, new: str, language: str) -> bool:
    """Tell whether one is the short form of the other: listed, by initials (*GDP*), or cut off (*Prof.*)."""
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return False
    short, long = (old, new) if len(old) <= len(new) else (new, old)
    if len(short) > _LONGEST_SHORT:
        return False
    words: list[str] = []
    forms = _short_forms(language)
    longs = forms.get(_dotless(short)) or (" " in short and forms.get(_dotless(_articleless(short, language))))
    if longs:
        words = _words(long, language)
        if any(is_form(long.lower(), listed, language) for listed in longs):
            return True
    if " " not in long and "-" not in long:
        return _is_cut(short, long)
    return _by_initials(_articleless(short, language), words or _words(long, language), language)


def _articleless(phrase: str, language: str) -> str:
    first, space, rest = phrase.partition(" ")
    return rest if space and is_article(first, language) else phrase


def _is_cut(short: str, long: str) -> bool:
    """Tell whether a word with a stop is a longer word cut short or drawn together: *Gov.*, *Sgt.*"""
    if not short.endswith(".") or not 2 <= len(short) - 1 <= 6 or len(long) < len(short) + 1:
        return False
    stem, whole = short[:-1].lower(), long.lower()
    if not stem.isalpha() or not whole.isalpha():
        return False
    if whole.startswith(stem):
        return True
    letters = iter(whole)
    return whole[0] == stem[0] and whole[-1] == stem[-1] and all(letter in letters for letter in stem)


def _by_initials(short: str, words: list[str], language: str) -> bool:
    letters = short.replace(".", "").replace(" ", "")
    if letters[-1:] == "s" and letters[:-1].isupper():
        letters = letters[:-1]
    if not 2 <= len(letters) <= 10 or not letters.isalpha() or not letters.isupper():
        return False
    letters = bare(letters.lower())
    if len(words) > 12:
        return False
    parts = [(bare(word.lower()), is_function_word(word, language)) for word in words]
    return _spells(letters, parts)


def _spells(letters: str, words: list[tuple[str, bool]]) -> bool:
    """Tell whether the letters can be read off the words: each gives its first letter, a binding word may give none.

    Compounds may give one more letter from inside, if the short form has more letters than there are words.
    """
    spare = len(letters) - sum(not binds for _, binds in words)
    places = {(0, 0)}  # (letters read, letters read from inside words)
    for word, binds in words:
        after = set(places) if binds else set()
        for read, inside in places:
            if read < len(letters) and word[0] == letters[read]:
                after.add((read + 1, inside))
                if inside < spare and read + 1 < len(letters) and letters[read + 1] in word[3:]:
                    after.add((read + 2, inside + 1))
        places = after
    return any(read == len(letters) for read, _ in places)
