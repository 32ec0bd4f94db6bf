"""What can be followed through a history: each reads the lines of a text, and says what stands in one.

Reading is by lines, so that what a text holds is the sum of what its lines hold: a history is followed by its changed
lines alone, and the result is that of reading every text whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from wikidiff.errors import UsageError
from wikidiff.model import Quantity, QuantityKind
from wikidiff.model.history import Subject
from wikidiff.text import identifiers, urls
from wikidiff.text.quantities import quantities

_URL = re.compile(r"(?:https?:|ftp:)?//[^\s<>\"\[\]{}|]+", re.IGNORECASE)
_REF = re.compile(r"<ref\b[^<>]*(?:/>|>(.*?)</ref\s*>)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(
    r"<ref\b[^<>]*/>|<ref\b.*?</ref\s*>|<!--.*?-->|<[^<>]*>|(?:https?:)?//[^\s<>\[\]{}|]+", re.IGNORECASE
)
_HEADING = re.compile(r"={1,6}[^=].*")
_NEAR = 160  # characters between a label and its figure
_DATES = frozenset({QuantityKind.YEAR, QuantityKind.DATE, QuantityKind.DECADE, QuantityKind.CENTURY, QuantityKind.TIME})
_NOT_MEANT = frozenset({QuantityKind.IDENTIFIER})
_SCHEMES = ("doi", "pmid", "pmc", "isbn", "issn", "arxiv", "oclc", "jstor", "bibcode", "hdl", "s2cid", "lccn", "ssrn")


class Follower(Protocol):
    """Reads one subject in lines."""

    subject: Subject
    name: str

    def values(self, line: str) -> Iterator[str]:
        """Yield what stands in a line of it, once for each place."""


class Term:
    """A word or phrase, in any case, between the borders of words, over any spaces and link marks."""

    subject = Subject.TERM

    def __init__(self, name: str) -> None:
        self.name = name
        if not name.strip():
            raise UsageError("the term to follow is empty", hint="give a word or phrase")
        self.pattern = phrase(name)
        self.needle = needle(name)

    def values(self, line: str) -> Iterator[str]:
        """Yield the term as it is written at each place."""
        if may_hold(line, self.needle):
            for match in self.pattern.finditer(line):
                yield match.group()


class Number:
    """The figure that stands beside a label: in a row of an infobox, a table or a sentence."""

    subject = Subject.NUMBER

    def __init__(self, name: str, language: str) -> None:
        self.name, self.language = name, language
        if not name.strip():
            raise UsageError("the label of the number to follow is empty", hint="give the words beside it")
        self.pattern = phrase(name)
        self.needle = needle(name)

    def values(self, line: str) -> Iterator[str]:
        """Yield the figure nearest to each place of the label."""
        found = list(self.pattern.finditer(line)) if may_hold(line, self.needle) else []
        if not found:
            return
        shown = _TAGS.sub(lambda match: " " * len(match.group()), line)
        figures = [entry for entry in quantities(shown, self.language) if entry.kind not in _NOT_MEANT]
        for match in found:
            best = min(
                (entry for entry in figures if not _inside(entry, match)),
                key=lambda entry: (entry.kind in _DATES, _distance(entry, match)),
                default=None,
            )
            if best is not None and _distance(best, match) <= _NEAR:
                yield best.text


class Source:
    """A source by an identifier (`doi:…`), an address, or words of its citation."""

    subject = Subject.SOURCE

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = _key(name.strip())
        if not self.key:
            raise UsageError("the source to follow is empty", hint="give doi:…, isbn:…, an address, or its title")
        self.below = self.key.rstrip("/") + "/"  # an address names the pages below it too
        self.words = None if ":" in self.key or "//" in self.key else phrase(name.strip())

    def values(self, line: str) -> Iterator[str]:
        """Yield the source once for each place that names it."""
        if self.words is not None:
            for match in self.words.finditer(line):
                yield match.group()
            return
        for key in source_keys(line):
            if key == self.key or key.startswith(self.below):
                yield key


class Section:
    """A section by its title, as its heading stands."""

    subject = Subject.SECTION

    def __init__(self, name: str) -> None:
        self.name = name
        self.title = _folded(name.strip("= "))
        if not self.title:
            raise UsageError("the title of the section to follow is empty", hint="give the heading without its marks")

    def values(self, line: str) -> Iterator[str]:
        """Yield the heading where the line is one of this title."""
        if line.startswith("=") and _HEADING.match(line) and _folded(line.strip().strip("= ")) == self.title:
            yield line.strip()

    def size(self, text: str) -> int:
        """Return the characters of the section's text, those of sections below it included."""
        total = depth = begun = 0
        at = 0 if text.startswith("=") else text.find("\n=") + 1
        while at < len(text) and text.startswith("=", at):
            line = text[at:].partition("\n")[0] if text.find("\n", at) < 0 else text[at : text.find("\n", at)]
            if _HEADING.match(line):
                level = len(line) - len(line.lstrip("="))
                mine = next(self.values(line), None) is not None
                if depth and level <= depth:
                    total, depth = total + at - begun, 0
                if mine and not depth:
                    depth, begun = level, at
            behind = text.find("\n=", at)
            if behind < 0:
                break
            at = behind + 1
        return total + len(text) - begun if depth else total


