"""A term that names something gave way to another term for the same thing, the sentence otherwise standing.

What: swaps of terms, in any case, number and form, in labels of links and in tables. All places of one swap are one
finding, with the places where the old term still stands.

Why: which word is used is often the whole dispute. A swap made everywhere at once, quotations included, puts words
into mouths that never said them.

Limits: whether two unknown names are two names of one thing is not in the text: a swap counts as terminology when it
is known to a term table, when it is made in several places alike, or when both sides are shown to be the same thing
by their link. A single swap of two unknown names is reported as content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from wikidiff import packs
from wikidiff.classify import remaining
from wikidiff.classify.base import Claim, rule, shown
from wikidiff.classify.features import Features, fold, of, swaps
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page, Stretch
from wikidiff.model.finding import Action, Context
from wikidiff.model.inline import PieceKind
from wikidiff.text import words

_KNOWN = {"term_pair": 0.96, "name_change": 0.95, "abbreviation": 0.92, "substring": 0.45}
_LONGEST = 5  # words of a term


@rule(
    category=Category.TERMINOLOGY,
    codes={
        "TRM001": "term replaced by another for the same thing",
        "TRM002": "name changed into the newer or older name of the same place or body",
        "TRM003": "abbreviation, short name and full name exchanged",
    },
    aspects=(Aspect.TEXT,),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim swaps of terms."""
    if edit.context in (Context.CITATION, Context.CODE, Context.COMMENT, Context.HEADING):
        return
    found = of(edit, page)
    relation = found.relation
    if not _could_be(edit, page, found, listed=relation in _KNOWN):
        return
    if relation in ("case", "diacritics", "punctuation", "script", "inflection", "spelling_variant", "same"):
        return
    times = swaps(page).count(edit, page)
    wider = _listed(edit, page, found) if relation not in _KNOWN else None
    if wider is not None:
        relation = wider[0]
    strength = max(_KNOWN.get(relation, 0.0), _evidence(edit, page, found, times))
    if relation == "typo":
        strength = min(strength, 0.5) if times < 3 else strength
    if strength <= 0.0:
        return
    old_text, new_text, places = wider[1:] if wider is not None else _whole(edit, page, found)
    old_term = words.lemma_like(old_text, page.language)
    new_term = words.lemma_like(new_text, page.language)
    code = {"name_change": "TRM002", "abbreviation": "TRM003", "substring": "TRM003"}.get(relation, "TRM001")
    pair = words.term_pair(old_text, new_text, page.language)
    charged = pair is not None and pair.charged
    yield Claim(
        code=code,
        category=Category.TERMINOLOGY,
        strength=strength,
        action=Action.CHANGE,
        meaning=code != "TRM003",
        key=f"{old_term.casefold()}→{new_term.casefold()}",
        places=places,
        old=old_text,
        new=new_text,
        labels=(Category.TONE,) if charged or (code == "TRM001" and _charged(found)) else (),
        message=f"{shown(old_term)} became {shown(new_term)}.",
        detail={"old_term": old_term, "new_term": new_term, "remaining": 0},
        later=_counted,
    )


def _counted(page: Page, claim: Claim) -> Claim:
    """Say in how many places the old term still stands."""
    left = remaining.count(page, claim.old or "")
    if not left:
        return claim
    text = f"the old term still stands in {left} place{'s' if left > 1 else ''}"
    return replace(claim, also=text, detail={**claim.detail, "remaining": left})


def _whole(edit: Edit, page: Page, found: Features) -> tuple[str, str, tuple[tuple[Stretch, Stretch], ...]]:
    """Return the terms with the word that they qualify, when the page swaps the same word inside longer terms.

    A word that elsewhere is the first of a longer swapped term is a modifier: alone it names nothing.
    """
    follows = edit.after[0] if edit.after else ""
    if len(found.old) != 1 or len(found.new) != 1 or not follows.isalpha():
        return found.old_text, found.new_text, ()
    if words.is_function_word(follows, page.language) or not swaps(page).leads(
        found.old[0], found.new[0], page.language
    ):
        return found.old_text, found.new_text, ()
    old = _with_next(page.old_text, edit.old, follows)
    new = _with_next(page.new_text, edit.new, follows)
    if old is None or new is None:
        return found.old_text, found.new_text, ()
    return old.text, new.text, ((old, new),)


def _listed(
    edit: Edit, page: Page, found: Features
) -> tuple[str, str, str, tuple[tuple[Stretch, Stretch], ...]] | None:
    """Return the known pair of terms that the edit is part of, with standing words on its sides: died by suicide."""
    joint = "" if page.language in _UNSPACED else " "
    if joint and not (_in_terms(found.old, page.language) and _in_terms(found.new, page.language)):
        return None
    for low in range(_BESIDE):
        for high in range(_BESIDE):
            if not low + high or low > len(edit.before) or high > len(edit.after):
                continue
            left, right = edit.before[len(edit.before) - low :], edit.after[:high]
            if any(len(word) == 1 and not word.isalnum() for word in (*left, *right)):
                continue
            old = joint.join((*left, found.old_text, *right))
            new = joint.join((*left, found.new_text, *right))
            relation = _known(old, new, page.language)
            if relation is None:
                continue
            a, b = _grown(page.old_text, edit.old, left, right), _grown(page.new_text, edit.new, left, right)
            places = ((a, b),) if a is not None and b is not None else ()
            return relation, old, new, places
    return None


