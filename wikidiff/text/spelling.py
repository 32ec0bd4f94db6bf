"""Spellings: variants of one word, slips of the pen, words that are known.

What is a variant and what a slip is data (`spelling.tsv`, `known.tsv`); how far two words may differ is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wikidiff import packs
from wikidiff.text.classes import closed_words, negating_prefix
from wikidiff.text.scripts import bare, unspaced
from wikidiff.text.stems import bases, grammar, same_stem, strip_possessive

LONGEST_WORD = 64
"""Longer words are never called variants or slips of each other."""

_Rule = tuple[str, str, str]
"""Letters that must be in the word, pattern, replacement. Patterns are compiled when first needed."""


@dataclass(frozen=True, slots=True)
class _Spelling:
    rules: tuple[_Rule, ...]
    lower_rules: tuple[_Rule, ...]
    name_rules: tuple[_Rule, ...]
    pairs: Mapping[str, str]
    confused: frozenset[tuple[str, str]]


def spelling_rows(language: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the root pack, then those of the language's own."""
    own = packs.rows(language, "spelling.tsv") if packs.has(language, "spelling.tsv") else ()
    return packs.rows("und", "spelling.tsv") + own


@lru_cache(maxsize=64)
def _spelling(language: str) -> _Spelling:
    rules: dict[str, list[_Rule]] = {"rule": [], "lower_rule": [], "name_rule": []}
    pairs: dict[str, str] = {}
    confused: set[tuple[str, str]] = set()
    for kind, first, second, *rest in spelling_rows(language):
        if kind in rules:
            rules[kind].append((first, second, rest[0] if rest else ""))
        elif kind == "pair":
            pairs[second] = pairs.get(first, first)
        elif kind == "confused":
            confused.update(((first, second), (second, first)))
    return _Spelling(
        rules=tuple(rules["rule"]),
        lower_rules=tuple(rules["lower_rule"]),
        name_rules=tuple(rules["name_rule"]),
        pairs=pairs,
        confused=frozenset(confused),
    )


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _rewrite(word: str, rules: tuple[_Rule, ...]) -> str:
    for trigger, pattern, replacement in rules:
        if trigger in word:
            word = _compiled(pattern).sub(replacement, word)
    return word


@lru_cache(maxsize=65536)
def spelling_key(word: str, language: str) -> str:
    """Return one key for all spellings of a word: *colour* and *Color* give the same."""
    data = _spelling(language)
    plain = strip_possessive(word.lower(), language)
    if plain in data.pairs:
        plain = data.pairs[plain]
    plain = _rewrite(plain, data.rules)
    if word[:1].islower():
        plain = _rewrite(plain, data.lower_rules)
    return bare(plain)


@lru_cache(maxsize=16384)
def _name_key(word: str, language: str) -> str:
    plain = _rewrite(bare(spelling_key(word, language)), _spelling(language).name_rules)
    return "".join(letter for index, letter in enumerate(plain) if index == 0 or letter != plain[index - 1])


def same_spelling_key(old: str, new: str, language: str) -> bool:
    """Tell whether two words or phrases are spellings of one form: *organised, organized*; *Müller, Mueller*."""
    return max(len(old), len(new)) <= LONGEST_WORD and spelling_key(old, language) == spelling_key(new, language)


def is_variant(old: str, new: str, language: str) -> bool:
    """Tell whether two words are one word in two spellings, in the same or another form: *colours, color*.

    Names may also differ as romanisations do (*Dmitry, Dmitri*), unless both are common names of their own.
    """
    return same_spelling_key(old, new, language) or is_variant_form(old, new, language)


def is_variant_form(old: str, new: str, language: str) -> bool:
    """Answer `is_variant` for two words of which it is known that their spelling keys differ."""
    if max(len(old), len(new)) > LONGEST_WORD or not _near(old, new):
        return False
    first, second = spelling_key(old, language), spelling_key(new, language)
    if grammar(language).endings:
        if not _base_keys(old, language).isdisjoint(_base_keys(new, language)):
            return True
    elif (first, second) != (old.lower(), new.lower()) and same_stem(first, second, language):
        return True
    if min(len(old), len(new)) < 4 or not (old[0].isupper() and new[0].isupper()):
        return False
    if _name_key(old, language) != _name_key(new, language):
        return False
    return not (is_known(old, language) and is_known(new, language))


def _base_keys(word: str, language: str) -> set[str]:
    """Return the keys of what the word may be a form of; a name stays one (*Julie* is no *July*)."""
    found = bases(word, language)
    if word[:1].isupper():
        found = frozenset(base.capitalize() for base in found)
    return {spelling_key(base, language) for base in found}


def _near(old: str, new: str) -> bool:
    """Tell cheaply whether two words share enough from both ends to be worth a closer look."""
    if abs(len(old) - len(new)) > 5:
        return False
    return sum(_shared(old.lower(), new.lower())) * 4 >= min(len(old), len(new))


@lru_cache(maxsize=64)
def known_words(language: str) -> frozenset[str]:
    """Return the words that are surely spelled right: a pack's list, and its closed classes. Empty: no list."""
    listed = packs.rows(language, "known.tsv") if packs.has(language, "known.tsv") else ()
    if not listed:
        return frozenset()
    words = {word for row in listed for cell in row for word in cell.split()}
    rules = grammar(language)
    words.update(closed_words(language), rules.lemmas, *rules.lemmas.values())
    return frozenset(words)


