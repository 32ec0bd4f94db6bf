"""The base form under which a term is named in messages."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff import packs
from wikidiff.text.classes import is_article
from wikidiff.text.spelling import known_words
from wikidiff.text.stems import bases, grammar, strip_possessive

_LINKS = re.compile(r"\s(?:of|with|for|in|by|at|from|to|under|on|without)\s")
_LONGEST = 120


def lemma_like(term: str, language: str) -> str:
    """Return the term without leading article and possessive, in small letters and the singular where that is safe.

    Small letters: for a common word that opens with a capital, never for acronyms or phrases with a name in them.
    The singular: English only, of the noun that heads the phrase. Other languages keep the form that stood in the text.
    """
    words = term.split()
    while len(words) > 1 and is_article(words[0], language):
        del words[0]
    if not words or len(term) > _LONGEST:
        return term
    words[-1] = strip_possessive(words[-1], language)
    words = _small(words, language)
    if not grammar(language).endings:
        return " ".join(words)
    phrase = " ".join(words)
    link = _LINKS.search(phrase)
    cut = phrase[: link.start()].count(" ") if link else len(words) - 1
    words[cut] = _singular(words[cut], language)
    return " ".join(words)


def _small(words: list[str], language: str) -> list[str]:
    """Lower a sentence's first letter; a phrase whose later words carry capitals is a name or a title and stays."""
    first = words[0]
    if first.islower() or not first[:1].isupper() or not first[1:].islower():
        return words
    if any(word[:1].isupper() for word in words[1:]):
        return words
    known = known_words(language)
    if not known.isdisjoint(bases(first, language)) or (len(words) > 1 and known and first not in known):
        return [first.lower(), *words[1:]]
    return words


@lru_cache(maxsize=64)
def _plurals(language: str) -> dict[str, str]:
    """Return the noun that each listed plural is of."""
    found: dict[str, str] = {}
    for lemma, forms in packs.settings(language, "words.toml")["plurals"].items():
        for form in forms:
            found.setdefault(str(form), str(lemma))
    return found


def _singular(word: str, language: str) -> str:
    """Return the singular of an English noun in small letters where its form leaves no doubt."""
    if len(word) < 4 or not word.islower() or not word.isalpha():
        return word
    rules = grammar(language)
    lemma = _plurals(language).get(word)
    if lemma is not None:
        return lemma
    if word.endswith("men") and word not in rules.lemmas and not word.endswith(rules.keep):
        return f"{word[:-2]}an"
    if not word.endswith("s") or word.endswith(rules.keep) or word in rules.lemmas:
        return word
    known = known_words(language)
    options = [
        word[: len(word) - len(ending)] + add
        for ending, add in rules.endings
        if ending.endswith("s") and word.endswith(ending) and len(word) - len(ending) > 1
    ]
    return next((option for option in options if option in known), options[0] if word[-3:] != "ves" else word)