def _in_terms(every: tuple[str, ...], language: str) -> bool:
    """Tell whether a word may stand in a listed term of several words, by its first letters: most do not."""
    listed = _term_words(language)
    return any(word[:_BEGINNING].casefold() in listed for word in every)


@lru_cache(maxsize=32)
def _term_words(language: str) -> frozenset[str]:
    """Return how the words begin of all listed terms that have several."""
    rows = (*packs.rows(language, "terms.tsv"), *packs.rows(language, "names.tsv"), *packs.rows("und", "names.tsv"))
    pairs = [row[:2] for row in rows if any(" " in cell for cell in row[:2])]
    return frozenset(word[:_BEGINNING].casefold() for pair in pairs for cell in pair for word in cell.split())


_BEGINNING = 3  # letters that no inflection of the packs' languages changes
_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_BESIDE = 3  # words on each side, less one, that may belong to a known term


def _known(old: str, new: str, language: str) -> str | None:
    if words.term_pair(old, new, language) is not None:
        return "term_pair"
    return "name_change" if words.name_change(old, new, language) is not None else None


def _grown(text: str, stretch: Stretch, left: tuple[str, ...], right: tuple[str, ...]) -> Stretch | None:
    """Return a place with the words that stand on its sides, None where something else stands between."""
    start, end = stretch.start, stretch.end
    while end > start and text[end - 1] == " ":
        end -= 1
    while start < end and text[start] == " ":
        start += 1
    for word in reversed(left):
        at = start
        while at > 0 and text[at - 1] == " ":
            at -= 1
        if not text.endswith(word, 0, at):
            return None
        start = at - len(word)
    for word in right:
        at = end
        while at < len(text) and text[at] == " ":
            at += 1
        if not text.startswith(word, at):
            return None
        end = at + len(word)
    return Stretch(start, end, text[start:end])


def _with_next(text: str, stretch: Stretch, follows: str) -> Stretch | None:
    start = stretch.end
    while start < len(text) and text[start] == " ":
        start += 1
    if start == stretch.end or not text.startswith(follows, start):
        return None
    end = start + len(follows)
    return Stretch(stretch.start, end, text[stretch.start : end])


def _could_be(edit: Edit, page: Page, found: Features, *, listed: bool) -> bool:
    """Tell whether both sides have the form of a term: few words, at least one of them heavy, no figures."""
    if not found.old_heavy or not found.new_heavy or not found.has_letters:
        return False
    if len(found.old_text) + len(found.new_text) > 2 * _LONGEST * 30:
        return False
    if max(len(found.old), len(found.new)) > _LONGEST or edit.old_quantities or edit.new_quantities:
        return False
    marks = (*edit.old_pieces, *edit.new_pieces)
    if any(p.kind >= PieceKind.REF or (p.kind == PieceKind.PUNCT and p.text in ".;:!?,") for p in marks):
        return False
    every = (*found.old, *found.new)
    return listed or not (words.negations(every, page.language) or words.has_superlative(every, page.language))


def _evidence(edit: Edit, page: Page, found: Features, times: int) -> float:
    """Say how strongly an unknown pair looks like two terms for one thing."""
    if times >= 2:
        return 0.88 if times >= 3 else 0.8
    if _one_target(edit):
        return 0.85
    if _shares_word(found, page.language):
        return 0.6
    return 0.3


def _one_target(edit: Edit) -> bool:
    """Tell whether the swapped words are labels of links to one page, or one links to what the other says."""
    old = {_name(piece.text) for piece in edit.old_pieces if piece.kind == PieceKind.LINK_OPEN} | {edit.old_target}
    new = {_name(piece.text) for piece in edit.new_pieces if piece.kind == PieceKind.LINK_OPEN} | {edit.new_target}
    if (old & new) - {""}:
        return True
    said_old, said_new = edit.old_words.casefold(), edit.new_words.casefold()
    if said_old in {name.casefold() for name in new}:
        return True
    return said_new in {name.casefold() for name in old}


def _name(opening: str) -> str:
    return opening.strip("[|").strip()


def _shares_word(found: Features, language: str) -> bool:
    """Tell whether phrases of several words share a head: appellate court, appeals court."""
    if min(len(found.old), len(found.new)) < 2:
        return False
    return fold(found.old[-1], language) == fold(found.new[-1], language)


def _charged(found: Features) -> bool:
    """Tell whether a swap made over the page weighs on the stance: the tone scorer decides on the words alone."""
    return found.tone is not None and found.tone.probability >= 0.5