def needle(name: str) -> str:
    """Return the longest word of a phrase, by which most lines are passed over."""
    return max(name.casefold().split(), key=len)


def may_hold(line: str, word: str) -> bool:
    """Tell whether a line may hold a word in any case; the dotted capital I of Turkish folds to two letters."""
    return word in folded(line) or "\u0130" in line


@lru_cache(maxsize=64)
def folded(line: str) -> str:
    """Return a line in small letters: everything that is followed asks for the same lines."""
    return line.casefold()


def phrase(name: str) -> re.Pattern[str]:
    """Return a pattern for a phrase between the borders of words, in any case, over spaces and marks of links."""
    parts = [re.escape(part) for part in name.split()]
    body = r"(?:[\s\u00a0_]|\]\]|\[\[|'{2,5}|&nbsp;)+".join(parts)
    head = r"(?<!\w)" if _spaced(name.strip()[:1]) else ""
    tail = r"(?!\w)" if _spaced(name.strip()[-1:]) else ""
    return re.compile(head + body + tail, re.IGNORECASE)


def _spaced(letter: str) -> bool:
    """Tell whether a letter is of a script that writes spaces between words."""
    return letter.isalnum() and not (
        "\u0e00" <= letter <= "\u0eff" or "\u1780" <= letter <= "\u17ff" or letter > "\u2e80"
    )


def source_keys(line: str) -> Iterator[str]:
    """Yield by what the sources of a line are known: identifiers as `doi:…`, addresses in canonical form."""
    low = line.lower()
    if "//" in low:
        for match in _URL.finditer(line):
            address = match.group().rstrip(".,;:!?'")
            key = urls.canonical(address)
            yield key if "//" in key else address
            found = identifiers.from_url(address)
            if found is not None:
                yield f"{found[0]}:{found[1]}"
        line = _URL.sub(" ", line)
    if any(name in low for name in ("isbn", "doi", "pmid", "pmc", "issn", "arxiv", "oclc")):
        for scheme, value in identifiers.in_text(line):
            yield f"{scheme}:{value}"


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    scheme, colon, value = name.partition(":")
    if colon and scheme.lower() in _SCHEMES:
        folded = identifiers.normalise(scheme.lower(), value)
        if folded is None:
            raise UsageError(f"{value.strip()!r} cannot be a {scheme.upper()}", hint="look at the number again")
        return f"{scheme.lower()}:{folded}"
    if "//" in name:
        return urls.canonical(name)
    return name.replace(":", " ")


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _inside(entry: Quantity, match: re.Match[str]) -> bool:
    return entry.span.start < match.end() and match.start() < entry.span.end


def _distance(entry: Quantity, match: re.Match[str]) -> int:
    return entry.span.start - match.end() if entry.span.start >= match.end() else match.start() - entry.span.end
