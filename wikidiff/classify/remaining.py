"""Find the places of a text where a term still stands, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.model.change import Page
from wikidiff.packs import sites
from wikidiff.text import words

MOST = 999
TERMS = 100  # terms looked for in one page
_TRIES = 4000  # places looked at for one term
_LONGEST, _PART, _ENDING = 40, 4, 2  # letters of a word, of a part that takes endings, of an ending
_BACK = 400  # characters read before and behind a place to say what it is
_TITLES = ("title", "chapter", "work", "series", "trans-title", "script-title")  # canonical names of parameters
_QUOTES = ("quote", "quotation", "text")
_SPACE = re.compile(r"[\s|\[\]<>{}\"]")


def places(page: Page, term: str, given: str = "") -> tuple[tuple[int, str], ...]:
    """Return where `term` still stands in the new text, in any case, number and form, and in what: at most 999.

    In what: `quotation`, `title`, `link target`, `URL`, `citation`, `heading`, `comment` or `prose`. The target of a
    link whose label is `given`, the term that took its place, does not count: no reader sees it.
    """
    counted = page.facts.get("counted", 0)
    if not term.strip() or not isinstance(counted, int) or counted >= TERMS:
        return ()
    page.facts["counted"] = counted + 1
    text = page.facts.get("folded")
    if not isinstance(text, str):
        text = page.facts["folded"] = page.new_text.casefold()
    if len(text) != len(page.new_text):  # a letter that casefold spells out: places would be off
        text = page.facts["folded"] = page.new_text.lower()
    given = " ".join(given.split()).casefold()
    found: list[tuple[int, str]] = []
    term = " ".join(term.split()).casefold()
    for start, end in _found(text, term, page.language):
        if given and given != term and _inside(text, given, start, end):
            continue
        where = _where(page, start, end, given)
        if where:
            found.append((start, where))
        if len(found) >= MOST:
            break
    return tuple(found)


def _inside(text: str, given: str, start: int, end: int) -> bool:
    """Tell whether a place is part of the new term: *Macedonia* in *North Macedonia*."""
    at = text.find(given, max(0, end - len(given)), start + len(given))
    return 0 <= at <= start and len(given) > end - start


def tally(found: tuple[tuple[int, str], ...]) -> dict[str, int]:
    """Count places by what they are, the most frequent first."""
    counts: dict[str, int] = {}
    for _, where in found:
        counts[where] = counts.get(where, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _found(text: str, term: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a term, the text and the term in small letters.

    A plain search for the part that no ending changes, then the words there are held against the term's.
    """
    spaced = not words.unspaced(term)
    parts = term.split()
    root = parts[0] if not spaced or len(parts[0]) < 5 else _root(parts[0], language)
    at = text.find(root)
    for _ in range(_TRIES):
        if at < 0:
            return
        if not spaced and text.startswith(term, at):
            yield at, at + len(term)
            at += len(term) - len(root)
        elif spaced and not (at and text[at - 1].isalnum()):
            end = _end(text, at, parts, language)
            if end:
                yield at, end
        at = text.find(root, at + len(root))


def _root(word: str, language: str) -> str:
    """Return the letters that the forms of a word share at least."""
    stem = words.stem(word, language)
    shared = 0
    while shared < min(len(stem), len(word)) and stem[shared] == word[shared]:
        shared += 1
    return word[: max(3, min(shared, len(word) - 2))]


def _end(text: str, at: int, parts: list[str], language: str) -> int:
    """Return where the term ends that begins at a place, 0 if it is another."""
    for number, part in enumerate(parts):
        end = at
        while end < len(text) and (text[end].isalnum() or (text[end] in "'’-." and text[end] in part)):
            end += 1
        word = text[at:end]
        if word != part and not _is_form(word, part, language):
            return 0
        if number < len(parts) - 1:
            at = end
            while at < len(text) and text[at] in " \n\u00a0_":
                at += 1
            if at == end:
                return 0
    return end


def _is_form(word: str, part: str, language: str) -> bool:
    """Tell whether a word is a form of a part of a term; a short ending more is one where nouns are inflected."""
    if len(word) >= _LONGEST:
        return False
    if language != "en" and len(part) >= _PART and word.startswith(part) and len(word) - len(part) <= _ENDING:
        return True
    return words.same_stem(word, part, language)


def _where(page: Page, start: int, end: int, given: str) -> str:
    """Say in what a place of the new text stands; nothing if it is the target behind the new term itself."""
    text = page.new_text
    before = text[max(0, start - _BACK) : start]
    if "<!--" in before and before.rfind("<!--") > before.rfind("-->"):
        return "comment"
    run = max((match.end() for match in _SPACE.finditer(before)), default=0)
    if "//" in before[run:]:
        return "URL"
    opened = before.rfind("[[")
    if opened > before.rfind("]]") and "|" not in before[opened:]:
        behind = text[end : end + _BACK]
        bar, closed = behind.find("|"), behind.find("]]")
        if 0 <= bar < closed:
            label = " ".join(behind[bar + 1 : closed].split()).casefold()
            return "" if given and given in label else "link target"
    line = before[before.rfind("\n") + 1 :]
    if before.rfind("{{") > before.rfind("}}"):
        inside = _in_template(before[before.rfind("{{") + 2 :], page.site)
        if inside:
            return inside
    if max(before.rfind("<ref>"), before.rfind("<ref ")) > before.rfind("</ref>"):
        return "title" if before.count("''") % 2 and "''" in line else "citation"
    if line.startswith("="):
        return "heading"
    if line.replace("'''", "").count("''") % 2:
        return "title"
    return "quotation" if _quoted(line, page.language) else "prose"


def _in_template(opened: str, site: str) -> str:
    """Say what a place in a template is, by what stands before it: a quotation, a title, or nothing in particular."""
    name, _, rest = opened.partition("|")
    if sites.is_quote_template(name, site):
        return "quotation"
    parameter, equals, _ = rest.rpartition("|")[2].partition("=")
    if equals and sites.parameter_name(parameter, site) in _TITLES:
        return "title"
    if equals and sites.parameter_name(parameter, site) in _QUOTES:
        return "quotation"
    return "citation" if sites.is_citation_template(name, site) else ""


def _quoted(line: str, language: str) -> bool:
    """Tell whether a quotation stands open at the end of a piece of a line."""
    if line.rfind("<blockquote>") > line.rfind("</blockquote>"):
        return True
    for opening, closing in words.quote_pairs(language):
        if opening == closing:
            if line.count(opening) % 2:
                return True
        elif opening in line and line.rfind(opening) > line.rfind(closing):
            return True
    return False
