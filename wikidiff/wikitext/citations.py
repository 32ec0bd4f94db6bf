"""Where a text cites its sources, and what it says about each.

`sourcescan` finds the places; here each becomes a `Citation`: the parameters of its template under folded names, the
addresses, the identifiers in one way of writing, the locator. What a name or a short footnote points to is not looked
up here: that is a question about the page, not about the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wikidiff.model import Citation, CitationField, CitationKind, Span
from wikidiff.packs import sites
from wikidiff.text import identifiers
from wikidiff.wikitext.refs import RefTag
from wikidiff.wikitext.sourcescan import Form, Item, Role, Scanner, only_template
from wikidiff.wikitext.templates import bars_of, pieces, strip_comments, trimmed

SCHEMES = frozenset({
    "doi", "isbn", "issn", "eissn", "pmid", "pmc", "arxiv", "oclc", "jstor", "bibcode", "s2cid", "hdl", "lccn", "ssrn",
    "osti", "citeseerx", "biorxiv", "medrxiv", "asin", "ol", "zbl", "mr", "jfm", "ismn", "rfc", "sbn", "qid",
})  # fmt: skip
LOCATORS = ("page", "pages", "at")
NESTED = 3  # footnotes stand in footnotes; deeper ones are not told apart

_ADDRESS = re.compile(r"(?:https?:|ftp:)?//[^\s<>\"\[\]{}|]+", re.IGNORECASE)
_YEAR = re.compile(r"(?:c\. ?)?\d{4}(?:[–/-]\d{2,4})?[a-z]?|n\.d\.[a-z]?|forthcoming|in press", re.IGNORECASE)
_IDENTIFIER_TEMPLATE = re.compile(r"\{\{([^{}|]{1,20})\|([^{}|]{1,100})(?:\|[^{}]{0,100})?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a whole page cites: `lists` are its lists of references, `broken` is where a ref opens and never closes."""

    citations: tuple[Citation, ...]
    lists: tuple[Span, ...]
    broken: tuple[int, ...]


def citations(text: str, site: str = "enwiki") -> tuple[Citation, ...]:
    """Return every place that cites a source, in the order of the text.

    A ref is one citation with all that stands in it; a citation template, a short footnote, an address, a link or an
    ISBN outside any ref is one each. An opener that never closes is text, and what stands behind it is read.
    """
    return citations_in(text, 0, len(text), site)


def citations_in(text: str, start: int, end: int, site: str = "enwiki") -> tuple[Citation, ...]:
    """Return the citations of `text[start:end]` with their places in the whole text.

    The stretch is read on its own: it should begin and end outside of refs and templates.
    """
    reader = _Reader(text, site)
    return tuple([reader.citation(item) for item in Scanner(text, end, site).scan(start)])


def read(text: str, site: str = "enwiki") -> Page:
    """Read a whole page: its citations, and its footnotes of words, each before the sources that it holds."""
    reader, scanner = _Reader(text, site), Scanner(text, len(text), site)
    found = [reader.citation(item) for item in scanner.scan(0)]
    notes = []
    ends: list[int] = []  # of the footnotes that are open
    for start, end, name in sorted(scanner.notes):
        while ends and ends[-1] <= start:
            ends.pop()
        if len(ends) < NESTED:
            notes.append(reader.note(start, end, name))
        ends.append(end)
    if notes:
        found = sorted([*found, *notes], key=lambda citation: (citation.span.start, -citation.span.end))
    return Page(
        citations=tuple(found),
        lists=tuple([Span(start, end) for start, end in sorted(scanner.lists)]),
        broken=tuple(scanner.broken),
    )


def _called_name(fields: list[CitationField]) -> str | None:
    """Return the name that a template calls, without the quotation marks that some write."""
    name = next((entry.value for entry in fields if entry.name == "name"), "")
    return " ".join(name.strip("\"'").split()) or None


def _unnamed_name(number: str, unnamed: tuple[str, ...]) -> str:
    """Return the name of a parameter that is called by its number."""
    place = int(number[:6]) - 1
    return unnamed[place] if 0 <= place < len(unnamed) else number


