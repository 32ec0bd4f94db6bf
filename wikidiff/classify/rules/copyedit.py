"""Spelling, grammar, punctuation or word order: neither a fact nor a stance changed.

What: typing errors, spelling variants (colour, color), other scripts of one word, capitals, accents, inflections,
articles, prepositions and other function words, commas and full stops.

Why: these are the edits a reviewer can pass over, and the ones that hide a changed fact best when nobody separates
them.

Limits: a paraphrase of a whole clause is content unless every content word stands. Whether an unknown word is a
typing error or a name is decided by how near it is to the word it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wikidiff.classify.base import Claim, action_of, in_heading, rule, shown
from wikidiff.classify.carried import carried
from wikidiff.classify.features import Features, of
from wikidiff.classify.term_turns import turned
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Context
from wikidiff.text import words

_CODES = {
    "case": "CPY002",
    "diacritics": "CPY001",
    "punctuation": "CPY003",
    "script": "CPY004",
    "inflection": "CPY005",
    "spelling_variant": "CPY004",
    "typo": "CPY001",
}
_STRENGTH = {
    "case": 0.9,
    "diacritics": 0.9,
    "punctuation": 0.88,
    "script": 0.93,
    "inflection": 0.86,
    "spelling_variant": 0.94,
    "typo": 0.88,
}
_LOADED = 0.3  # a listed word of this weight is more than a function word
_SAYS = {
    "case": "Capitals changed",
    "diacritics": "An accent changed",
    "punctuation": "Punctuation changed",
    "script": "The same word in another script",
    "inflection": "Another form of the same word",
    "spelling_variant": "Another spelling of the same word",
    "typo": "A typing error, set right or made",
}


@rule(
    category=Category.COPYEDIT,
    codes={
        "CPY001": "spelling corrected or damaged",
        "CPY002": "capitals changed",
        "CPY003": "punctuation changed",
        "CPY004": "another spelling or script of the same word",
        "CPY005": "another form of the same word",
        "CPY006": "function words changed",
        "CPY007": "order of words changed",
        "CPY008": "pronoun and name exchanged",
        "CPY009": "wording changed",
    },
    aspects=(Aspect.TEXT, Aspect.SPACE),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim changes of language that change nothing else."""
    if edit.context in (Context.CITATION, Context.CODE, Context.COMMENT):
        return
    if edit.aspect is Aspect.SPACE:
        if in_heading(edit, page):
            return
        if bool(edit.old.text) != bool(edit.new.text) and "\n" not in edit.old.text + edit.new.text:
            yield _claim("CPY003", 0.8, edit, "A space was missing or too many", "")
        return
    found = of(edit, page)
    pair = carried(edit, page)
    if pair is not None:
        yield _carried(edit, found, pair)
        return
    if turned(edit, page) is not None:
        return
    if not found.old and not found.new:
        if found.old_text or found.new_text:
            yield _claim("CPY003", 0.8, edit, _became("Punctuation changed", edit), _key(found, raw=True))
        return
    relation = found.relation
    if relation in _CODES and not _says_more(found, page):
        claim = _claim(_CODES[relation], _STRENGTH[relation], edit, _became(_SAYS[relation], edit), _key(found))
        yield claim
        return
    yield from _of_words(edit, page, found)


def _carried(edit: Edit, found: Features, pair: int) -> Claim:
    """Claim one of the two places of words that went and came within a sentence."""
    which, did = (found.old, "went") if found.old_heavy else (found.new, "came")
    said = f"Words stand elsewhere in their sentence: {shown(' '.join(which))}"
    claim = _claim("CPY007", 0.88, edit, f"{said} {did}", f"carried:{pair}")
    return replace(claim, many=said + ".")


def _says_more(found: Features, page: Page) -> bool:
    """Tell whether another form of a word says another thing: is and was, possible and impossible."""
    old, new = found.old_text, found.new_text
    return words.tense_shift(old, new, page.language) or words.negating_prefix(old, new, page.language) is not None


