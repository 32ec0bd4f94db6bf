"""What is wrong with the citations of one text, as far as the text alone can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wikidiff.classify.source_values import plain
from wikidiff.model import Citation, CitationField, CitationKind, Span
from wikidiff.packs import sites
from wikidiff.text import identifiers, urls
from wikidiff.wikitext import refs
from wikidiff.wikitext.calls import Calls
from wikidiff.wikitext.citations import SCHEMES, Page, citations_in

CODES = {
    "undefined_name": "a name that no ref on the page has",
    "undefined_source": "a short footnote whose authors and year no source on the page has",
    "name_conflict": "a name that another ref has too, with other content",
    "invalid_name": "a name that the wiki does not take as it is written",
    "duplicate": "a source that another ref on the page tells already",
    "bare": "an address and nothing else",
    "unknown_parameter": "a parameter that the template does not know",
    "repeated_parameter": "a parameter that is given twice; the last one counts",
    "invalid_identifier": "an identifier that cannot be right: its form, length or check digit",
    "invalid_address": "an address that is none of the web",
    "nested_ref": "a ref inside a ref, which the wiki does not read",
    "unclosed": "a template that never closes",
    "empty": "a ref with neither a name nor content",
    "unused": "a ref of the list of references that nothing calls",
}

_MARKUP = re.compile(r"\{\{|\[\[|<")
_NOT_ALONE = re.compile(r"\{\{|<|\[(?:\[|(?:https?:)?//)", re.IGNORECASE)  # some wikis take a whole link as the address
_ADDRESS = re.compile(r"(?:https?:|ftp:)?//[^\s<>\"\[\]{}|]+", re.IGNORECASE)
_NO_WEB = re.compile(r"^\W{0,3}(javascript|data|vbscript|file):", re.IGNORECASE)
_REF = re.compile(r"<ref[\s>]", re.IGNORECASE)
_ABOUT_ADDRESS = frozenset({
    "url", "access-date", "archive-url", "archive-date", "url-status", "url-access", "language", "format", "df", "tag",
    "ref",
})  # fmt: skip
_LOCATORS = ("page", "pages", "at", "chapter", "quote", "details", "volume", "time", "minutes")
_ABOUT_WHOLE = (
    "doi",
    "pmid",
    "pmc",
    "arxiv",
    "bibcode",
    "jstor",
    "hdl",
    "s2cid",
    "isbn",
    "oclc",
    "lccn",
    "osti",
    "ssrn",
)
_TAGS = 20  # beside one address
_SHORTEST = 12  # letters of a source told in words that is compared: "Ibid." says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a citation: a `code` of `CODES`, a sentence, the place if it is a part, another entry."""

    code: str
    text: str
    span: Span | None = None
    other: int | None = None


def find(text: str, page: Page, calls: Calls, site: str) -> dict[int, tuple[Problem, ...]]:
    """Return what is wrong with each citation of a page, by its index."""
    finder = _Finder(text, page, calls, site)
    found = {index: tuple(finder.problems(index, citation)) for index, citation in enumerate(page.citations)}
    return {index: problems for index, problems in found.items() if problems}


def scheme_of(entry: CitationField) -> str | None:
    """Return the scheme of the identifier that a field holds; None where it holds none, or markup."""
    scheme = entry.name.rstrip("0123456789")
    return scheme if scheme in SCHEMES and _MARKUP.search(entry.value) is None else None


