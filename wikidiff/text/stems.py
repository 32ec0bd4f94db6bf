"""Word forms: stems for grouping, a strict test for two forms of one word, base forms for messages.

A stem groups (it may put *organ* and *organised* together); `same_stem` judges (it may not).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from wikidiff import packs
from wikidiff.text.scripts import bare

_KEEPING = frozenset(
    {"danish", "english", "french", "german", "hindi", "italian", "norwegian", "portuguese", "russian", "spanish"}
    | {"swedish"}
)
"""Algorithms that never touch the start of a word, but for its diacritics."""
_LONGEST = 64
"""Longer words are left as they are: no language inflects them, and work stays bounded."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What one language's pack says about the forms of words."""

    stemmer: Callable[[str], str] | None
    lemmas: Mapping[str, tuple[str, ...]]
    invariant: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    double: frozenset[str]
    double_kept: str
    keep: tuple[str, ...]
    possessives: tuple[str, ...]
    derivational: tuple[str, ...]
    prefixes: tuple[str, ...]
    vowels: frozenset[str]
    keeps_start: bool


@lru_cache(maxsize=64)
def grammar(language: str) -> Grammar:
    """Read the inflection data of a language (an unknown one: no endings, no stemmer)."""
    words = packs.settings(language, "words.toml")
    lemmas: dict[str, tuple[str, ...]] = {}
    for lemma, forms in (*words["irregular"].items(), *words["plurals"].items()):
        for form in forms:
            lemmas[form.lower()] = (*lemmas.get(form.lower(), ()), lemma.lower())
    return Grammar(
        stemmer=_stemmer(language, words["stemmers"]),
        lemmas=lemmas,
        invariant=frozenset(form for form, of in lemmas.items() if of == (form,)),
        endings=tuple((strip, add) for strip, _, add in (rule.partition(">") for rule in words["endings"])),
        double=frozenset(words["double"]),
        double_kept=words["double_kept"],
        keep=tuple(words["keep_endings"]),
        possessives=tuple(words["possessives"]),
        derivational=tuple(sorted(words["derivational"], key=lambda suffix: (-len(suffix), suffix))),
        prefixes=tuple(words["inflection_prefixes"]),
        vowels=frozenset("".join(words["vowels"].values())),
        keeps_start=_algorithm(language, words["stemmers"]) in (*_KEEPING, None),
    )


def _algorithm(language: str, names: Mapping[str, str]) -> str | None:
    return next((names[tag] for tag in packs.chain(language) if tag in names), None)


def _stemmer(language: str, names: Mapping[str, str]) -> Callable[[str], str] | None:
    """Return a function that stems, without the C variant that the library would pick where it is installed."""
    name = _algorithm(language, names)
    if name is None or find_spec(f"snowballstemmer.{name}_stemmer") is None:
        return None  # no stemmer, or one that this release of the library lacks
    kind = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")

    def stem_word(word: str) -> str:
        # A stemmer keeps its cursor in itself: a fresh one a word is safe in threads and costs a microsecond.
        return str(kind().stemWord(word))

    return stem_word


def strip_possessive(word: str, language: str) -> str:
    """Return the word without a possessive ending: *city's* and *cities'* give *city* and *cities*."""
    for ending in grammar(language).possessives:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + ("s" if ending[0] == "s" else "")
    return word


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """Return a key that groups the forms of one word, in small letters.

    An irregular form gives the stem of its base (*built* → that of *build*). Without a stemmer for the language
    long words lose their last vowels. It may group too much: ask `same_stem` before calling two words one.
    """
    if len(word) > _LONGEST:
        return word.lower()
    rules = grammar(language)
    plain = strip_possessive(word.lower(), language)
    if plain in rules.lemmas:
        plain = rules.lemmas[plain][0]
    if rules.stemmer is not None:
        return rules.stemmer(plain)
    if len(plain) > 5:
        cut = len(plain)
        while cut > len(plain) - 2 and (plain[cut - 1] in rules.vowels or plain[cut - 1] == "s"):
            cut -= 1
        return plain[:cut]
    return plain


def same_stems(old: Sequence[str], new: Sequence[str], language: str) -> bool:
    """Tell whether two rows hold words of the same stems, in any order."""
    if len(old) != len(new):
        return False
    rules = grammar(language)
    if rules.keeps_start and _starts(old, rules) != _starts(new, rules):
        return False  # stemming costs much, and most rows are told apart by a letter of each word
    return sorted(stem(word, language) for word in old) == sorted(stem(word, language) for word in new)


def _starts(words: Sequence[str], rules: Grammar) -> list[str]:
    """Return the letters with which the stems of words begin."""
    plain = [word.lower() for word in words]
    return sorted([bare(rules.lemmas[word][0][:1] if word in rules.lemmas else word[:1]) for word in plain])