def _of_words(edit: Edit, page: Page, found: Features) -> Iterator[Claim]:
    language = page.language
    every = (*found.old, *found.new)
    if edit.hints.get("same_bound"):  # more than 300, over 300
        yield _claim("CPY009", 0.82, edit, _became("The wording changed", edit), _key(found))
        return
    if words.negations(every, language) or words.has_quantifier(every, language):
        return
    if len(found.old) == len(found.new) == 1 and _says_more(found, page):
        return
    claim = _wording(edit, found, language)
    if claim is None:
        return
    if found.tone is None or not any(t.device and abs(t.weight) >= _LOADED for t in found.tone.triggers):
        yield claim


def _wording(edit: Edit, found: Features, language: str) -> Claim | None:
    """Claim a change of wording whose words carry no stance."""
    if not found.old_heavy and not found.new_heavy:
        return _claim("CPY006", 0.82, edit, _became("Function words changed", edit), _key(found))
    if _same_words(found, language):
        code, says = (
            ("CPY007", "The order of words changed") if found.old != found.new else ("CPY003", "Punctuation changed")
        )
        return _claim(code, 0.85, edit, _became(says, edit), "")
    if _same_letters(found, language):  # an accent may make another word of it
        return _claim("CPY001", 0.75, edit, _became("An accent changed", edit), _key(found))
    if _pronoun(found, language):
        return _claim("CPY008", 0.75, edit, _became("A pronoun and a name were exchanged", edit), "")
    if found.old and found.new and len(found.old_heavy) <= 1 and len(found.new_heavy) <= 1:
        # One plain word for another: wording, unless a rule that knows the words says more.
        plain = all(word.islower() for word in (*found.old_heavy, *found.new_heavy))
        return _claim("CPY009", 0.4 if plain else 0.25, edit, _became("The wording changed", edit), _key(found))
    return None


def _same_words(found: Features, language: str) -> bool:
    """Tell whether both sides hold the same content words, in any form and order."""
    return words.same_stems(found.old_heavy, found.new_heavy, language)


def _same_letters(found: Features, language: str) -> bool:
    """Tell whether content words differ by accents and capitals alone: *Rio Conchos, the Río Conchos*."""
    return len(found.old_heavy) == len(found.new_heavy) > 0 and all(
        old == new or words.relation(old, new, language) in ("case", "diacritics")
        for old, new in zip(found.old_heavy, found.new_heavy, strict=True)
    )


def _pronoun(found: Features, language: str) -> bool:
    old, new = _is_pronoun(found.old, language), _is_pronoun(found.new, language)
    return old != new and len(found.old) <= 4 and len(found.new) <= 4 and bool(found.old) and bool(found.new)


def _is_pronoun(every: tuple[str, ...], language: str) -> bool:
    """Tell whether words are pronouns; an abbreviation in capitals (WHO, US) is none."""
    return bool(every) and all(
        words.is_pronoun(word, language) and not (len(word) > 1 and word.isupper()) for word in every
    )


def _key(found: Features, *, raw: bool = False) -> str:
    if raw:
        return f"{found.old_text}→{found.new_text}"
    return f"{found.old_text.casefold()}→{found.new_text.casefold()}" if found.old and found.new else ""


def _became(says: str, edit: Edit) -> str:
    if not edit.old.text.strip():
        return f"{says}: {shown(edit.new.text)} was added"
    if not edit.new.text.strip():
        return f"{says}: {shown(edit.old.text)} was taken out"
    return f"{says}: {shown(edit.old.text)} became {shown(edit.new.text)}"


def _claim(code: str, strength: float, edit: Edit, message: str, key: str) -> Claim:
    return Claim(
        code=code,
        category=Category.COPYEDIT,
        strength=strength,
        action=action_of(edit),
        meaning=False,
        key=key,
        message=message + ".",
    )