@lru_cache(maxsize=32768)
def is_known(word: str, language: str) -> bool:
    """Tell whether the word, or what it is a regular form of, is in the language's list of common words."""
    words = known_words(language)
    if not words:
        return False
    plain = strip_possessive(word, language)
    lower = plain.lower()
    if lower in words or plain in words or lower.capitalize() in words:
        return True
    return any(base in words for base in bases(lower, language))


def is_confused(old: str, new: str, language: str) -> bool:
    """Tell whether the pair is one that writers mix up though both are words: *principal, principle*."""
    return (old.lower(), new.lower()) in _spelling(language).confused


def is_typo(old: str, new: str, language: str) -> bool:
    """Tell whether one word looks like the other misspelled.

    Near in letters for their length, without a changed figure, and not two words that both are known to be right.
    Where neither is known (a name, a language without a list) only a change inside the word counts:
    its ends carry grammar.
    """
    first, second = old.lower(), new.lower()
    longer, shorter = max(len(first), len(second)), min(len(first), len(second))
    if shorter < 2 or longer > LONGEST_WORD or longer - shorter > 3 or unspaced(first) or unspaced(second):
        return False
    limit = 1 if longer < 6 else 2 if longer < 10 else 3
    head, tail = _shared(first, second)
    if head + tail < min((longer - limit) // 2, 3) or not (_letters(first) and _letters(second)):
        return False
    anagram = longer == 5 and shorter == 5 and sorted(first) == sorted(second)
    steps = _distance(first[head : len(first) - tail], second[head : len(second) - tail], limit + anagram) - anagram
    if steps > limit:
        return False
    if negating_prefix(first, second, language) is not None:
        return False
    right, wrong = is_known(old, language), is_known(new, language)
    if right and wrong:
        return False
    if longer < 5 and (old.isupper() or new.isupper()):
        return False  # acronyms
    if right or wrong:
        affixed = (
            first.startswith(second) or first.endswith(second) or second.startswith(first) or second.endswith(first)
        )
        return _plausible(steps, head + tail, longer, shorter) and (steps == 1 or not affixed)
    return _inner(steps, head, tail, longer, shorter)


def _letters(word: str) -> bool:
    return word.isalpha() or all(
        letter.isalpha() or letter in "-'’" or (not letter.isascii() and not letter.isdigit()) for letter in word
    )


def _plausible(steps: int, kept: int, longer: int, shorter: int) -> bool:
    """Judge a near pair of which one word is known: most letters must be kept at the ends.

    Several letters more at one end alone are an affix (*Slovak, Slovakia*): that is asked before.
    """
    if longer <= 3:
        return shorter >= 2 and kept >= 1 and steps == 1
    return kept >= (longer - steps) // 2 or (longer >= 8 and kept >= 3 and steps <= 2)


def _inner(steps: int, head: int, tail: int, longer: int, shorter: int) -> bool:
    """Judge a near pair of unknown words: the change must lie inside."""
    if head == 0 or tail == 0 or shorter < 4:
        return False
    if steps == 1:
        return longer >= 5
    return longer >= 8 and head + tail >= longer - 4 and tail >= 2


def _shared(first: str, second: str) -> tuple[int, int]:
    """Return how many letters two words share at the head, and at the tail of what is left."""
    shorter = min(len(first), len(second))
    head = 0
    while head < shorter and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < shorter - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    return head, tail


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return how many letters must be put in, taken out, replaced or swapped with a neighbour; at most `limit` + 1."""
    head, tail = _shared(first, second)
    return _distance(first[head : len(first) - tail], second[head : len(second) - tail], limit)


def _distance(first: str, second: str, limit: int) -> int:
    """Fill the table of optimal string alignment near its diagonal, row by row, until a row exceeds the limit.

    A row holds the cells of columns `row - limit` to `row + limit`: so the cell above is one to the right of where
    it would stand, and the one above to the left is at the same place.
    """
    beyond = limit + 1
    if abs(len(first) - len(second)) > limit:
        return beyond
    if not first or not second:
        return len(first) + len(second)
    left, right = set(first), set(second)
    if len(left - right) > limit or len(right - left) > limit:  # each needs a step of its own: most words are no pair
        return beyond
    width = 2 * limit + 1
    older = [beyond] * (width + 1)
    previous = [place - limit if place >= limit else beyond for place in range(width)] + [beyond]
    for row, letter in enumerate(first, 1):
        current = [beyond] * (width + 1)
        low = beyond
        for place in range(max(0, limit - row), min(width, len(second) - row + limit + 1)):
            column = row - limit + place
            cost = previous[place + 1] + 1
            if column == 0:
                cost = row
            else:
                other = second[column - 1]
                cost = min(cost, previous[place] + (letter != other))
                if place:
                    cost = min(cost, current[place - 1] + 1)
                if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                    cost = min(cost, older[place] + 1)
            current[place] = cost
            low = min(low, cost)
        if low > limit:
            return beyond
        older, previous = previous, current
    return min(previous[len(second) - len(first) + limit], beyond)
