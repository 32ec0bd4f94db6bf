"""A term that names something gave way to another term for the same thing, the sentence otherwise standing.

What: swaps of terms, in any case, number and form, in labels of links and in tables. All places of one swap are one
finding, with the places where the old term still stands.

Why: which word is used is often the whole dispute. A swap made everywhere at once, quotations included, puts words
into mouths that never said them.

Limits: whether two unknown names are two names of one thing is not in the text: a swap counts as terminology when it
is known to a term table or a list of your own, when it is made in several places alike, or when both sides are shown
to be the same thing by their link. A single swap of two unknown names is reported as content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from wikidiff import packs
from wikidiff.classify import remaining
from wikidiff.classify.base import Claim, rule, shown
from wikidiff.classify.features import Features, fold, of, swaps
from wikidiff.classify.listed import own_pair
from wikidiff.classify.term_borders import Terms, bounded, grown, trimmed
from wikidiff.classify.term_evidence import UNSPACED, could_be, evidence
from wikidiff.classify.term_turns import turned
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.text import words
from wikidiff.text.words import TermPair

_KNOWN = {"term_pair": 0.96, "name_change": 0.95, "abbreviation": 0.92, "substring": 0.45}
_OWN = 0.97  # for a pair of the caller's own list
_CODES = {"name_change": "TRM002", "abbreviation": "TRM003", "substring": "TRM003"}
_LEAST = 0.5  # a weaker claim is neither heard nor leaves its label: content always says as much
_SILENT = frozenset(("case", "diacritics", "punctuation", "script", "inflection", "spelling_variant", "same"))
_TIES = "-‐ "  # what may tie a term to the next word: NS-Regime
_BEGINNING = 3  # letters that no inflection of the packs' languages changes
_BESIDE = 3  # words on each side, less one, that may belong to a known term


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
    joint = turned(edit, page)
    if joint is not None:
        relation = words.listed_pair(joint[0].old, joint[0].new, page.language) or "different"
        yield _claim(page, found, joint[0], relation, joint[1])
        return
    if not found.old or not found.new:
        return
    relation = found.relation
    if "terms" in page.facts and relation not in _SILENT and own_pair(page, found.old_text, found.new_text) is not None:
        yield _claim(page, found, Terms(found.old_text, found.new_text), "term_pair", _OWN)
        return
    if not could_be(edit, page, found, listed=relation in _KNOWN) or relation in _SILENT:
        return
    wider = _listed(edit, page, found) if relation not in _KNOWN else None
    if wider is not None:
        yield _claim(page, found, wider[1], wider[0], _KNOWN[wider[0]])
        return
    inner = Terms(trimmed(found.old_text, page.language), trimmed(found.new_text, page.language))
    known = words.listed_pair(*inner[:2], page.language) if relation not in _KNOWN and inner.old and inner.new else None
    if known is not None:  # what binds them changed with them: de la Birmanie, du Myanmar
        yield _claim(page, found, inner, known, _KNOWN[known])
        return
    times = swaps(page).count(edit, page)
    strength = max(_KNOWN.get(relation, 0.0), evidence(edit, page, found, times))
    if relation == "typo":
        strength = min(strength, 0.5) if times < 3 else strength
    if strength >= _LEAST:
        terms = Terms(found.old_text, found.new_text) if relation in _KNOWN else bounded(edit, page, found)
        yield _claim(page, found, terms, relation, strength, (edit.old_target, edit.new_target))


def _claim(
    page: Page, found: Features, terms: Terms, relation: str, strength: float, targets: tuple[str, str] = ("", "")
) -> Claim:
    language = page.language
    terms = terms._replace(old=terms.old.strip(_TIES), new=terms.new.strip(_TIES))
    pair = own_pair(page, terms.old, terms.new) or _pair(terms.old, terms.new, language)
    old_term = _base(terms.old, pair.old if pair else "", targets[0], language)
    new_term = _base(terms.new, pair.new if pair else "", targets[1], language)
    code = _CODES.get(relation, "TRM001")
    charged = pair.charged if pair else code == "TRM001" and _charged(found)
    return Claim(
        code=code,
        category=Category.TERMINOLOGY,
        strength=strength,
        action=Action.CHANGE,
        meaning=code != "TRM003",
        key=f"{fold(old_term, language)}→{fold(new_term, language)}",
        places=terms.places,
        old=terms.old,
        new=terms.new,
        labels=(Category.TONE,) if charged else (),
        message=f"{shown(old_term)} became {shown(new_term)}{_guidance(pair)}.",
        detail={"old_term": old_term, "new_term": new_term, "remaining": 0, **_listing(pair)},
        later=_counted,
    )


def _base(term: str, listed: str, target: str, language: str) -> str:
    """Return the base form of a term: as listed or as its link names it, where these are forms of it."""
    if language != "en":
        for other in (listed, target):
            if other and other != term and words.is_form(term, other, language):
                return other
    return words.lemma_like(term, language)


def _listing(pair: TermPair | None) -> dict[str, str]:
    """Say which side the source of a listed pair prefers, and which source that is."""
    return {} if pair is None else {"neutral": pair.neutral, "reason": pair.source}


def _guidance(pair: TermPair | None) -> str:
    """Say in a message what the source of a charged pair says of it."""
    if pair is None or not pair.charged:
        return ""
    says = {
        "old": "this guidance prefers the old term",
        "new": "this guidance prefers the new term",
        "both": "either is in use",
        "none": "this guidance prefers neither",
    }
    return f" ({pair.source}; {says[pair.neutral]})"


def _counted(page: Page, claim: Claim) -> Claim:
    """Say in how many places the old term still stands, and in what."""
    left = remaining.places(page, claim.old or "", claim.new or "")
    if not left:
        return claim
    where = remaining.tally(left)
    kinds = "" if set(where) == {"prose"} else f" ({', '.join(f'{n} in {kind}' for kind, n in where.items())})"
    text = f"the old term still stands in {len(left)} place{'s' if len(left) > 1 else ''}{kinds}"
    return replace(claim, also=text, detail={**claim.detail, "remaining": len(left), "remaining_in": where})


def _listed(edit: Edit, page: Page, found: Features) -> tuple[str, Terms] | None:
    """Return the known pair of terms that the edit is part of, with standing words on its sides: died by suicide."""
    joint = "" if page.language in UNSPACED else " "
    known = "terms" in page.facts or not joint
    if not known and not (_in_terms(found.old, page.language) and _in_terms(found.new, page.language)):
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
            own = "terms" in page.facts and own_pair(page, old, new) is not None
            relation = "term_pair" if own else words.listed_pair(old, new, page.language)
            if relation is None:
                continue
            a, b = grown(page.old_text, edit.old, left, right), grown(page.new_text, edit.new, left, right)
            return relation, Terms(old, new, ((a, b),) if a is not None and b is not None else ())
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


def _pair(old: str, new: str, language: str) -> TermPair | None:
    return words.term_pair(old, new, language) or words.name_change(old, new, language)


def _charged(found: Features) -> bool:
    """Tell whether a swap made over the page weighs on the stance: the tone scorer decides on the words alone."""
    return found.tone is not None and found.tone.probability >= 0.5