@lru_cache(maxsize=65536)
def bases(word: str, language: str) -> frozenset[str]:
    """Return what the word may be a form of, itself included: *planned* → *planned*, *plann*, *plan*.

    For languages whose pack lists endings (English); elsewhere the word and its irregular bases.
    """
    rules = grammar(language)
    plain = strip_possessive(word.lower(), language)
    found = {plain, *rules.lemmas.get(plain, ())}
    if plain in rules.invariant or len(plain) > _LONGEST:
        return frozenset(found)
    for ending, add in rules.endings:
        if not plain.endswith(ending) or (ending == "s" and plain.endswith(rules.keep)):
            continue
        base = plain[: len(plain) - len(ending)] + add
        if len(base) < 3:
            continue
        if ending not in rules.double:
            found.add(base)
        elif add:
            if _takes_e(base[: -len(add)], rules.vowels):
                found.add(base)
        elif base[-1] == base[-2] and base[-1] not in rules.vowels:
            found.add(base)
            if base[-1] not in rules.double_kept:
                found.add(base[:-1])
        elif not _doubles(base, rules.vowels) and (base[-1] != "e" or base[-2] in "eoy"):
            found.add(base)
    return frozenset(found)


def _takes_e(trunk: str, vowels: frozenset[str]) -> bool:
    """Tell whether a silent e can have stood before the ending: *mak-ing* yes, *th-ing* and *be-ing* no."""
    return (trunk[-1] not in vowels or trunk[-1] == "u") and any(letter in vowels for letter in trunk)


def _doubles(base: str, vowels: frozenset[str]) -> bool:
    """Tell whether the last consonant would be doubled before the ending: *hop* yes, *help* and *open* no."""
    if base[-1] in vowels or base[-1] in "wx" or base[-2] not in vowels:
        return False
    head = base[:-2]
    return bool(head) and not any(letter in vowels for letter in head)


def same_stem(old: str, new: str, language: str) -> bool:
    """Tell whether two words are forms of one word: number, case, tense, gender, possessive; not derivation.

    *militant, militants* and *build, built* are; *communism, communist* and *legal, illegal* are not.
    """
    if old == new:
        return True
    first, second = old.lower(), new.lower()
    if first == second:
        return True
    if len(first) > _LONGEST or len(second) > _LONGEST:
        return False
    rules = grammar(language)
    if rules.endings or first in rules.lemmas or second in rules.lemmas:
        if not bases(first, language).isdisjoint(bases(second, language)):
            return True
        if rules.endings:
            return _plural_acronym(old, new)
    if stem(first, language) == stem(second, language):
        return _derivation(first, rules) == _derivation(second, rules)
    return _plural_acronym(old, new) or _prefixed(first, second, language, rules)


def _plural_acronym(old: str, new: str) -> bool:
    """Tell whether one is the other, in capitals, with a small s: *NGO, NGOs*."""
    short, long = (old, new) if len(old) < len(new) else (new, old)
    return len(short) > 1 and short.isupper() and long == short + "s"


def _prefixed(first: str, second: str, language: str, rules: Grammar) -> bool:
    """Tell whether a participle's prefix is all that parts them: German *gebaut, baut*."""
    for prefix in rules.prefixes:
        for marked, other in ((first, second), (second, first)):
            if marked.startswith(prefix) and not other.startswith(prefix) and len(marked) > len(prefix) + 3:
                rest = marked[len(prefix) :]
                if rest == other or stem(rest, language) == stem(other, language):
                    return True
    return False


def _derivation(word: str, rules: Grammar) -> str:
    """Return the derivational suffix the word ends in, up to two letters of inflection after it, or ''."""
    plain = bare(word)
    for suffix in rules.derivational:
        for tail in range(3):
            end = len(plain) - tail
            if end - len(suffix) >= 3 and plain.endswith(suffix, 0, end):
                return suffix
    return ""


def same_root(old: str, new: str, language: str) -> bool:
    """Tell whether two words are derived from one root, or are forms of one word: *communism, communists*.

    They share at least five letters from the start, and what follows is on both sides a listed suffix,
    an inflection of one, or nothing.
    """
    first, second = bare(strip_possessive(old.lower(), language)), bare(strip_possessive(new.lower(), language))
    if same_stem(first, second, language):
        return True
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    if shared < 5 or max(len(first), len(second)) > _LONGEST:
        return False
    rules = grammar(language)
    return all(_is_suffix(word, shared, rules) for word in (first, second))


def _is_suffix(word: str, shared: int, rules: Grammar) -> bool:
    if len(word) - shared <= 1:
        return True
    suffix = _derivation(word, rules)
    return bool(suffix) and word.rindex(suffix) <= shared + 1
