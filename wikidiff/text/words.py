"""What two words or phrases are to each other, and what one word is: the questions that the rules ask about vocabulary.

    relation(old, new, language)   same, case, inflection, typo, another term …: see `RELATIONS`
    term_pair, name_change         the listed pair behind it, with its source
    stem, same_stem, lemma_like    word forms
    word_class, is_negation …      closed classes
    insult, letter_run, …          signs of damage
    sentence_borders               where sentences begin and end

Nothing here reads the surroundings: whether a swap is a change of fact is for the rules to say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from wikidiff.text.classes import (
    abbreviations,
    closed_words,
    has_quantifier,
    has_superlative,
    is_article,
    is_auxiliary,
    is_function_word,
    is_negation,
    is_pronoun,
    is_quantifier,
    is_superlative,
    negating_prefix,
    negations,
    open_words,
    quote_pairs,
    sentence_ends,
    tense_shift,
    word_class,
)
from wikidiff.text.contractions import is_contraction
from wikidiff.text.lemma import lemma_like
from wikidiff.text.scripts import bare, fold_lookalikes, fold_script, mixed_script, uncased, unspaced
from wikidiff.text.sentences import sentence_borders
from wikidiff.text.signs import graffiti, insult, letter_run, shouting
from wikidiff.text.spelling import edit_distance, is_confused, is_known, is_typo, is_variant_form, same_spelling_key
from wikidiff.text.stems import same_root, same_stem, same_stems, stem
from wikidiff.text.terms import TermPair, is_abbreviation, is_form, listed_pair, may_extend, name_change, term_pair

__all__ = [
    "RELATIONS",
    "TermPair",
    "abbreviations",
    "closed_words",
    "edit_distance",
    "graffiti",
    "has_quantifier",
    "has_superlative",
    "insult",
    "is_article",
    "is_auxiliary",
    "is_form",
    "is_function_word",
    "is_known",
    "is_negation",
    "is_pronoun",
    "is_quantifier",
    "is_superlative",
    "lemma_like",
    "letter_run",
    "listed_pair",
    "may_extend",
    "name_change",
    "negating_prefix",
    "negations",
    "open_words",
    "quote_pairs",
    "relation",
    "same_root",
    "same_stem",
    "same_stems",
    "sentence_borders",
    "sentence_ends",
    "shouting",
    "stem",
    "tense_shift",
    "term_pair",
    "unspaced",
    "word_class",
]

RELATIONS = (
    "same",
    "case",
    "diacritics",
    "punctuation",
    "script",
    "inflection",
    "spelling_variant",
    "typo",
    "abbreviation",
    "name_change",
    "term_pair",
    "substring",
    "different",
)
"""Every answer of `relation`, from no difference to no likeness; of a phrase the furthest of its words counts."""

_RANK = {name: rank for rank, name in enumerate(RELATIONS)}
_LONGEST = 200
"""In longer texts only the dress is compared (case, marks, script)."""

_PUNCTUATION = dict.fromkeys(
    map(
        ord,
        " \u00a0\u2009\u202f\u3000\t\n-‐‑‒–—−'’‘ʼʹʺ`´\"“”„«»‹›.,:;!?·・•()[]_/\\…。、，：；！？（）「」『』《》،؛؟"
        "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060",
    )
)
_DIGITS = re.compile(r"\d+")
_SIGN = re.compile(r"^\s*[-−–+<>~±](?=\d)")


def relation(old: str, new: str, language: str) -> str:
    """Say what two words or short phrases of plain text are to each other: one of `RELATIONS`.

    The nearest likeness that is true wins; listed pairs (names that changed, terms for one thing, words often
    mixed up) are looked up before forms and spellings are compared. It is symmetric in `old` and `new`.
    """
    if old == new:
        return "same"
    return _relation(old, new, language) if old <= new else _relation(new, old, language)


@lru_cache(maxsize=16384)
def _relation(old: str, new: str, language: str) -> str:
    dress = _dress(old, new)
    if dress is not None:
        return dress
    if not old or not new or max(len(old), len(new)) > _LONGEST:
        return "different"
    listed = _listed(old, new, language)
    if listed is not None:
        return listed
    first, second = old.split(), new.split()
    if len(first) == len(second) == 1:
        found = _word(first[0], second[0], language)
        if found != "different":
            return found
    else:
        found = _phrase(first, second, language)
        if found != "different":
            return found
    if is_abbreviation(old, new, language):
        return "abbreviation"
    return "different"


def _dress(old: str, new: str) -> str | None:
    """Compare what words look like: Unicode form, capitals, marks, punctuation, script."""
    plain = old.isascii() and new.isascii()
    if not plain:
        old, new = normalize("NFC", old), normalize("NFC", new)
        if old == new:
            return "same"
    first, second = old.lower(), new.lower()
    if first == second:
        return "case"
    if not plain:
        first, second = bare(first), bare(second)
        if first == second:
            return "diacritics"
    inner, other = first.translate(_PUNCTUATION), second.translate(_PUNCTUATION)
    if inner == other:
        return "punctuation" if _same_figures(old, new) else "different"
    if plain:
        return None
    if bare(fold_script(inner)).translate(_PUNCTUATION) == bare(fold_script(other)).translate(_PUNCTUATION):
        return "script"
    if (mixed_script(old) or mixed_script(new) or len(inner) == len(other) == 1) and fold_lookalikes(
        inner
    ) == fold_lookalikes(other):
        return "script"
    return None


def _same_figures(old: str, new: str) -> bool:
    """Tell whether the figures stand as they were: a lost point or sign in a number is no matter of punctuation."""
    if _DIGITS.findall(old) != _DIGITS.findall(new):
        return False
    return bool(_SIGN.match(old)) == bool(_SIGN.match(new))


def _listed(old: str, new: str, language: str) -> str | None:
    """Look the pair up in the tables of the packs."""
    found = listed_pair(old, new, language)
    if found is not None:
        return found
    if is_confused(old, new, language):
        return "typo"
    if same_spelling_key(old, new, language) or is_contraction(old, new, language):
        return "spelling_variant"
    return None


def _word(old: str, new: str, language: str) -> str:
    """Compare two single words by form, spelling and slip."""
    if same_stem(old, new, language):
        return "inflection"
    if is_variant_form(old, new, language):
        return "spelling_variant"
    if is_typo(old, new, language):
        return "typo"
    return "different"


def _phrase(first: list[str], second: list[str], language: str) -> str:
    """Compare phrases: without what they share at both ends; then word by word, or as a longer and a shorter name."""
    head = 0
    while head < min(len(first), len(second)) and first[head].lower() == second[head].lower():
        head += 1
    tail = 0
    while tail < min(len(first), len(second)) - head and first[-1 - tail].lower() == second[-1 - tail].lower():
        tail += 1
    left, right = first[head : len(first) - tail], second[head : len(second) - tail]
    if not left or not right:
        same_case = first[:head] == second[:head] and first[len(first) - tail :] == second[len(second) - tail :]
        return "substring" if same_case and _names_one(first, second, left or right, language) else "different"
    if head or tail:
        found = relation(" ".join(left), " ".join(right), language)
        return found if found not in ("substring", "same") else "different"
    if len(left) != len(right):
        return "different"
    found = "same"
    for old, new in zip(left, right, strict=True):
        step = relation(old, new, language)
        if step == "different":
            return step
        if _RANK[step] > _RANK[found]:
            found = step
    return found


def _names_one(first: list[str], second: list[str], extra: list[str], language: str) -> bool:
    """Tell whether the shorter phrase is a name and the longer the same with more of it: *Tolstoy, Leo Tolstoy*."""
    shorter = first if len(first) < len(second) else second
    if uncased(" ".join(shorter)):
        return False
    if not shorter[-1][:1].isupper() or any(is_function_word(word, language) for word in shorter[:1]):
        return False
    others = [word for word in extra if not is_function_word(word, language) and not word.islower()]
    particles = [word for word in extra if word.islower()]
    return bool(others) and len(particles) <= len(others) and all(word[:1].isalpha() for word in others)