class _Reader:
    """Makes citations of the items of one text."""

    __slots__ = ("site", "text")

    def __init__(self, text: str, site: str) -> None:
        self.text = text
        self.site = site

    def citation(self, item: Item) -> Citation:
        if item.form is Form.REF:
            return self._ref(item, item.tag or RefTag())
        if item.form is Form.TEMPLATE:
            return self._tag_ref(item) if item.role is Role.TAG_REF else self._template(item)
        if item.form is Form.ISBN:
            return self._isbn(item)
        return self._link(item)

    def _ref(self, item: Item, tag: RefTag) -> Citation:
        fields = [
            self._field(key, key, span.start, span.end)
            for key, span in tag.spans
            if key in ("follow", "details", "dir")
        ]
        left, right = trimmed(self.text, item.inner, item.inner_end)
        template, inner, urls, found = self._content(left, right) if left < right else (None, [], [], [])
        fields += inner
        locator = tag.details or next((entry.value for entry in fields if entry.name in LOCATORS), None)
        return Citation(
            kind=CitationKind.REF,
            span=Span(item.start, item.end),
            content=Span(item.inner, item.inner_end),
            text=self.text[item.start : item.end],
            name=tag.name,
            group=tag.group,
            template=template,
            fields=tuple(fields),
            urls=tuple(dict.fromkeys(urls)) if len(urls) > 1 else tuple(urls),
            identifiers=tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found),
            use=left == right and tag.name is not None,
            locator=locator,
        )

    def _content(
        self, start: int, end: int
    ) -> tuple[str | None, list[CitationField], list[str], list[tuple[str, str]]]:
        """Read what stands in a ref: the first citation template gives the fields, all give addresses and numbers."""
        urls: list[str] = []
        found: list[tuple[str, str]] = []
        whole = only_template(self.text, start, end, self.site)
        if whole is not None:
            fields = self._fields(whole)
            self._gather(fields, urls, found)
            return whole.name, fields, urls, found
        scanner = Scanner(self.text, end, self.site)
        items = scanner.scan(start)
        template = None
        fields = []
        for item in items:
            if item.form is Form.TEMPLATE and item.role is not Role.TAG_REF:
                inner = self._fields(item)
                if template is None and item.role is not Role.IDENTIFIER:
                    template, fields = item.name, inner
                self._gather(inner, urls, found)
            elif item.form is Form.LINK or item.form is Form.BARE:
                url = self.text[item.inner : item.split]
                urls.append(url)
                self._identify(url, found)
        if template is None:
            self._plain(items, start, end, fields, found)
        fields += [self._field("tag", name, first, last) for first, last, name in scanner.tags]
        return template, fields, urls, found

    def _plain(
        self, items: list[Item], start: int, end: int, fields: list[CitationField], found: list[tuple[str, str]]
    ) -> None:
        """Read a source told in words: its link is address and title, its numbers are found by their names."""
        links = [item for item in items if item.form is Form.LINK or item.form is Form.BARE]
        if len(links) == 1:
            fields += self._link_fields(links[0])
        found += identifiers.in_text(self.text[start:end])

    def _template(self, item: Item) -> Citation:
        fields = self._fields(item)
        urls: list[str] = []
        found: list[tuple[str, str]] = []
        self._gather(fields, urls, found)
        short = item.role is Role.SHORT
        key = sites.template_key(item.name, self.site)
        named = short and key in sites.load(self.site).named
        return Citation(
            kind=CitationKind.SHORT if short else CitationKind.TEMPLATE,
            span=Span(item.start, item.end),
            content=Span(item.inner, item.inner_end),
            text=self.text[item.start : item.end],
            name=_called_name(fields) if named else None,
            group=next((entry.value for entry in fields if entry.name == "group"), None) if named else None,
            template=item.name,
            fields=tuple(fields),
            urls=tuple(dict.fromkeys(urls)),
            identifiers=tuple(dict.fromkeys(found)),
            use=short,
            locator=next((entry.value for entry in fields if entry.name in LOCATORS), None),
        )

    def _tag_ref(self, item: Item) -> Citation:
        """Read `{{#tag:ref|content|name=x}}` as the ref it makes."""
        left, right, values = self._note_parts(item.inner, item.inner_end, "")
        tag = RefTag(name=values.get("name"), group=values.get("group"))
        return self._ref(Item(Form.REF, item.start, item.end, left, right, tag=tag), tag)

    def note(self, start: int, end: int, name: str) -> Citation:
        """Read a template that makes a footnote of its words: `{{efn|words|name=x}}`, `{{efn|name=x}}` its use."""
        key = sites.template_key(name, self.site)
        left, right, values = self._note_parts(start + 2, end - 2, key)
        group = values.get("group") or sites.load(self.site).footnotes.get(key)
        return Citation(
            kind=CitationKind.NOTE,
            span=Span(start, end),
            content=Span(left, right),
            text=self.text[start:end],
            name=values.get("name"),
            group=group or None,
            template=name,
            use=left == right and "name" in values,
        )

    def _note_parts(self, start: int, end: int, template: str) -> tuple[int, int, dict[str, str]]:
        """Return where the words of a footnote stand, and its other parameters."""
        values: dict[str, str] = {}
        left = right = end
        unnamed = sites.load(self.site).positional.get(template, ())
        for number, first, equals, last in pieces(self.text, bars_of(self.text, start, end), end):
            begin = equals + 1 if equals >= 0 else first
            key = self.text[first:equals].strip().lower() if equals >= 0 else str(number)
            if key in ("1", "text", "content"):
                left, right = trimmed(self.text, begin, last)
                continue
            if equals < 0 and number <= len(unnamed):
                key = unnamed[number - 1]
            value = " ".join(self.text[begin:last].strip().strip("\"'").split())
            if value:
                values[key] = value
        return left, right, values

    def _fields(self, item: Item) -> list[CitationField]:
        """Return the parameters that have a value, in order, under their folded names."""
        text, start, end = self.text, item.inner, item.inner_end
        if text.find("{{", start, end) < 0 and text.find("[[", start, end) < 0 and text.find("<", start, end) < 0:
            return self._flat_fields(item)
        unnamed: tuple[str, ...] | None = None
        fields = []
        for number, first, equals, last in pieces(text, bars_of(text, start, end), end):
            behind = text[equals + 1 if equals >= 0 else first : last].lstrip()
            value = behind.rstrip()
            if not value:
                continue
            left = last - len(behind)
            if equals >= 0:
                raw = text[first:equals].strip()
                if "<!--" in raw:
                    raw = strip_comments(raw).strip()
                name = sites.parameter_name(raw, self.site)
            else:
                name = raw = str(number)
            if name.isdecimal():  # `1=` is the first unnamed one by another way
                unnamed = self._unnamed(item) if unnamed is None else unnamed
                name = _unnamed_name(name, unnamed)
            fields.append(CitationField(name=name, raw=raw, value=value, span=Span(left, left + len(value))))
        return fields

    def _flat_fields(self, item: Item) -> list[CitationField]:
        """Do the same where nothing is nested, as in most templates: every bar and the first equals sign count."""
        site, last = self.site, item.inner
        unnamed: tuple[str, ...] | None = None
        number = 0
        fields = []
        name_of = sites.parameter_name
        head, *parts = self.text[item.inner : item.inner_end].split("|")
        last += len(head)
        for part in parts:
            last += 1 + len(part)
            raw, equals, whole = part.partition("=")
            number += not equals
            behind = (whole if equals else part).lstrip()
            value = behind.rstrip()
            if not value:
                continue
            left = last - len(behind)
            if equals:
                raw = raw.strip()
                name = name_of(raw, site)
            else:
                name = raw = str(number)
            if name.isdecimal():
                unnamed = self._unnamed(item) if unnamed is None else unnamed
                name = _unnamed_name(name, unnamed)
            fields.append(CitationField(name=name, raw=raw, value=value, span=Span(left, left + len(value))))
        return fields

    def _unnamed(self, item: Item) -> tuple[str, ...]:
        """Name the parameters that have no name: by the pack, or as a short footnote reads them."""
        pack, key = sites.load(self.site), sites.template_key(item.name, self.site)
        scheme = pack.identifiers.get(key)
        if scheme is not None:
            return (scheme,)
        if item.role is not Role.SHORT or key in pack.positional:
            return pack.positional.get(key, ())
        entries = pieces(self.text, bars_of(self.text, item.inner, item.inner_end), item.inner_end)
        if key in pack.named:
            return tuple("name" if number == 1 else f"name{number}" for number in range(1, len(entries) + 1))
        if key in pack.locators:
            return ("page",)
        names = []
        year = False
        for number, first, equals, last in entries:
            if equals >= 0:
                continue
            if year:
                names.append("at")
            elif number > 1 and _YEAR.fullmatch(self.text[first:last].strip()[:20]):
                year = True
                names.append("year")
            else:
                names.append("last" if number == 1 else f"last{number}")
        return tuple(names)

    def _gather(self, fields: list[CitationField], urls: list[str], found: list[tuple[str, str]]) -> None:
        """Add the addresses and identifiers that the fields of one template hold."""
        for entry in fields:
            name, value = entry.name, entry.value
            scheme = name if name in SCHEMES or not name[-1:].isdigit() else name.rstrip("0123456789")
            if scheme in SCHEMES:
                number = identifiers.normalise(scheme, value)
                if number is not None:
                    found.append((scheme, number))
            elif name == "id":
                self._id(value, found)
            elif "//" in value:
                for match in _ADDRESS.finditer(value):
                    urls.append(match[0])
                    self._identify(match[0], found)
            elif name == "url" and "." in value and " " not in value and value[:4].lower() == "www.":
                urls.append("http://" + value)

    def _id(self, value: str, found: list[tuple[str, str]]) -> None:
        """Read the parameter `id`: templates that hold an identifier, or `ISBN 0-8195-6251-3` in words."""
        for match in _IDENTIFIER_TEMPLATE.finditer(value):
            scheme = sites.identifier_scheme(match[1], self.site)
            number = identifiers.normalise(scheme, match[2]) if scheme is not None else None
            if scheme is not None and number is not None:
                found.append((scheme, number))
        found += identifiers.in_text(value)

    def _identify(self, url: str, found: list[tuple[str, str]]) -> None:
        pair = identifiers.from_url(url)
        if pair is not None:
            found.append(pair)

    def _link_fields(self, item: Item) -> list[CitationField]:
        fields = [self._field("url", "", item.inner, item.split)]
        left, right = trimmed(self.text, item.split, item.inner_end)
        if left < right:
            fields.append(self._field("title", "", left, right))
        return fields

    def _link(self, item: Item) -> Citation:
        found: list[tuple[str, str]] = []
        url = self.text[item.inner : item.split]
        self._identify(url, found)
        return Citation(
            kind=CitationKind.BARE_URL if item.form is Form.BARE else CitationKind.EXTERNAL_LINK,
            span=Span(item.start, item.end),
            content=Span(item.inner, item.inner_end),
            text=self.text[item.start : item.end],
            fields=tuple(self._link_fields(item)),
            urls=(url,),
            identifiers=tuple(found),
        )

    def _isbn(self, item: Item) -> Citation:
        number = identifiers.normalise("isbn", self.text[item.inner : item.inner_end])
        return Citation(
            kind=CitationKind.IDENTIFIER,
            span=Span(item.start, item.end),
            content=Span(item.inner, item.inner_end),
            text=self.text[item.start : item.end],
            fields=(self._field("isbn", "", item.inner, item.inner_end),),
            identifiers=(("isbn", number),) if number is not None else (),
        )

    def _field(self, name: str, raw: str, start: int, end: int) -> CitationField:
        return CitationField(name=name, raw=raw, value=self.text[start:end], span=Span(start, end))
