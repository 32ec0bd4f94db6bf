"""A long history made of one real article: most edits small, some sources, moves, reverts and blanked sections."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from benchmarks.edits import large_page
from wikidiff.model import Page, Revision, User

_WORD = re.compile(r"(?<= )[a-z]{5,}(?= )")
_HEADING = re.compile(r"^==[^=].*$", re.MULTILINE)
_PLAIN = re.compile(r"[^\[\]{}<>=|'\n]{40,300}\.")
_DATE = re.compile(r"accessdate=[^|}]+")
_WORDS = (
    *("undocumented", "noncitizens", "allegedly", "disputed", "extremist", "militant", "claimed", "asserted"),
    *("controversial", "renowned", "purported", "territory", "annexed", "liberated", "insurgent", "regime"),
    *("administration", "casualties", "approximately", "considerably"),
)
_SOURCE = re.compile(r"<ref>\{\{cite web \|title=Item [^<]*</ref>")
_BEGIN = datetime(2010, 1, 1, tzinfo=UTC)
_USERS = 40


def texts(count: int, seed: int = 7, article: str | None = None) -> Iterator[str]:
    """Yield the texts of a history of one article, always the same for one seed.

    Where the page has grown, a source or sentence goes instead of coming: it keeps its size.
    """
    dice = random.Random(seed)
    current = before = article if article is not None else large_page()
    most = len(current) * 1.02
    made = 1
    yield current
    while made < count:
        share = dice.random()
        if 0.95 <= share < 0.97:  # a section blanked, and put back at once
            yield _blanked(current)
            made += 1
            if made == count:
                return
            new = current
        elif 0.92 <= share < 0.95:
            new = before
        else:
            if len(current) > most and 0.55 <= share < 0.82:
                share += 0.5
            new = _edited(current, share, dice, made)
        yield new
        made += 1
        before, current = current, new


def revisions(count: int, seed: int = 7, article: str | None = None) -> Iterator[Revision]:
    """Yield the same as revisions of a page, half a day apart, by some users."""
    dice = random.Random(seed + 1)
    page = Page(wiki="enwiki", title="A long history", id=1, namespace=0)
    for number, text in enumerate(texts(count, seed, article)):
        yield Revision(
            id=1000 + number,
            parent_id=999 + number if number else 0,
            page=page,
            timestamp=_BEGIN + timedelta(hours=12 * number),
            user=User(name=f"User {dice.randrange(_USERS)}"),
            comment="",
            text=text,
        )


def _edited(text: str, share: float, dice: random.Random, number: int) -> str:
    lines = _paragraphs(text)
    if not lines:  # a short page of which every paragraph went
        return text + dice.choice(_WORDS) + "\n"
    start, end = dice.choice(lines)
    if share < 0.55:
        return _swapped(text, lines, dice)
    if share >= 1:
        return _shortened(text, lines, dice)
    if share < 0.72:
        source = (
            f"<ref>{{{{cite web |title=Item {number} |url=http://example.org/{number} |accessdate=2 May 2014}}}}</ref>"
        )
        return text[:end] + source + text[end:]
    if share < 0.82:
        other = dice.choice(lines)
        sentence = _PLAIN.search(text, *other)
        return text[:end] + " " + (sentence.group().strip() if sentence else "It is so.") + text[end:]
    if share < 0.88:
        sentences = [match.span() for match in _PLAIN.finditer(text, start, end)]
        low, high = dice.choice(sentences) if sentences else (end, end)
        return text[:low] + text[high:]
    if share < 0.92:
        return _moved(text, lines)
    day = dice.randint(1, 28)
    return _DATE.sub(f"accessdate={day} June 2015", text, count=3)


def _shortened(text: str, lines: list[tuple[int, int]], dice: random.Random) -> str:
    """Take out a source that an earlier revision added, or a sentence."""
    sources = [match.span() for match in _SOURCE.finditer(text)]
    start, end = dice.choice(lines)
    found = sources if len(sources) > 10 else [match.span() for match in _PLAIN.finditer(text, start, end)]
    low, high = dice.choice(found) if found else (end, end)
    return text[:low] + text[high:]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return where long lines of prose stand, their line breaks left out."""
    found, start = [], 0
    for line in text.split("\n"):
        if len(line) > 200 and line[0].isalpha():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _swapped(text: str, lines: list[tuple[int, int]], dice: random.Random) -> str:
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5))):
        start, end = dice.choice(lines)
        words = [match.span() for match in _WORD.finditer(text, start, end - 30)]
        if words:
            low, high = dice.choice(words)
            new = dice.choice(_WORDS)
            text = text[:low] + new + text[high:]
            lines = _paragraphs(text)
    return text


def _moved(text: str, lines: list[tuple[int, int]]) -> str:
    (start, end), (to, _) = lines[len(lines) // 4], lines[3 * len(lines) // 4]
    return text[:start] + text[end + 1 : to] + text[start : end + 1] + text[to:]


def _blanked(text: str) -> str:
    starts = [match.start() for match in _HEADING.finditer(text)] + [len(text)]
    parts = sorted(pairwise(starts), key=lambda part: part[1] - part[0])
    start, end = parts[len(parts) // 2]
    return text[:start] + text[end:]
