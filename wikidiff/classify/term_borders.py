"""Where a term begins and ends: the changed words, with the standing ones that belong to the same name."""

from __future__ import annotations

from typing import NamedTuple

from wikidiff.classify.features import Features, swaps
from wikidiff.model.change import Edit, Page, Stretch
from wikidiff.text import words

Places = tuple[tuple[Stretch, Stretch], ...]

LONGEST = 5  # words of a term
_HYPHENS = "-‐‑"
_WORD = 40  # letters of a word that a hyphen ties to a term
_LABEL = 80  # letters of a link's label that is taken for one term


class Terms(NamedTuple):
    """Two terms as they stood, and the very places where they are wider than the edit."""

    old: str
    new: str
    places: Places = ()


def bounded(edit: Edit, page: Page, found: Features) -> Terms:
    """Return the terms at their natural borders: a hyphened word, a link's label, a word and what it qualifies."""
    terms = Terms(found.old_text, found.new_text)
    core = _core(edit)
    if core is None:
        return Terms(trimmed(terms.old, page.language), trimmed(terms.new, page.language))
    wider = (
        _qualified(edit, page, found, core)
        or _hyphened(page, core)
        or _labelled(edit, page, core)
        or _named(edit, page, found, core)
    )
    return terms if wider is None else Terms(wider[0].text, wider[1].text, (wider,))


def _core(edit: Edit) -> tuple[Stretch, Stretch] | None:
    """Return the changed words without the spaces around them, None where markup stands among them."""
    old, new = _bare(edit.old), _bare(edit.new)
    if not old.text or not new.text or any(mark in old.text + new.text for mark in "[]{}<>|"):
        return None
    return old, new


def _bare(stretch: Stretch) -> Stretch:
    text = stretch.text.strip()
    start = stretch.start + len(stretch.text) - len(stretch.text.lstrip())
    return Stretch(start, start + len(text), text)


def trimmed(text: str, language: str) -> str:
    """Return a phrase without function words at its ends: *der Reichspogromnacht, Novemberpogromen von*."""
    parts = text.split()
    while len(parts) > 1 and words.is_function_word(parts[-1], language):
        parts.pop()
    while len(parts) > 1 and words.is_function_word(parts[0], language):
        del parts[0]
    return " ".join(parts)


def _qualified(
    edit: Edit, page: Page, found: Features, core: tuple[Stretch, Stretch]
) -> tuple[Stretch, Stretch] | None:
    """Return the terms with the word that they qualify, when the page swaps the same word inside longer terms.

    A word that elsewhere is the first of a longer swapped term is a modifier: alone it names nothing.
    """
    follows = edit.after[0] if edit.after else ""
    if len(found.old) != 1 or len(found.new) != 1 or not follows.isalpha():
        return None
    if words.is_function_word(follows, page.language):
        return None
    if not swaps(page).leads(found.old[0], found.new[0], page.language):
        return None
    return _both(page, core, (), (follows,))


def _hyphened(page: Page, core: tuple[Stretch, Stretch]) -> tuple[Stretch, Stretch] | None:
    """Return the terms with what a hyphen ties to both alike: *anti-blasphemy, anti-defamation*."""
    old, new = core
    head = _tied_before(page.old_text, old.start)
    tail = _tied_after(page.old_text, old.end)
    if not head and not tail:
        return None
    if head != _tied_before(page.new_text, new.start) or tail != _tied_after(page.new_text, new.end):
        return None
    return _spread(page.old_text, old, len(head), len(tail)), _spread(page.new_text, new, len(head), len(tail))


def _tied_before(text: str, at: int) -> str:
    """Return the word and the hyphen right before a place."""
    if at < 2 or text[at - 1] not in _HYPHENS:
        return ""
    start = at - 1
    while start > 0 and at - start <= _WORD and text[start - 1].isalpha():
        start -= 1
    return text[start:at] if start < at - 1 else ""


def _tied_after(text: str, at: int) -> str:
    """Return the hyphen and the word right behind a place."""
    if at + 1 >= len(text) or text[at] not in _HYPHENS:
        return ""
    end = at + 1
    while end < len(text) and end - at <= _WORD and text[end].isalpha():
        end += 1
    return text[at:end] if end > at + 1 else ""


def _labelled(edit: Edit, page: Page, core: tuple[Stretch, Stretch]) -> tuple[Stretch, Stretch] | None:
    """Return the labels of the two links that the edit lies in, when nothing else in them changed."""
    if not edit.old_target or not edit.new_target:
        return None
    old, new = core
    left, right = _label(page.old_text, old), _label(page.new_text, new)
    if left is None or right is None or (left == old and right == new):
        return None
    head, tail = old.start - left.start, left.end - old.end
    if page.old_text[left.start : old.start] != page.new_text[right.start : new.start]:
        return None
    if page.old_text[old.end : left.end] != page.new_text[new.end : right.end] or not head + tail:
        return None
    if max(len(left.text.split()), len(right.text.split())) > LONGEST or any(c.isdigit() for c in left.text):
        return None
    return left, right


def _label(text: str, inner: Stretch) -> Stretch | None:
    """Return the label of the link around a stretch, None where there is none near."""
    start = max(text.rfind("[[", max(0, inner.start - 2 * _LABEL), inner.start) + 2, 0)
    start = max(start, text.rfind("|", start, inner.start) + 1)
    end = text.find("]]", inner.end, inner.end + _LABEL)
    if start < 2 or end < 0 or "]]" in text[start:end] or "[[" in text[start:end] or "|" in text[start:end]:
        return None
    return Stretch(start, end, text[start:end])


def _named(edit: Edit, page: Page, found: Features, core: tuple[Stretch, Stretch]) -> tuple[Stretch, Stretch] | None:
    """Return the names that capitalised words are part of: *Haymarket Massacre, Haymarket Riot*."""
    if not (found.old[0][:1].isupper() and found.new[0][:1].isupper()):
        return None
    left: tuple[str, ...] = ()
    if len(edit.before) > 1 and edit.before[-2] not in (".", "!", "?", ":", ";") and _is_name(edit.before[-1], page):
        left = (edit.before[-1],)
    right = (edit.after[0],) if edit.after and _is_name(edit.after[0], page) else ()
    return _both(page, core, left, right) if left or right else None


def _is_name(word: str, page: Page) -> bool:
    return word[:1].isupper() and word[1:].islower() and not words.is_function_word(word, page.language)


def _both(
    page: Page, core: tuple[Stretch, Stretch], left: tuple[str, ...], right: tuple[str, ...]
) -> tuple[Stretch, Stretch] | None:
    old, new = grown(page.old_text, core[0], left, right), grown(page.new_text, core[1], left, right)
    return (old, new) if old is not None and new is not None else None


def _spread(text: str, inner: Stretch, head: int, tail: int) -> Stretch:
    start, end = inner.start - head, inner.end + tail
    return Stretch(start, end, text[start:end])


def grown(text: str, stretch: Stretch, left: tuple[str, ...], right: tuple[str, ...]) -> Stretch | None:
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