class _Finder:
    """What must be known of the whole page to judge one citation."""

    def __init__(self, text: str, page: Page, calls: Calls, site: str) -> None:
        self.text = text
        self.page = page
        self.calls = calls
        self.site = site
        self.called = {target for targets in calls.targets.values() for target in targets}
        self.first_of_name: dict[tuple[str, str], int] = {}
        self.first_of_source: dict[tuple[str, ...], int] = {}
        self._told_words: dict[int, str] = {}  # by place: a name that is given again and again is compared each time

    def problems(self, index: int, citation: Citation) -> Iterator[Problem]:
        yield from self._calls(index, citation)
        if citation.kind in (CitationKind.REF, CitationKind.NOTE):
            yield from self._tag(index, citation)
        if citation.use or citation.kind is CitationKind.NOTE:
            return
        yield from self._source(index, citation)
        if self._bare(citation):
            yield Problem(code="bare", text="nothing but an address")
        for part in self._parts(citation):
            yield from self._fields(part)
        yield from self._told(citation)

    def _calls(self, index: int, citation: Citation) -> Iterator[Problem]:
        for name in self.calls.missing.get(index, ()):
            if citation.kind is CitationKind.SHORT and citation.name is None:
                yield Problem(code="undefined_source", text=f"no source here is {_cut(name)}")
            else:
                group = f" of the group {_cut(citation.group)}" if citation.group else ""
                yield Problem(code="undefined_name", text=f"nothing here defines the name {_cut(name)}{group}")

    def _tag(self, index: int, citation: Citation) -> Iterator[Problem]:
        """Judge the opening tag, the name and what a ref must not hold."""
        inner = self.text[citation.content.start : citation.content.end]
        opener = self.text[citation.span.start : citation.content.start]
        if citation.kind is CitationKind.REF and opener[:1] == "<":
            stray = refs.stray(opener)
            if stray:
                yield Problem(
                    code="invalid_name", text=f"quotation marks seem to be missing: {_cut(stray)} is not read"
                )
            if _REF.search(inner):
                yield Problem(code="nested_ref", text="it holds another <ref>, and ends where that one ends")
        if citation.name is not None and citation.name.isdigit():
            yield Problem(code="invalid_name", text=f"a name must not be a number: {_cut(citation.name)}")
        if citation.use:
            return
        if citation.name is None and not inner.strip():
            yield Problem(code="empty", text="neither a name nor content")
        if citation.name is not None:
            key = (citation.group or "", citation.name)
            first = self.first_of_name.setdefault(key, index)
            if first != index and self._words(self.page.citations[first]) != self._words(citation):
                told = f"{first + 1} has the name {_cut(citation.name)} too, and says something else"
                yield Problem(code="name_conflict", text=told, other=first + 1)
            if first == index and index not in self.called and self._listed(citation):
                yield Problem(code="unused", text=f"nothing calls {_cut(citation.name)}")

    def _listed(self, citation: Citation) -> bool:
        return any(place.contains(citation.span) for place in self.page.lists[:100])

    def _words(self, citation: Citation) -> str:
        found = self._told_words.get(citation.span.start)
        if found is None:
            found = plain(self.text[citation.content.start : citation.content.end]).casefold()
            self._told_words[citation.span.start] = found
        return found

    def _source(self, index: int, citation: Citation) -> Iterator[Problem]:
        if citation.kind is not CitationKind.REF or citation.field("follow") is not None:
            return
        for key in self._keys(citation):
            first = self.first_of_source.setdefault(key, index)
            other = self.page.citations[first]
            same_name = citation.name is not None and (other.name, other.group) == (citation.name, citation.group)
            if first != index and not same_name:
                yield Problem(code="duplicate", text=f"{first + 1} tells the same source", other=first + 1)
                return

    def _keys(self, citation: Citation) -> Iterator[tuple[str, ...]]:
        """Give what two refs to one place of one source have in common, the surest first."""
        inner = self._words(citation)
        if sum(letter.isalnum() for letter in inner[:100]) >= _SHORTEST:
            yield ("text", inner)
        if len(self._parts(citation)) > 1:
            return
        where = tuple(f"{name} {plain(value)}" for name in _LOCATORS if (value := citation.field(name)))
        for scheme, value in citation.identifiers:
            if scheme in _ABOUT_WHOLE and citation.template is not None:
                yield (scheme, value, *where)
        url = citation.field("url") or (citation.urls[0] if len(citation.urls) == 1 else None)
        if url is not None and urls.parse(url) is not None and (citation.template is not None or self._bare(citation)):
            folded = urls.canonical(url)
            if "/" in folded.partition("//")[2] or "?" in folded:
                yield ("url", folded, *where)

    def _bare(self, citation: Citation) -> bool:
        if citation.kind is CitationKind.BARE_URL:
            return True
        if citation.kind is CitationKind.EXTERNAL_LINK:
            return citation.field("title") is None
        if not citation.urls:
            return False
        if citation.template is not None:
            names = {entry.name for entry in citation.fields if not entry.raw.isdigit() or entry.name != entry.raw}
            return "url" in names and names <= _ABOUT_ADDRESS
        told = self.text[citation.content.start : citation.content.end]
        for tag in [entry.value for entry in citation.fields if entry.name == "tag"][:_TAGS]:
            told = told.replace(tag, " ")
        return not any(letter.isalnum() for letter in _ADDRESS.sub(" ", told))

    def _parts(self, citation: Citation) -> tuple[Citation, ...]:
        """Return the templates of a ref that holds several, else the citation itself."""
        if citation.kind is not CitationKind.REF or citation.text.count("{{") < 2:
            return (citation,)
        inside = citations_in(self.text, citation.content.start, citation.content.end, self.site)
        return tuple(part for part in inside if part.kind is CitationKind.TEMPLATE) or (citation,)

    def _fields(self, part: Citation) -> Iterator[Problem]:
        if part.template is None:
            return
        if part.kind is CitationKind.TEMPLATE and not part.text.endswith("}}"):
            yield Problem(code="unclosed", text=f"{_cut(part.template)} never closes", span=part.span)
        elif part.kind is CitationKind.REF and part.text.count("{{") > part.text.count("}}"):
            yield Problem(code="unclosed", text=f"{_cut(part.template)} never closes", span=part.content)
        seen: set[str] = set()
        for entry in part.fields:
            if entry.name == "tag" or not part.content.contains(entry.span):
                continue
            yield from self._field(part, entry, seen)

    def _field(self, part: Citation, entry: CitationField, seen: set[str]) -> Iterator[Problem]:
        template = part.template or ""
        name = entry.raw.casefold()
        unnamed = entry.raw.isdigit()
        known = unnamed and entry.name != entry.raw
        comment = unnamed and entry.value.startswith("<!--") and entry.value.endswith("-->")
        if not known and not comment and sites.is_unknown_parameter(template, entry.raw, self.site):
            what = f"words without a parameter: {_cut(entry.value)}" if unnamed else _cut(entry.raw)
            yield Problem(code="unknown_parameter", text=f"{_cut(template)} does not know {what}", span=entry.span)
        if name in seen and not unnamed:
            yield Problem(code="repeated_parameter", text=f"{_cut(entry.raw)} is given twice", span=entry.span)
        seen.add(name)
        scheme = scheme_of(entry)
        accepted = scheme == "isbn" and part.field("ignore-isbn-error") is not None
        if scheme is not None and not accepted and not identifiers.valid(scheme, entry.value):
            yield Problem(
                code="invalid_identifier", text=f"{scheme} {_cut(entry.value)} cannot be right", span=entry.span
            )
        address = entry.name == "url" or entry.name.endswith("-url")
        if address and _NOT_ALONE.search(entry.value) is None and urls.parse(entry.value) is None:
            yield Problem(code="invalid_address", text=f"{_cut(entry.value)} is no address of the web", span=entry.span)

    def _told(self, citation: Citation) -> Iterator[Problem]:
        """Judge what is told in words: numbers, and addresses that are none."""
        if citation.template is not None:
            return
        for scheme, value in citation.identifiers:
            if scheme in ("isbn", "issn") and not identifiers.valid(scheme, value):
                yield Problem(code="invalid_identifier", text=f"{scheme} {_cut(value)} cannot be right")
        content = self.text[citation.content.start : min(citation.content.end, citation.content.start + 100)]
        if citation.kind is CitationKind.REF and _NO_WEB.match(content):
            yield Problem(code="invalid_address", text=f"{_cut(content)} is no address of the web")


def _cut(text: str | None, length: int = 60) -> str:
    text = " ".join((text or "").split())
    return text if len(text) <= length else text[: length - 1] + "…"
