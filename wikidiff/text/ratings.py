"""What a list of somebody's says about the reliability of sources: read from a file or a page of a wiki, asked by URL.

wikidiff ships no such list and passes no judgement: it only finds a source in the lists that a user names. A list is
either rows of `domain, status, note` (commas or tabs), or the wikitext of a page: domains in list items below headings,
the heading being the status, or rows of a table that hold the domains and status in templates.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wikidiff.text import urls

DEEPEST = 12  # labels of a host that are asked for

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w\-]{0,62})\.)+[^\W\d_]{2,24}(?![\w.])")
_ENTRY = re.compile(
    r"(?:https?:)?(?://)?(?:www\.)?([^\s/\[\]{}|<>,;]+\.[^\s/\[\]{}|<>,;]+)((?:/[^\s\[\]{}|<>,;]*)?)", re.IGNORECASE
)
_HEADING = re.compile(r"(={1,6})\s*([^=\n]{1,200}?)\s*\1\s*")
_TEMPLATE = re.compile(r"\{\{\s*([^{}|\n]{1,60})\|([^{}]{0,500})\}\}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKUP = re.compile(r"'{2,5}|\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|</?[a-z][^<>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What a list says of one site, or of the part of it below a path."""

    domain: str
    status: str
    note: str = ""
    listed_in: str = ""


@dataclass(frozen=True, slots=True)
class SourceList:
    """A list of ratings, by host and path."""

    name: str
    ratings: Mapping[str, Rating]

    def rating(self, url: str) -> Rating | None:
        """Return what the list says of an address: of its path, its host or a domain above; None where nothing."""
        place = urls.host_and_path(url)
        if place is None:
            return None
        labels = place[0].split(".")[-DEEPEST:]
        parts = [part for part in place[1][:1000].split("/") if part][:4]
        for start in range(len(labels) - 1):
            host = ".".join(labels[start:])
            for count in range(len(parts), -1, -1):
                found = self.ratings.get("/".join([host, *parts[:count]]).lower())
                if found is not None:
                    return found
        return None


def source_list(text: str, name: str = "") -> SourceList:
    """Read a list of ratings; of two entries for one domain the later counts."""
    text = _COMMENT.sub("", text)
    wiki = re.search(r"^(?:\{\||\* ?|==)", text, re.MULTILINE) is not None and "\t" not in text.partition("\n")[0]
    entries = _of_page(text) if wiki else _of_table(text)
    found = {}
    for site, status, note in entries:
        match = _ENTRY.match(site.strip())
        if match is not None and _DOMAIN.fullmatch(match[1].lower()):
            key = match[1].lower() + match[2].rstrip("/").lower()
            found[key] = Rating(domain=key, status=status, note=note, listed_in=name)
    return SourceList(name, MappingProxyType(found))


def _of_table(text: str) -> list[tuple[str, str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    tabs = any("\t" in line for line in lines)
    rows = csv.reader(lines, delimiter="\t" if tabs else ",")
    return [(row[0], row[1].strip(), row[2].strip() if len(row) > 2 else "") for row in rows if len(row) > 1]


def _of_page(text: str) -> list[tuple[str, str, str]]:
    entries: list[tuple[str, str, str]] = []
    status = ""
    for row in re.split(r"\n\|-", text):
        for line in row.split("\n"):
            heading = _HEADING.fullmatch(line.strip())
            if heading is not None:
                status = _plain(heading[2])
            elif line[:1] in ("*", "#"):
                entries += [
                    (match[0], status, _plain(line[line.index(match[0]) + len(match[0]) :])) for match in _sites(line)
                ]
        entries += _of_row(row)
    return entries


def _of_row(row: str) -> list[tuple[str, str, str]]:
    """Read a row of a table as `Reliable sources/Perennial sources` has them: status and domains are in templates."""
    status, sites = "", []
    for match in _TEMPLATE.finditer(row):
        name = re.sub(r"[\s_]", "", match[1].rpartition(":")[2]).lower()
        arguments = [part.strip() for part in match[2].split("|")]
        if name.endswith("status"):
            status = arguments[0]
        elif name.endswith("uses"):
            sites += [argument for argument in arguments if _DOMAIN.match(argument)]
    return [(site, status, "") for site in sites] if status else []


def _sites(line: str) -> list[re.Match[str]]:
    """Return the first site that a list item names: what is told behind it are words about it."""
    plain = line.lstrip("*#:[ ").removeprefix("{{").lstrip()
    match = _ENTRY.match(plain.rpartition("|")[2] if plain.startswith(("domain|", "Domain|")) else plain)
    return [match] if match is not None else []


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda match: match[1] or "", text).split()).strip(" ]}–—-:;,")[:300]
