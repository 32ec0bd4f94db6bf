"""Closed classes of words, marks of quotation and of sentence ends, per language.

All from `words.toml`; for a language without one every word is open and the marks are those of all scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from wikidiff import packs

_CLASSES = (
    "negations",
    "quantifiers",
    "superlatives",
    "articles",
    "pronouns",
    "auxiliaries",
    "conjunctions",
    "prepositions",
    "particles",
)
_NAMES = {
    "negations": "negation",
    "quantifiers": "quantifier",
    "superlatives": "superlative",
    "articles": "article",
    "pronouns": "pronoun",
    "auxiliaries": "auxiliary",
    "conjunctions": "conjunction",
    "prepositions": "preposition",
    "particles": "particle",
}
_FUNCTION = frozenset(("article", "pronoun", "auxiliary", "conjunction", "preposition", "particle"))


@lru_cache(maxsize=64)
def _classes(language: str) -> dict[str, str]:
    """Map each closed word to its first class: those that change what is said come before those that only bind."""
    words = packs.settings(language, "words.toml")
    found: dict[str, str] = {}
    for key in _CLASSES:
        for word in words[key]:
            found.setdefault(word, _NAMES[key])
    return found


@lru_cache(maxsize=64)
def _members(language: str, key: str) -> frozenset[str]:
    return frozenset(packs.settings(language, "words.toml")[key])


@lru_cache(maxsize=32768)  # every rule asks about every word of an edit
def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def closed_words(language: str) -> frozenset[str]:
    """Return every word of the language's closed classes, in small letters."""
    return frozenset(_classes(language))


def word_class(word: str, language: str) -> str | None:
    """Return the class of a closed word, or None.

    The first that fits of `negation`, `quantifier`, `superlative`, `article`, `pronoun`, `auxiliary`, `conjunction`,
    `preposition`, `particle`: what changes the statement counts before what binds it.
    """
    return _classes(language).get(_plain(word))


def is_function_word(word: str, language: str) -> bool:
    """Tell whether the word only binds others: article, pronoun, auxiliary, conjunction, preposition, particle.

    Negations, quantifiers and superlatives are not counted, even if they are also one of these.
    """
    return _plain(word) in _functions(language)


def is_negation(word: str, language: str) -> bool:
    """Tell whether the word denies (*not, never, without, isn't*); negating prefixes are `negating_prefix`."""
    return _plain(word) in _members(language, "negations")


def negations(words: Iterable[str], language: str) -> list[str]:
    """Return the words of a row that deny."""
    known = _members(language, "negations")
    return [] if known.isdisjoint(map(_plain, words)) else [word for word in words if _plain(word) in known]


def has_quantifier(words: Iterable[str], language: str) -> bool:
    """Tell whether a row has a word that says how much of something."""
    return not _members(language, "quantifiers").isdisjoint(map(_plain, words))


def has_superlative(words: Iterable[str], language: str) -> bool:
    """Tell whether a row has a word that claims a rank."""
    return not _members(language, "superlatives").isdisjoint(map(_plain, words))


@lru_cache(maxsize=64)
def _functions(language: str) -> frozenset[str]:
    return frozenset(word for word, name in _classes(language).items() if name in _FUNCTION)


def open_words(words: Iterable[str], language: str) -> list[str]:
    """Return the words of a row that are no function words; an abbreviation in capitals (WHO, IT) is none."""
    known = _functions(language)
    return [word for word in words if _plain(word) not in known or (len(word) > 1 and word.isupper())]


def is_quantifier(word: str, language: str) -> bool:
    """Tell whether the word says how much of something (*most, several, mainly*)."""
    return _plain(word) in _members(language, "quantifiers")


def is_superlative(word: str, language: str) -> bool:
    """Tell whether the word claims a rank (*first, largest, only, leading*)."""
    return _plain(word) in _members(language, "superlatives")


def is_pronoun(word: str, language: str) -> bool:
    """Tell whether the word stands for a name."""
    return _plain(word) in _members(language, "pronouns")


def is_auxiliary(word: str, language: str) -> bool:
    """Tell whether the word is an auxiliary verb or a copula (*is, had, could*)."""
    return _plain(word) in _members(language, "auxiliaries")


def is_article(word: str, language: str) -> bool:
    """Tell whether the word is an article."""
    return _plain(word) in _members(language, "articles")


def negating_prefix(old: str, new: str, language: str) -> str | None:
    """Return the prefix that one word has over the other and that turns its sense: *legal, illegal* → `il`; or None."""
    first, second = _plain(old), _plain(new)
    short, long = (first, second) if len(first) < len(second) else (second, first)
    if len(short) < 3 or not long.endswith(short):
        return None
    prefix = long[: len(long) - len(short)].rstrip("-")
    if len(prefix) == 1 and len(short) < 5:
        return None
    return prefix if prefix in _members(language, "opposing_prefixes") else None


@lru_cache(maxsize=64)
def _tenses(language: str) -> tuple[frozenset[str], frozenset[str]]:
    tense = packs.settings(language, "words.toml")["tense"]
    return frozenset(tense.get("present", ())), frozenset(tense.get("past", ()))


def tense_shift(old: str, new: str, language: str) -> bool:
    """Tell whether a verb form of the present stands against one of the past (*is, was*): what was true, is it still?

    For auxiliaries and the few verbs that the pack lists.
    """
    present, past = _tenses(language)
    first, second = _plain(old), _plain(new)
    return (first in present and second in past) or (first in past and second in present)


@lru_cache(maxsize=64)
def quote_pairs(language: str, single: bool = False) -> tuple[tuple[str, str], ...]:
    """Return opening and closing quotation marks, the usual ones first; with `single` also the inner ones.

    The list of the language, then all of the root pack that it lacks: quoted text is quoted in foreign marks too.
    """
    own, common = packs.settings(language, "words.toml"), packs.settings("und", "words.toml")
    keys = ("quotes", "single_quotes") if single else ("quotes",)
    pairs = [tuple(pair) for key in keys for words in (own, common) for pair in words[key]]
    return tuple(dict.fromkeys((opening, closing) for opening, closing in pairs))


def sentence_ends(language: str) -> str:
    """Return the marks that can end a sentence in this language."""
    words = packs.settings(language, "words.toml")
    return "".join(dict.fromkeys(words["sentence_ends"] + words["sentence_ends_tight"]))


@lru_cache(maxsize=64)
def abbreviations(language: str) -> frozenset[str]:
    """Return abbreviations whose full stop ends no sentence, without that stop, in small letters."""
    return frozenset(word.lower() for word in packs.settings(language, "words.toml")["abbreviations"])
