"""Identifiers of publications: one way of writing each, and whether it can be right.

No network: a number with a good check digit may still name nothing. Check digits are python-stdnum's, loaded when the
first number that has one is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from wikidiff import packs
from wikidiff.text import urls

LIMIT = 400  # an identifier is never longer than this

_HYPHENS = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")
_ISBN = re.compile(r"(?:97[89][\s\-\u2010-\u2015\u2212]{0,2})?(?:\d[\s\-\u2010-\u2015\u2212]{0,2}){8,9}[\dXx](?!\w)")
_ISSN = re.compile(r"(\d{4})[\s\-\u2010-\u2015\u2212]?(\d{3}[\dXx])(?!\w)")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/\S+")
_DOI_TAIL = re.compile(r"(?:/(?:abstract|full|pdf|epdf|summary|meta|references|html))$|[.,;:'\"\\]$|;jsessionid=.*$")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z][a-z\-]{1,15}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?(?![\w.])", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d{1,16}")
_BIBCODE = re.compile(r"\d{4}[A-Za-z&][A-Za-z0-9&.]{13}[A-Z.:a-z]")
_LCCN = re.compile(r"[a-z]{0,3}\d{8,10}")
_ACCEPTED = re.compile(r"^\(\((.*)\)\)$")  # how editors say that a value is right though it looks wrong
# What a whole value may look like, its own name before it included.
_SHAPES = {
    "isbn": re.compile(r"(?:ISBN[\s:]{0,2})?[\dXx][\dXx\s\-\u00ad\u2010-\u2015\u2212]*", re.IGNORECASE),
    "issn": re.compile(r"\d{4}[\s\-\u2010-\u2015\u2212]?\d{3}[\dXx]"),
    "pmid": re.compile(r"(?:PMID[\s:]{0,2})?\d{1,8}", re.IGNORECASE),
    "pmc": re.compile(r"(?:PMC[\s:]{0,2})?\d{1,8}", re.IGNORECASE),
    "oclc": re.compile(r"(?:\(OCoLC\)|OCLC|ocm|ocn|on)?[\s:]{0,2}\d{1,10}", re.IGNORECASE),
    "s2cid": re.compile(r"\d{1,9}"),
    "ssrn": re.compile(r"\d{1,7}"),
    "osti": re.compile(r"\d{4,8}"),
    "rfc": re.compile(r"\d{1,5}"),
    "arxiv": re.compile(r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z\-]{2,16}/\d\d(?:0[1-9]|1[0-2])\d{3}"),
    "bibcode": re.compile(r"(?:1[6-9]|20)\d\d\S{15}"),
}
_IN_TEXT = re.compile(
    r"\bISBN(?:-1[03])?(?:&nbsp;|[\s:=]){1,3}(?P<isbn>[\dXx][\dXx\s\-\u2010-\u2015]{8,20}[\dXx])(?!\w)"
    r"|\bISSN(?:&nbsp;|[\s:=]){1,3}(?P<issn>\d{4}-?\d{3}[\dXx])(?!\w)"
    r"|\bPMID(?:&nbsp;|[\s:=]){1,3}(?P<pmid>\d{1,9})(?!\w)"
    r"|\b(?:PMC(?:ID)?(?:&nbsp;|[\s:=]){0,3}(?:PMC)?)(?P<pmc>\d{4,9})(?!\w)"
    r"|\bdoi(?:\.org/|&nbsp;|[\s:=]){1,3}(?P<doi>10\.\d{4,9}/[^\s|<>\[\]{}\"]{1,300})"
    r"|\barxiv(?:&nbsp;|[\s:=]){1,3}(?P<arxiv>\d{4}\.\d{4,5}|[a-z\-]{2,16}/\d{7})(?![\w.])"
    r"|\bOCLC(?:&nbsp;|[\s:=]){1,3}(?P<oclc>\d{4,12})(?!\w)",
    re.IGNORECASE,
)


def normalise(scheme: str, value: str) -> str | None:
    """Return the one way of writing an identifier, or None where the value cannot be one.

    An ISBN is given with 13 digits; one with a wrong check digit keeps its own digits, so that two texts with the same
    misprint still agree. A DOI and an arXiv number are in lower case, the latter without its version.
    """
    value = value.strip()
    if not value or len(value) > LIMIT:
        return None
    if not value.isascii():
        value = _DIGIT.sub(lambda match: str(int(match[0])), value)
    reader = _READERS.get(scheme)
    if reader is not None:
        return reader(value)
    return None if any(sign in value for sign in "[]{}<>|") else value.casefold()


def valid(scheme: str, value: str) -> bool:
    """Tell whether a value is well formed for its scheme: check digits, length, and nothing beside the identifier.

    Stricter than `normalise`, which reads what was meant: `PMID 12x` names 12 and is not valid.
    """
    value = _ACCEPTED.sub(r"\1", value.strip())
    folded = normalise(scheme, value)
    if folded is None:
        return False
    if scheme == "isbn":
        return len(folded) == 13 and _books().is_valid(folded) and _SHAPES["isbn"].fullmatch(value) is not None
    if scheme in ("issn", "eissn"):
        return _serials().is_valid(folded) and _SHAPES["issn"].fullmatch(value) is not None
    if scheme == "doi":
        return _prefix_of_doi(folded)
    shape = _SHAPES.get(scheme)
    return shape is None or shape.fullmatch(value if scheme != "arxiv" else folded) is not None


@lru_cache(maxsize=1)
def _books() -> Any:
    from stdnum import isbn  # noqa: PLC0415  # it loads half of the standard library

    return isbn


@lru_cache(maxsize=1)
def _serials() -> Any:
    from stdnum import issn  # noqa: PLC0415

    return issn


def _prefix_of_doi(doi: str) -> bool:
    """Tell whether there is a registrant of this number: they began at 10.1000 and are far from 10.80000."""
    registrant = doi[3:].partition("/")[0].partition(".")[0]
    return 1000 <= int(registrant) < 80000


def from_url(url: str) -> tuple[str, str] | None:
    """Return the (scheme, normalised value) that an address carries, out of an archive too, or None."""
    if url[:4].lower() == "doi:":
        value = normalise("doi", url)
        return ("doi", value) if value else None
    if len(url) > urls.LIMIT or not _may_carry(url.lower()):
        return None
    return _from_url(url)


def _may_carry(low: str) -> bool:
    """Tell whether it is worth taking an address apart: most name no host of identifiers and hold no DOI."""
    if "/10." in low or "%2f" in low or "%3a" in low:
        return True
    for host in _hosts():  # noqa: SIM110  (a plain loop is faster than `any` here, and this is asked of every address)
        if host in low:
            return True
    return False


@lru_cache(maxsize=1)
def _hosts() -> tuple[str, ...]:
    return tuple(host for host in _by_host() if host != "*")


@lru_cache(maxsize=8192)
def _from_url(url: str) -> tuple[str, str] | None:
    address = urls.original(url)
    if address is None:
        return None
    host = address.host.removeprefix("www.")
    for scheme, path in (*_by_host().get(host, ()), *_by_host()["*"]):
        start = address.path[: len(path)].lower() == path.lower()
        if start:
            rest = address.path[len(path) :]
            if scheme != "doi" or rest.startswith("10."):
                value = normalise(scheme, unquote(rest if scheme in _WHOLE_PATH else rest.partition("/")[0]))
                if value is not None:
                    return scheme, value
    return None


def in_text(text: str) -> tuple[tuple[str, str], ...]:
    """Return the (scheme, normalised value) of identifiers that running text names: `ISBN 0-8195-6251-3`."""
    found = []
    for match in _IN_TEXT.finditer(text):
        scheme = str(match.lastgroup)
        value = normalise(scheme, match[scheme])
        if value is not None:
            found.append((scheme, value))
    return tuple(dict.fromkeys(found))


_WHOLE_PATH = frozenset({"doi", "arxiv", "hdl"})


@lru_cache(maxsize=1)
def _by_host() -> dict[str, tuple[tuple[str, str], ...]]:
    table: dict[str, tuple[tuple[str, str], ...]] = {"*": ()}
    for entry in packs.settings("und", "urls.toml").get("identifier", ()):
        # The longest path first: `/doi/abs/` says more than `/doi/`.
        ways = tuple((str(entry["scheme"]), str(path)) for path in sorted(entry["path"], key=len, reverse=True))
        for host in entry["hosts"]:
            table[host] = (*table.get(host, ()), *ways)
    return table


def _isbn(value: str) -> str | None:
    match = _ISBN.search(value)
    if match is None:
        return None
    digits = _HYPHENS.sub("", match[0]).upper()
    if len(digits) == 9:  # a standard book number, before the group digit
        digits = "0" + digits
    if len(digits) == 10 and _books().is_valid(digits):
        return str(_books().to_isbn13(digits))
    return digits if len(digits) == 10 or digits.isdigit() else None


def _issn(value: str) -> str | None:
    match = _ISSN.search(value)
    return f"{match[1]}-{match[2].upper()}" if match is not None else None


def _doi(value: str) -> str | None:
    value = unquote(value).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    match = _DOI.search(value)
    if match is None:
        return None
    doi = match[0].partition("#")[0].partition("?")[0].lower()
    for _ in range(4):
        shorter = _DOI_TAIL.sub("", doi)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == doi:
            break
        doi = shorter
    return doi if not doi.endswith("/") else None


def _arxiv(value: str) -> str | None:
    match = _ARXIV.search(value.removesuffix(".pdf"))
    if match is None:
        return None
    number = match[1].lower()
    group, slash, rest = number.partition("/")
    return f"{group.partition('.')[0]}/{rest}" if slash else number


def _number(value: str) -> str | None:
    match = _DIGITS.search(value)
    return (match[0].lstrip("0") or None) if match is not None and not any(c in value for c in "[]{}<>|") else None


def _bibcode(value: str) -> str | None:
    match = _BIBCODE.search(unquote(value))
    return match[0] if match is not None else None


def _jstor(value: str) -> str | None:
    value = value.rpartition("10.2307/")[2].rpartition("/stable/")[2].partition("?")[0].strip("/").lower()
    return value if _DOI.fullmatch(value) or value.replace(".", "").isalnum() else None


def _hdl(value: str) -> str | None:
    value = unquote(value).removeprefix("hdl:").rpartition("handle.net/")[2].partition("?")[0].strip().lower()
    return value if "/" in value and not re.search(r"[\s\[\]{}<>|]", value) else None


def _lccn(value: str) -> str | None:
    value = re.sub(r"\s+", "", value).lower().partition("/")[0]
    head, hyphen, tail = value.partition("-")
    if hyphen:
        value = head + tail.zfill(6)
    return value if _LCCN.fullmatch(value) else None


def _bare(value: str) -> str | None:
    value = _HYPHENS.sub("", value).upper()
    return value if value.isalnum() else None


_READERS: dict[str, Callable[[str], str | None]] = {
    "isbn": _isbn,
    "issn": _issn,
    "eissn": _issn,
    "doi": _doi,
    "arxiv": _arxiv,
    "pmid": _number,
    "pmc": _number,
    "oclc": _number,
    "s2cid": _number,
    "ssrn": _number,
    "osti": _number,
    "rfc": _number,
    "bibcode": _bibcode,
    "jstor": _jstor,
    "hdl": _hdl,
    "lccn": _lccn,
    "asin": _bare,
    "qid": _bare,
}
