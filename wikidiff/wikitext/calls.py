"""Which source a use calls: a ref by its name, a short footnote by authors and year, `{{rp}}` the ref before it.

This is a question about the whole page. Names are looked up within their group, as the wiki does it; authors and year
as the anchors that citation templates make (`CITEREFSmithJones2004`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wikidiff.model import Citation, CitationKind
from wikidiff.packs import sites
from wikidiff.wikitext.citations import citations_in

AUTHORS = 4  # an anchor is made of so many names at the most
_BEHIND = 8  # citations between a locator and the ref it belongs to

_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OTHER = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?<!\d)\d{4}(?:[–-]\d{2,4})?[a-z]?(?![\w])|\bn\.? ?d\.?[a-z]?", re.IGNORECASE)
_OWN_ANCHOR = re.compile(
    r"\{\{\s*(?:sfnref|harvid|harvard citation anchor)\s*\|([^{}]*)\}\}|^\s*(?:#?citeref)(.+)", re.IGNORECASE
)
_MANY = re.compile(r"(\d)(?:a(\d?)|y)")
_NAMED = re.compile(r"\|\s*(?:ref[ _-]?)?name\s*=\s*[\"']?([^|{}\n\"']{1,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Calls:
    """What the uses of a page call: `targets` by index those that were found, `missing` what defines nothing."""

    targets: dict[int, tuple[int, ...]]
    missing: dict[int, tuple[str, ...]]

    def uses(self) -> dict[int, list[int]]:
        """Return by index of each definition the indexes of its uses, in order."""
        found: dict[int, list[int]] = {}
        for use, targets in sorted(self.targets.items()):
            for target in targets:
                found.setdefault(target, []).append(use)
        return found


def resolve(text: str, citations: Sequence[Citation], site: str = "enwiki") -> Calls:
    """Find what the uses among the citations of a whole page call."""
    return _Resolver(text, citations, site).calls()


def resolved(text: str, citations: Sequence[Citation], site: str = "enwiki") -> tuple[Citation, ...]:
    """Return the citations, each use with the place of the first source that it calls."""
    targets = resolve(text, citations, site).targets
    return tuple(
        [
            replace(citation, source=citations[targets[index][0]].span) if index in targets else citation
            for index, citation in enumerate(citations)
        ]
    )


class _Resolver:
    """The names and anchors of one page."""

    def __init__(self, text: str, citations: Sequence[Citation], site: str) -> None:
        self.text = text
        self.citations = citations
        self.site = site
        self.names: dict[tuple[str, str], int] = {}
        self.ungrouped: dict[str, int] = {}
        for index, citation in enumerate(citations):
            name = citation.name if citation.definition else _own_name(citation)
            if name is not None:
                self.names.setdefault((citation.group or "", name), index)
                self.ungrouped.setdefault(name, index)
        self._anchors: dict[str, int] | None = None
        self._elsewhere: frozenset[str] | None = None

    def calls(self) -> Calls:
        targets: dict[int, tuple[int, ...]] = {}
        missing: dict[int, tuple[str, ...]] = {}
        for index, citation in enumerate(self.citations):
            found, lost = self._called(index, citation)
            if found:
                targets[index] = found
            if lost:
                missing[index] = lost
        return Calls(targets, missing)

    def _called(self, index: int, citation: Citation) -> tuple[tuple[int, ...], tuple[str, ...]]:
        follow = citation.field("follow")
        if follow is not None:
            return self._by_name(citation, [follow])
        if not citation.use:
            return (), ()
        if citation.name is not None:
            names = [citation.name]
            if citation.kind is CitationKind.SHORT:
                told = [entry.value for entry in citation.fields if entry.name.rstrip("0123456789") == "name"]
                names = [" ".join(name.strip("\"'").split()) for name in told]
            return self._by_name(citation, names)
        if sites.template_key(citation.template or "", self.site) in sites.load(self.site).locators:
            return self._before(index, citation), ()
        return self._by_anchor(citation)

    def _by_name(self, citation: Citation, names: list[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        found, lost = [], []
        for name in names:
            target = self.names.get((citation.group or "", name))
            if target is None and citation.kind is not CitationKind.REF:
                target = self.ungrouped.get(name)  # which group a template means, it need not say
            if target is not None:
                found.append(target)
            elif name not in self._named_elsewhere():
                lost.append(name)
        return tuple(dict.fromkeys(found)), tuple(lost)

    def _named_elsewhere(self) -> frozenset[str]:
        """Return the names that templates of any other kind give to the refs they make."""
        if self._elsewhere is None:
            outside = []
            end = 0
            for citation in self.citations:
                if citation.span.start >= end:
                    outside.append(self.text[end : citation.span.start])
                    end = citation.span.end
            outside.append(self.text[end:])
            found = _NAMED.finditer("\n".join(outside))
            self._elsewhere = frozenset(" ".join(match[1].split()) for match in found)
        return self._elsewhere

    def _before(self, index: int, citation: Citation) -> tuple[int, ...]:
        """Return the source of the ref that a locator stands behind."""
        for place in range(index - 1, max(index - _BEHIND, 0) - 1, -1):
            before = self.citations[place]
            gap = self.text[before.span.end : citation.span.start] if before.span.end <= citation.span.start else "x"
            if gap.strip() or len(gap) > 1:
                return ()
            if not before.use:
                return (place,)
            if before.name is not None:
                return self._called(place, before)[0]
            citation = before
        return ()

    def _by_anchor(self, citation: Citation) -> tuple[tuple[int, ...], tuple[str, ...]]:
        if self._anchors is None:
            self._anchors = self._all_anchors()
        found, lost = [], []
        for told, keys in _called_anchors(citation):
            target = next((self._anchors[key] for key in keys if key in self._anchors), None)
            if target is not None:
                found.append(target)
            else:
                lost.append(told)
        return tuple(dict.fromkeys(found)), tuple(lost)

    def _all_anchors(self) -> dict[str, int]:
        anchors: dict[str, int] = {}
        for index, citation in enumerate(self.citations):
            if citation.use or citation.kind is CitationKind.NOTE:
                continue
            parts: tuple[Citation, ...] = (citation,)
            if citation.kind is CitationKind.REF and citation.text.count("{{") > 1:
                parts = citations_in(self.text, citation.content.start, citation.content.end, self.site)
            for part in parts:
                for key in _made_anchors(part):
                    anchors.setdefault(key, index)
        return anchors


def _own_name(citation: Citation) -> str | None:
    """Return the name that a short footnote gives itself (`{{sfn|Smith|name=x}}`), to be called by."""
    if citation.kind is not CitationKind.SHORT or citation.name is not None:
        return None
    return next((" ".join(entry.value.split()) for entry in citation.fields if entry.raw == "name"), None)


def _folded(name: str) -> str:
    if name.isalnum():
        return name[:500].casefold()
    return _OTHER.sub("", _LINK.sub(r"\1", _COMMENT.sub("", name[:500]))).casefold()


def _year(value: str | None) -> str:
    match = _YEAR.search(value or "")
    return _OTHER.sub("", match[0]).casefold() if match is not None else ""


def _made_anchors(citation: Citation) -> list[str]:
    """Return the anchors that a citation template makes of its authors or editors and its year."""
    fields = {entry.name: entry.value for entry in citation.fields}
    year = _year(fields.get("year")) or _year(fields.get("date"))
    found = []
    own = fields.get("ref")
    if own is not None:
        match = _OWN_ANCHOR.search(own)
        if match is not None:
            found.append(_folded(match[1] or match[2]))
        elif own.casefold() not in ("harv", "none"):
            found += [_folded(own), _folded(own) + year]
    if "id" in fields:
        found.append(_folded(fields["id"]))
    people = [_people(fields, "last", "author"), _people(fields, "editor-last", "editor")]
    if "," in fields.get("author", "") and "last" not in fields:  # `Smith J, Doe K` or `Smith, John`
        pieces = [piece.split() for piece in fields["author"].split(",")[: 2 * AUTHORS]]
        people.append([_folded(" ".join(piece[:-1]) or piece[0]) for piece in pieces if piece][:AUTHORS])
        people.append([_folded(fields["author"].partition(",")[0])])
    elif " " in fields.get("author", ""):
        people.append([_folded(fields["author"].split()[-1])])
    if not any(people) and fields.get("title"):
        people.append([_folded(fields["title"])])
    found += ["".join(names) + year for names in people if names]
    return [key for key in found if key]


def _people(fields: dict[str, str], *roles: str) -> list[str]:
    names = []
    for number in ("", "2", "3", "4"):
        value = next((fields[role + number] for role in roles if role + number in fields), None)
        if value is None:
            break
        names.append(_folded(value))
    return names


def _called_anchors(citation: Citation) -> list[tuple[str, tuple[str, ...]]]:
    """Return what a short footnote calls: in words, and the anchors that may be meant."""
    own = next((entry.value for entry in citation.fields if entry.raw.casefold() in ("id", "ref")), None)
    many: dict[str, tuple[list[str], list[str]]] = {}
    for entry in citation.fields:
        match = _MANY.fullmatch(entry.raw)
        if match is not None:
            many.setdefault(match[1], ([], []))[entry.raw.endswith("y")].append(entry.value)
    if many:
        told = list(many.values())
    else:
        names = [entry.value for entry in citation.fields if entry.name.rstrip("234") == "last"]
        told = [(names, [citation.field("year") or ""])]
    found = []
    for names, years in told:
        year = _OTHER.sub("", years[0] if years else "").casefold()
        keys = ["".join(_folded(name) for name in names[:AUTHORS]) + year]
        if own is not None and own.casefold() not in ("none", "harv"):
            keys.append(_folded(own.removeprefix("CITEREF")))
        if names:
            found.append((" ".join([*names, *years]).strip(), tuple(keys)))
    return found
