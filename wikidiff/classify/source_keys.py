"""By what a citation can be recognised: its identifiers, its address, its title, its author and year, its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wikidiff.classify.source_values import plain, words, year_of
from wikidiff.model import Citation, CitationKind
from wikidiff.packs import sites
from wikidiff.text import urls

# The order in which one key is believed before another, and how far each is believed.
IDENTITY = (
    "doi", "pmid", "pmc", "arxiv", "isbn", "bibcode", "oclc", "jstor", "s2cid", "hdl", "lccn", "ssrn", "osti",
    "citeseerx", "biorxiv", "medrxiv", "zbl", "mr", "jfm", "asin", "ol", "rfc", "ismn", "sbn", "qid",
    "url", "title", "author", "name",
)  # fmt: skip
CONFIDENCE = {
    "text": 1.0,
    "url": 0.97,
    "title": 0.9,
    "author": 0.85,
    "name": 0.85,
    "definition": 0.8,
    "similarity": 0.9,
    "place": 0.5,
}
SHORT = 60  # a footnote with more characters is more than author, year and page
FEW = 3  # with fewer words than this a source is known by its address
_SHARED = frozenset({"issn", "eissn"})  # names a journal, not an article

_NOT_WORDS = frozenset(
    {"url", "archive-url", "chapter-url", "access-date", "archive-date", "url-status", "tag", "language", "type", "ref"}
).union(IDENTITY[: IDENTITY.index("url")], _SHARED)
_ANY_ADDRESS = re.compile(r"(?:https?:|ftp:)?//[^\s<>\"\[\]{}|]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")  # scripts without spaces
_YEAR = re.compile(r"\d{4}[a-z]?")


def keys_of(citation: Citation) -> dict[str, tuple[str, ...]]:
    """Return everything by which a citation can be recognised: the keys of each level that it has."""
    found: dict[str, tuple[str, ...]] = {}
    for scheme, value in citation.identifiers:
        if scheme not in _SHARED:
            found[scheme] = (*found.get(scheme, ()), value)
    addresses = url_keys(citation)
    if addresses:
        found["url"] = addresses
    for level, key in (("title", title_key(citation)), ("author", author_key(citation))):
        if key is not None:
            found[level] = (key,)
    if citation.name is not None:
        found["name"] = (f"{citation.group or ''}\0{citation.name}",)
    return found


def url_keys(citation: Citation) -> tuple[str, ...]:
    """Return the canonical addresses of a citation, that of the source itself first; front pages are no source."""
    main = citation.field("url") or citation.field("chapter-url")
    found = [urls.canonical(main)] if main is not None else []
    found += [urls.canonical(url) for url in citation.urls]
    keys = tuple(dict.fromkeys(key for key in found if "//" in key))
    deep = tuple(key for key in keys if "/" in key.partition("//")[2] or "?" in key)
    return deep or keys[:1]


def title_key(citation: Citation) -> str | None:
    """Return the words of the title, None where it has none or one that names nothing."""
    title = citation.field("title") or citation.field("chapter")
    if title is None:
        return None
    found = words(title)
    text = " ".join(found)
    if len(text) < 3 or text in sites.load(sites.GENERIC).generic_titles:
        return None
    return text


def author_key(citation: Citation) -> str | None:
    """Return first author and year, by which short footnotes call a source; None where either is missing."""
    author = citation.field("last") or citation.field("author")
    year = citation.field("year") or citation.field("date")
    if author is None and year is None and citation.template is None and citation.kind is CitationKind.REF:
        return _told_author(plain(citation.text.partition(">")[2].rpartition("<")[0])[: SHORT + 1])
    name = words(author or "")
    number = year_of(year or "")
    if not name or number is None:
        return None
    surname = (
        name[-1] if "last" not in {entry.name for entry in citation.fields} and "," not in (author or "") else name[0]
    )
    return f"{surname} {number}"


def _told_author(text: str) -> str | None:
    """Read a short footnote told in words: `Smith 2004, p. 3`, `Tyrrell, Meek (1996), p. 81`."""
    if len(text) > SHORT:
        return None
    joiners = sites.load(sites.GENERIC).name_joiners
    names: list[str] = []
    for piece in text.split()[:8]:
        word = piece.strip(".,;:()[]")
        if names and _YEAR.fullmatch(word):
            return f"{names[0]} {word}"
        if not word[:1].isupper() and word.casefold() not in joiners:
            return None
        names += words(word)
    return None


def shared_key(old: Citation, new: Citation) -> str | None:
    """Return the strongest level on which two citations agree, or None."""
    if old.text == new.text:
        return "text"
    first, second = keys_of(old), keys_of(new)
    return next((level for level in IDENTITY if not set(first.get(level, ())).isdisjoint(second.get(level, ()))), None)


def conflict(old: Citation, new: Citation) -> bool:
    """Tell whether two citations name different publications by an identifier that both have."""
    if not set(old.identifiers).isdisjoint(new.identifiers):
        return False
    schemes = {scheme for scheme, _ in old.identifiers} - _SHARED
    return any(scheme in schemes for scheme, _ in new.identifiers)


def content_words(citation: Citation) -> tuple[str, ...]:
    """Return the words that tell what the source is, for comparing sources that share no key.

    Where hardly a word is told besides the address, the words of its path stand in, each tied to its host: pages of
    two sites have nothing in common.
    """
    if citation.template is not None:
        told: tuple[str, ...] = tuple(
            word
            for entry in citation.fields
            if entry.name not in _NOT_WORDS and not (entry.name == "title" and title_key(citation) is None)
            for word in words(entry.value)[:200]
        )
    else:
        told = words(_ANY_ADDRESS.sub(" ", inner(citation)))[:400]
    told = tuple(piece for word in told for piece in (word if _UNSPACED.match(word) else (word,)))
    if len(told) >= FEW or not citation.urls:
        return told
    host, _, path = urls.canonical(citation.urls[0]).partition("//")[2].partition("/")
    return (*told, host, *(f"{host}/{word}" for word in words(path)[:100]))


def inner(citation: Citation) -> str:
    """Return the text inside a citation: that of a ref without its tags, of a template without its braces."""
    start = citation.content.start - citation.span.start
    return citation.text[start : start + len(citation.content)]


def definitions(citations: Sequence[Citation]) -> dict[str, int]:
    """Return where each name is defined: (group, name) as one key, to the index of the definition."""
    found: dict[str, int] = {}
    for index, citation in enumerate(citations):
        if citation.name is not None and citation.definition:
            found.setdefault(f"{citation.group or ''}\0{citation.name}", index)
    return found


def resolved(citations: Sequence[Citation]) -> dict[int, int]:
    """Return what each use calls: its index to that of the definition or of the source with its author and year."""
    names = definitions(citations)
    authors: dict[str, int] = {}
    for index, citation in enumerate(citations):
        if citation.definition and citation.kind is not CitationKind.SHORT and citation.template is not None:
            key = author_key(citation)
            if key is not None:
                authors.setdefault(key, index)
    found: dict[int, int] = {}
    for index, citation in enumerate(citations):
        target = None
        if citation.use and citation.name is not None:
            target = names.get(f"{citation.group or ''}\0{citation.name}")
            if target is None:
                target = names.get(f"\0{citation.name}")
        elif citation.kind is CitationKind.SHORT or (citation.template is None and citation.kind is CitationKind.REF):
            key = author_key(citation)
            target = authors.get(key) if key is not None else None
        if target is not None and target != index:
            found[index] = target
    return found
