"""Terms that changed in two places at once: turned around, listed as wholes, or one of two alternatives dropped."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from wikidiff.classify.features import fold, of, swaps
from wikidiff.classify.term_borders import Terms, grown
from wikidiff.classify.term_evidence import UNSPACED
from wikidiff.model.change import Aspect, Edit, Page, Stretch
from wikidiff.text import words
from wikidiff.text.genders import has_genders, names_both

_MOST = 4  # words that come or go
_LETTERS = 9  # … where each letter is a word
_BETWEEN = 40  # letters of the head that stands between them
_TURNED, _OFTEN, _ONCE = 0.82, 0.82, 0.45
_LISTED, _GENDERED = 0.96, 0.9
_MARKUP = frozenset("[]{}<>|=\n")
_BESIDE = 4  # standing words on each side, less one, that may belong to a listed term


class Turns:
    """The one-sided edits of a page that change a term: the terms and how sure it is, by edit."""

    def __init__(self, page: Page) -> None:
        self.found: dict[int, tuple[Terms, float]] = {}
        texts = [edit for edit in page.edits if edit.aspect is Aspect.TEXT]
        for first, second in pairwise(page.edits) if len(texts) > 1 else ():
            terms = _whole(first, second, page)
            if terms is not None:
                self.found[id(first)] = self.found[id(second)] = (terms, _LISTED)
        gendered = has_genders(page.language)
        for edit in texts:
            if gendered and (terms := _both_genders(edit, page)) is not None:
                self.found.setdefault(id(edit), (terms, _GENDERED))
            elif id(edit) not in self.found and (terms := _longer(edit, page)) is not None:
                self.found[id(edit)] = (terms, _LISTED)
        short = [edit for edit in texts if _is_short(edit, page)]
        if not short:
            return
        for first, second in pairwise(short):
            terms = _turned(first, second, page)
            if terms is not None:
                self.found.setdefault(id(first), (terms, _TURNED))
                self.found.setdefault(id(second), (terms, _TURNED))
        dropped = [(edit, terms) for edit in short for terms in [_alternative(edit, page)] if terms is not None]
        times = Counter((terms.old.casefold(), terms.new.casefold()) for _, terms in dropped)
        for edit, terms in dropped:
            often = times[terms.old.casefold(), terms.new.casefold()] >= 2
            self.found.setdefault(id(edit), (terms, _OFTEN if often else _ONCE))


def turned(edit: Edit, page: Page) -> tuple[Terms, float] | None:
    """Return the terms that an edit changes with another beside it, or on one side, and how sure it is."""
    known = page.facts.get("turns")
    if not isinstance(known, Turns):
        known = page.facts["turns"] = Turns(page)
    return known.found.get(id(edit))


def _is_short(edit: Edit, page: Page) -> bool:
    if edit.old.text and edit.new.text:
        return False
    found = of(edit, page)
    most = _LETTERS if page.language in UNSPACED else _MOST
    if bool(found.old) == bool(found.new) or len(found.old) + len(found.new) > most:
        return False
    return 0 < len(found.old_heavy) + len(found.new_heavy) < most


def _whole(first: Edit, second: Edit, page: Page) -> Terms | None:
    """Return a listed pair of terms that share a word, so that only what stands around it changed.

    *First World War, World War I*; *the hearing-impaired, people with hearing loss*.
    """
    if first.block != second.block or first.aspect is not Aspect.TEXT or second.aspect is not Aspect.TEXT:
        return None
    between = page.new_text[first.new.end : second.new.start]
    if len(between) > _BETWEEN or between != page.old_text[first.old.end : second.old.start]:
        return None
    old = _cut(page.old_text, first.old.start, second.old.end)
    new = _cut(page.new_text, first.new.start, second.new.end)
    if max(len(old.text), len(new.text)) > 3 * _BETWEEN or not _plain(old.text + new.text):
        return None
    if words.listed_pair(old.text, new.text, page.language) is None:
        return None
    return Terms(old.text, new.text, ((old, new),))


def _longer(edit: Edit, page: Page) -> Terms | None:
    """Return a listed pair of which one term is the other with more words: *Macedonia, North Macedonia*."""
    text = edit.old.text or edit.new.text
    if (edit.old.text and edit.new.text) or not _plain(text) or not text.strip():
        return None
    added = edit.old_words or edit.new_words
    if not 0 < len(added.split()) <= _MOST or not words.may_extend(added, page.language):
        return None
    for low in range(_BESIDE):
        for high in range(_BESIDE):
            left, right = edit.before[len(edit.before) - low :], edit.after[:high]
            if not low + high or any(not word[:1].isalpha() for word in (*left, *right)):
                continue
            old, new = (" ".join((*left, *text.split(), *right)) for text in (edit.old_words, edit.new_words))
            if words.listed_pair(old, new, page.language) is None:
                continue
            a, b = grown(page.old_text, edit.old, left, right), grown(page.new_text, edit.new, left, right)
            if a is None or b is None:
                return Terms(old, new)
            return Terms(old, new, ((_cut(page.old_text, a.start, a.end), _cut(page.new_text, b.start, b.end)),))
    return None


def _both_genders(edit: Edit, page: Page) -> Terms | None:
    """Return a masculine form and the form that names both: *Lehrer, Lehrerinnen und Lehrer*."""
    if not _plain(edit.old.text + edit.new.text):
        return None
    if len(edit.old.text) + len(edit.new.text) > 3 * _BETWEEN:
        return None
    head = _head_of_word(edit, page)
    old = Stretch(edit.old.start - head, edit.old.end, page.old_text[edit.old.start - head : edit.old.end])
    new = Stretch(edit.new.start - head, edit.new.end, page.new_text[edit.new.start - head : edit.new.end])
    for low, high in ((0, 0), (0, 1), (1, 0)) if not head else ((0, 0),):
        left, right = edit.before[len(edit.before) - low :], edit.after[:high]
        a, b = grown(page.old_text, old, left, right), grown(page.new_text, new, left, right)
        if a is None or b is None:
            continue
        a, b = _cut(page.old_text, a.start, a.end), _cut(page.new_text, b.start, b.end)
        if names_both(a.text, b.text, page.language):
            return Terms(a.text, b.text, ((a, b),))
    return None


def _head_of_word(edit: Edit, page: Page) -> int:
    """Return how many letters of the same word stand before what came or went inside it: *Lehrer* before *:innen*."""
    text, place = (page.old_text, edit.old) if edit.old.text else (page.new_text, edit.new)
    if not place.text or place.text[0].isspace() or (edit.old.text and edit.new.text):
        return 0
    start = place.start
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return place.start - start


def _plain(text: str) -> bool:
    return _MARKUP.isdisjoint(text)


def _turned(first: Edit, second: Edit, page: Page) -> Terms | None:
    """Return two orders of one phrase: *children with autism, autistic children*.

    A word came before or behind a standing head, and what is derived from it went on the other side of the head.
    Names are left out: *the border with Mexico* and *the Mexican border* are wording.
    """
    one, two = of(first, page), of(second, page)
    if first.block != second.block or bool(one.old) == bool(two.old):
        return None
    between = page.new_text[first.new.end : second.new.start]
    if between != page.old_text[first.old.end : second.old.start] or len(between) > _BETWEEN:
        return None
    if not between.replace(" ", "").isalpha():
        return None
    old = _cut(page.old_text, first.old.start, second.old.end)
    new = _cut(page.new_text, first.new.start, second.new.end)
    left, right = (*one.old_heavy, *one.new_heavy), (*two.old_heavy, *two.new_heavy)
    if _derived(left, right, page.language) or _known(old.text, new.text, page):
        return Terms(old.text, new.text, ((old, new),))
    return None


def _derived(left: tuple[str, ...], right: tuple[str, ...], language: str) -> bool:
    if len(left) != 1 or len(right) != 1 or not (left[0].islower() and right[0].islower()):
        return False
    return words.same_root(left[0], right[0], language) and not words.same_stem(left[0], right[0], language)


def _known(old: str, new: str, page: Page) -> bool:
    """Tell whether two phrases are a listed pair, or one that the page swaps elsewhere as a whole."""
    if words.term_pair(old, new, page.language) is not None or words.name_change(old, new, page.language) is not None:
        return True
    return (fold(old, page.language), fold(new, page.language)) in swaps(page).phrases


def _alternative(edit: Edit, page: Page) -> Terms | None:
    """Return a pair of terms joined by a slash, and the one that stays: *asphalt/bitumen, bitumen*."""
    text = (edit.old.text or edit.new.text).strip()
    if "/" not in text:
        return None
    if text.strip("/ ") == text.strip() or not text.strip("/ ").isalpha():
        return None
    spans = []
    for side, whole in ((edit.old, page.old_text), (edit.new, page.new_text)):
        start, end = side.start, side.end
        if text.endswith("/"):
            while end < len(whole) and whole[end].isalpha():
                end += 1
        else:
            while start > 0 and whole[start - 1].isalpha():
                start -= 1
        spans.append(_cut(whole, start, end))
    old, new = spans
    return Terms(old.text, new.text, ((old, new),)) if min(len(old.text), len(new.text)) > 2 else None


def _cut(text: str, start: int, end: int) -> Stretch:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Stretch(start, end, text[start:end])
