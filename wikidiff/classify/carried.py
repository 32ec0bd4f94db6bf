"""Words that were carried to another place of their sentence: they went here and came there, and say the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from wikidiff.classify.features import Features, fold, of
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.text import words

_LONGEST = 12  # words that are carried together
_FAR = 240  # letters of a sentence between the two places
_NEAR = 4  # edits of one block among which the other place is looked for
_OWNING = ("'s", "’s")
_BORDERS = frozenset(".;:!?|\n")


class Carried:
    """The edits of a page that carry words within a sentence, each with the number of its pair."""

    def __init__(self, page: Page) -> None:
        self.pairs: dict[int, int] = {}
        texts = [edit for edit in page.edits if edit.aspect is Aspect.TEXT]
        for _, group in groupby(texts, key=lambda edit: edit.block) if len(texts) > 1 else ():
            edits = list(group)
            for first, second in _near(edits):
                if id(first) not in self.pairs and id(second) not in self.pairs and _carries(first, second, page):
                    self.pairs[id(first)] = self.pairs[id(second)] = len(self.pairs)


def carried(edit: Edit, page: Page) -> int | None:
    """Return the number of the pair of edits that carries words, if the edit is of one."""
    known = page.facts.get("carried")
    if not isinstance(known, Carried):
        known = page.facts["carried"] = Carried(page)
    return known.pairs.get(id(edit))


def _near(edits: list[Edit]) -> Iterator[tuple[Edit, Edit]]:
    for place, first in enumerate(edits):
        for second in edits[place + 1 : place + _NEAR]:
            yield first, second


def _carries(first: Edit, second: Edit, page: Page) -> bool:
    """Tell whether what went in one edit came in the other, in one sentence, and still hangs on the same words."""
    one, two = of(first, page), of(second, page)
    if max(map(len, (one.old, one.new, two.old, two.new))) > _LONGEST:
        return False
    if one.old_heavy and two.new_heavy and not one.new_heavy and not two.old_heavy:
        went, came = (one.old, one.old_heavy), (two.new, two.new_heavy)
    elif one.new_heavy and two.old_heavy and not one.old_heavy and not two.new_heavy:
        went, came = (two.old, two.old_heavy), (one.new, one.new_heavy)
    else:
        return False
    for text, start, end in (
        (page.old_text, first.old.end, second.old.start),
        (page.new_text, first.new.end, second.new.start),
    ):
        if end - start > _FAR or not _BORDERS.isdisjoint(text[start:end]):
            return False
    return _same(went, came, page.language) and _hangs_on(went[0], first, second, (one, two), page)


def _same(
    went: tuple[tuple[str, ...], tuple[str, ...]], came: tuple[tuple[str, ...], tuple[str, ...]], language: str
) -> bool:
    """Tell whether two rows hold the same words in one order: *over evil* is not *evil over*."""
    left, right = ([fold(word, language) for word in heavy] for _, heavy in (went, came))
    if left != right or words.negations((*went[0], *came[0]), language):
        return False
    if any(word.endswith(_OWNING) for word in (*went[0], *came[0])):
        return True
    first, second = (_bound(row, language) for row, _ in (went, came))
    return first == second


def _bound(row: tuple[str, ...], language: str) -> list[str]:
    """Return the words of a row, lower-cased, without articles and what joins an enumeration."""
    loose = ("article", "conjunction")
    return [word.casefold() for word in row if words.word_class(word, language) not in loose]


def _hangs_on(went: tuple[str, ...], first: Edit, second: Edit, found: tuple[Features, Features], page: Page) -> bool:
    """Tell whether the words may stand anywhere: a phrase that a binding word opens, an adverb, one of an enumeration.

    A bare name or figure that stands elsewhere says something else, and so do *only* and what goes to another clause.
    """
    language = page.language
    every = tuple(word for side in found for word in (*side.old, *side.new))
    if words.has_quantifier(every, language) or words.has_superlative(every, language):
        return False
    if all(
        "," in edit.old.text + edit.new.text or _joins(side, language)
        for edit, side in zip((first, second), found, strict=True)
    ):
        return True
    if not _opens(first) and any(_is_joint(word, language) for word in _between(first, second, page)):
        return False
    if any(words.word_class(word, language) == "preposition" or word.endswith(_OWNING) for word in every):
        return True
    return all(word.isalpha() and word.islower() for word in went)


def _joins(found: Features, language: str) -> bool:
    return any(_is_joint(word, language) for word in (*found.old, *found.new))


def _is_joint(word: str, language: str) -> bool:
    return words.word_class(word, language) == "conjunction"


def _opens(edit: Edit) -> bool:
    """Tell whether an edit stands at the beginning of its sentence: what stands there belongs to the whole of it."""
    return not edit.before or edit.before[-1] in (".", "!", "?", "|", "=")


def _between(first: Edit, second: Edit, page: Page) -> list[str]:
    return page.new_text[first.new.end : second.new.start].split()
