"""Give every edit to exactly one finding, and unite the labels of all that spoke of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from wikidiff.classify.base import Claim, shown
from wikidiff.classify.calibration import confidence
from wikidiff.classify.features import is_plain
from wikidiff.classify.listed import remarks, sentence
from wikidiff.classify.registry import by_aspect
from wikidiff.model import Category, Context, Detail, Finding, Occurrence, Side
from wikidiff.model.change import Aspect, Edit, Page, Stretch
from wikidiff.model.finding import Action

ALSO = 0.5  # a claim at least this strong that did not win still leaves its label
ALSO_GENERAL = 0.8  # … but that it is a change of content or wording is true of nearly every edit and says little
MOST_LABELS = 4
STANDS = "the source beside it did not change"
_WORDED = (Aspect.TEXT, Aspect.BLOCK)
_AROUND = 24  # letters around changed words by which a quotation is known again
_STRENGTH = attrgetter("strength")
_GENERAL = (Category.CONTENT, Category.COPYEDIT, Category.FORMATTING)
_SOURCED = (Category.TERMINOLOGY, Category.TONE, Category.NUMERIC, Category.CONTENT, Category.COPYEDIT)


def findings(page: Page) -> tuple[Finding, ...]:
    """Return the findings of a page, in order of their first place in the new text."""
    gathered: dict[tuple[str, str, str], list[tuple[Edit, Claim, tuple[Category, ...]]]] = {}
    for number, edit in enumerate(page.edits):
        claim, labels = decide(edit, page)
        key = (claim.code, claim.category, claim.key or f"#{number}")
        gathered.setdefault(key, []).append((edit, claim, labels))
    return tuple(_finding(entries, page) for entries in gathered.values())


def decide(edit: Edit, page: Page) -> tuple[Claim, tuple[Category, ...]]:
    """Return the strongest claim on an edit and all labels that hold; there always is one."""
    asked = by_aspect(edit.aspect in _WORDED and is_plain(edit, page))[edit.aspect]
    claims = [claim for rule in asked for claim in rule.claim(edit, page)]
    if len(claims) > 1:
        claims.sort(key=_STRENGTH, reverse=True)
    best = claims[0] if claims else _unnamed(edit)
    if len(claims) < 2 and not best.labels:
        return best, (best.category,)
    labels = [best.category, *best.labels]
    for claim in claims:
        if claim.strength >= (ALSO if claim.category not in _GENERAL else ALSO_GENERAL):
            labels.append(claim.category)  # noqa: PERF401 - a generator costs more than what it makes
    return best, tuple(dict.fromkeys(labels))[:MOST_LABELS]


def _unnamed(edit: Edit) -> Claim:
    """Claim what no rule spoke of: nothing is dropped in silence."""
    return Claim(
        code="CNT000",
        category=Category.CONTENT,
        strength=0.2,
        action=Action.CHANGE,
        message=f"{shown(edit.old.text)} became {shown(edit.new.text)}.",
    )


def _finding(entries: Sequence[tuple[Edit, Claim, tuple[Category, ...]]], page: Page) -> Finding:
    if len(entries) > 1 and entries[0][1].about is not None:
        entries = _joined(entries, page)
    edit, claim, labels = entries[0]
    strength, meaning, many = claim.strength, claim.meaning, len(entries) > 1
    if claim.later is not None:
        claim = claim.later(page, claim)
    if many:
        labels = tuple(dict.fromkeys([label for _, _, own in entries for label in own]))[:MOST_LABELS]
        strength = max([entry.strength for _, entry, _ in entries])
        meaning = any(entry.meaning for _, entry, _ in entries)
        places = tuple([place for own, entry, _ in entries for place in occurrences(own, entry)])
        if any(entry.places for _, entry, _ in entries):  # two edits of one phrase claim the same place
            places = tuple(dict.fromkeys(places))
    else:
        places = occurrences(edit, claim)
    detail = dict(claim.detail)
    listed = remarks(page, (own for own, _, _ in entries)) if "terms" in page.facts else []
    if listed:
        detail["listed"] = listed
    restored = "earlier" in page.facts and _restored(entries, places, page)
    if restored:
        detail["quotation_restored"] = True
    if claim.category in _SOURCED and edit.context is not Context.CITATION:
        detail.setdefault("source_changed", _source(entries))
    message = _message(entries, claim, len(places), restored=restored, stands=detail.get("source_changed") is False)
    if listed:
        message = f"{message.rstrip('.')}; {sentence(listed)}."
    return Finding(
        code=claim.code,
        category=claim.category,
        labels=labels,
        action=claim.action,
        section=edit.section,
        old=claim.old if claim.old is not None else edit.old.text,
        new=claim.new if claim.new is not None else edit.new.text,
        meaning=meaning,
        confidence=confidence(claim.code, strength),
        message=message,
        occurrences=places,
        detail=Detail(detail),
    )


def _joined(
    entries: Sequence[tuple[Edit, Claim, tuple[Category, ...]]], page: Page
) -> list[tuple[Edit, Claim, tuple[Category, ...]]]:
    """Make one place of the parts of one value, where nothing else changed between them."""
    result: list[tuple[Edit, Claim, tuple[Category, ...]]] = []
    for edit, claim, labels in entries:
        before, first, own = result[-1] if result else (edit, claim, labels)
        ((old, new),) = first.places or ((before.old, before.new),)
        between = page.old_text[old.end : edit.old.start], page.new_text[new.end : edit.new.start]
        if result and first.about == claim.about and between[0] == between[1]:
            whole = (
                _reaching(page.old_text, old.start, edit.old.end),
                _reaching(page.new_text, new.start, edit.new.end),
            )
            result[-1] = before, replace(first, places=(whole,)), tuple(dict.fromkeys((*own, *labels)))
        else:
            result.append((edit, claim, labels))
    return result


def _reaching(text: str, start: int, end: int) -> Stretch:
    return Stretch(start, end, text[start:end])


def _message(
    entries: Sequence[tuple[Edit, Claim, tuple[Category, ...]]],
    claim: Claim,
    places: int,
    *,
    restored: bool,
    stands: bool,
) -> str:
    altered = sum([edit.quotation for edit, _, _ in entries])
    text = claim.message
    if places > 1 and claim.many and len({entry.message for _, entry, _ in entries}) > 1:
        text = claim.many.replace("{}", str(places), 1)
    elif places > 1 and len(entries) > 1:
        text = f"{text.rstrip('.')} in {places} places."
    if altered and claim.category not in (Category.FORMATTING, Category.LINK):
        where = "inside a quotation" if places == 1 else f"{min(altered, places)} of them inside quotations"
        says = "an earlier revision has them so" if restored else "the source did not say the new words"
        text = f"{text.rstrip('.')}, {where}: {says}."
    if claim.also:
        text = f"{text.rstrip('.')}; {claim.also}."
    if stands and not altered and claim.meaning and STANDS not in text:
        text = f"{text.rstrip('.')}; {STANDS}."
    return text


def _restored(
    entries: Sequence[tuple[Edit, Claim, tuple[Category, ...]]], places: Sequence[Occurrence], page: Page
) -> bool:
    """Tell whether an earlier revision has the words that quotations have now: what was changed was put back."""
    earlier = page.facts.get("earlier")
    quoted = [edit for edit, _, _ in entries if edit.quotation]
    if not isinstance(earlier, tuple) or not quoted or not any(place.quotation_altered for place in places):
        return False
    passages = [_passage(page.new_text, edit.new) for edit in quoted]
    return all(any(passage in text for text in earlier) for passage in passages)


def _passage(text: str, place: Stretch) -> str:
    """Return a place with the words around it, as far as its line goes."""
    low, high = max(0, place.start - _AROUND), place.end + _AROUND
    head, tail = text[low : place.start], text[place.end : high]
    return head[head.rfind("\n") + 1 :] + text[place.start : place.end] + tail.partition("\n")[0]


def _source(entries: Sequence[tuple[Edit, Claim, tuple[Category, ...]]]) -> bool | None:
    known = [edit.source_changed for edit, _, _ in entries if edit.source_changed is not None]
    return any(known) if known else None


def occurrences(edit: Edit, claim: Claim) -> tuple[Occurrence, ...]:
    """Return the places of an edit."""
    altered = edit.quotation and claim.category not in (Category.FORMATTING, Category.LINK)
    shown_in = edit.hints.get("context")
    if isinstance(shown_in, Context):
        return _in(edit, claim, altered, shown_in)
    context = Context.QUOTATION if edit.quotation and edit.context is Context.PROSE else edit.context
    return _in(edit, claim, altered, context)


def _in(edit: Edit, claim: Claim, altered: bool, context: Context) -> tuple[Occurrence, ...]:
    places = claim.places or edit.places or ((edit.old, edit.new),)
    return tuple([Occurrence(Side(*old), Side(*new), edit.section, context, altered) for old, new in places])
