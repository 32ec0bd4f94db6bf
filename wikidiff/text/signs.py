"""Signs of damage in inserted text: key mashing, insults, shouting, scribbles. Pointers for a person, not verdicts."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff import packs
from wikidiff.text.scripts import unspaced

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e"
"""Vowel signs and other marks that are part of a word though `\\w` leaves them out."""
_LETTERS = rf"(?:[^\W\d_]++|[{_MARKS}]++)+"  # runs of the two kinds, which no one set can hold
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
_SAME = re.compile(r"([^\W\d_])\1{4}")
_UNIT = re.compile(r"([^\W\d_]{2,4})\1{3}")
_TOSSED = re.compile(r"[^\W\d_A-Z]{2}[A-Z]{3,}[a-z]{2}")
"""Capitals in the middle of a word."""
_OPENING = 8
_WALK = 5
_CONSONANTS = 9
_MASHED = 5
_ROW_SHARE = 6
_REACH = 100_000
_LOOKED_AT = 400  # letters of one word


@lru_cache(maxsize=1)
def _walks() -> re.Pattern[str]:
    """Find any run of five neighbouring keys, both ways."""
    runs: set[str] = set()
    for row in packs.settings("und", "words.toml")["keyboard_rows"]:
        for keys in (row, row[::-1]):
            runs.update(keys[place : place + _WALK] for place in range(len(keys) - _WALK + 1))
    return re.compile("|".join(map(re.escape, sorted(runs))))


@lru_cache(maxsize=1)
def _consonants() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return per script the run of consonants that no word has, and the shorter one that needs more evidence.

    German compounds reach eight inside (*Angstschweiß*), so eight tell only at the start.
    """
    vowels = packs.settings("und", "words.toml")["vowels"]
    blocks = {"Latin": "a-z\u00df-\u024f", "Cyrillic": "\u0430-\u045f", "Greek": "\u03b1-\u03c9"}
    patterns = []
    for script, letters in vowels.items():
        block = f"(?:(?![{letters}ьъ])[{blocks[script]}])"
        long = f"{block}{{{_CONSONANTS}}}|^{block}{{{_OPENING}}}"
        patterns.append((re.compile(long), re.compile(f"{block}{{{_MASHED}}}")))
    return tuple(patterns)


def letter_run(text: str) -> bool:
    """Tell whether the text holds letters that no word has: *jjjjjj*, *hahahaha*, *asdfgh*, *sdkjfhskdjfh*.

    Acronyms and numerals in capitals do not count, unless one letter is repeated.
    """
    return any(map(_mashed, [word[:_LOOKED_AT] for word in _WORD.findall(text[:_REACH]) if len(word) >= _WALK]))


@lru_cache(maxsize=16384)
def _mashed(word: str) -> bool:
    lower = word.lower()
    if _SAME.search(lower):
        return True
    if _UNIT.search(lower):
        return True
    if word.isupper():
        return False
    if _TOSSED.search(word):
        return True
    if _walks().search(lower):
        return True
    return any(long.search(lower) or (short.search(lower) and _home_row(lower)) for long, short in _consonants())


def _home_row(lower: str) -> bool:
    """Tell whether nearly all letters lie on one row of the keyboard, where hands rest."""
    if len(lower) < _ROW_SHARE:
        return False
    rows = packs.settings("und", "words.toml")["keyboard_rows"]
    return any(sum(letter in row for letter in lower) * 10 >= len(lower) * 9 for row in rows)


@lru_cache(maxsize=64)
def _phrases(language: str, key: str) -> frozenset[tuple[str, ...]]:
    """Return a list of phrases, each as its words; scripts without spaces are left to `_runs`."""
    listed = packs.settings(language, "words.toml")[key]
    return frozenset(tuple(phrase.split()) for phrase in listed if not unspaced(phrase))


@lru_cache(maxsize=64)
def _runs(language: str) -> re.Pattern[str] | None:
    listed = [phrase for phrase in packs.settings(language, "words.toml")["insults"] if unspaced(phrase)]
    listed.sort(key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, listed))) if listed else None


@lru_cache(maxsize=64)  # several rules ask about the same words
def insult(text: str, language: str) -> str | None:
    """Return the first word or phrase of the text that is on the language's list of insults and obscenities, or None.

    Some listed words are also names: they count only in small letters. Meant for inserted text outside quotations.
    """
    text = text[:_REACH]
    runs = _runs(language)
    found = runs.search(text) if runs is not None else None
    if found:
        return str(found[0])
    listed, small = _phrases(language, "insults"), _phrases(language, "insults_lower")
    if not listed and not small:
        return None
    words: list[str] = _WORD.findall(text.replace("’", "'"))
    lower = [word.lower() for word in words]
    openings = _openings(language)
    if openings.keys().isdisjoint(lower) and (not small or not any((word,) in small for word in words)):
        return None
    for place, word in enumerate(words):
        if (word,) in small:
            return word
        for count in openings.get(lower[place], ()):
            if tuple(lower[place : place + count]) in listed:
                return " ".join(words[place : place + count])
    return None


@lru_cache(maxsize=64)
def _openings(language: str) -> dict[str, list[int]]:
    """Return how many words the insults have that begin with a word: most begin none."""
    counts: dict[str, set[int]] = {}
    for phrase in _phrases(language, "insults"):
        counts.setdefault(phrase[0], set()).add(len(phrase))
    return {word: sorted(own) for word, own in counts.items()}


def shouting(text: str) -> bool:
    """Tell whether the text is in capitals: three words of three letters or more, and nine letters in ten."""
    words: list[str] = [word for word in _WORD.findall(text[:_REACH]) if len(word) > 2]
    if sum(word.isupper() for word in words) < 3:
        return False
    letters = sum(map(len, words))
    return sum(letter.isupper() for word in words for letter in word) * 10 >= letters * 9


@lru_cache(maxsize=64)
def _scribbles(language: str) -> re.Pattern[str] | None:
    phrases = packs.settings(language, "words.toml")["graffiti"]
    if not phrases:
        return None
    phrases = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choice = "|".join(re.escape(phrase).replace("\\ ", r"\s") for phrase in phrases)
    left, right = ("", "") if unspaced(phrases[0]) else (r"\b", r"\b")
    return re.compile(rf"{left}({choice}){right}(?=\s?(?:\d{{4}}|[!.:;)！。]|$|\n|<))", re.IGNORECASE)


def graffiti(text: str, language: str) -> str | None:
    """Return a phrase such as people leave on walls (*was here*), at the end of a line or clause, or None."""
    pattern = _scribbles(language)
    found = pattern.search(text, 0, _REACH) if pattern is not None else None
    return found[1] if found else None
