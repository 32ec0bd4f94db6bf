"""What an address of a wiki asks for: a difference, one revision, or a page. Pure: nothing is fetched.

    >>> from wikidiff.sources.urls import parse
    >>> asked = parse("https://de.m.wikipedia.org/wiki/Spezial:Diff/100/200")
    >>> asked.wiki, asked.old, asked.new
    ('dewiki', 100, 200)
    >>> parse("https://en.wikipedia.org/w/index.php?title=Ice&diff=prev&oldid=100").meaning
    'the edit that made revision 100'

(`wikidiff.text.urls` is about something else: which source a web address in a page names.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote_to_bytes, urlsplit

from wikidiff import packs
from wikidiff.errors import InputError
from wikidiff.packs.hosts import desktop, wiki_of_host

Relative = Literal["prev", "next", "cur"]

_HINT = "name a diff (…?diff=2&oldid=1, Special:Diff/1/2), a revision (…?oldid=2) or a page (…/wiki/Title)"
_RELATIVE: Mapping[str, Relative] = {"prev": "prev", "next": "next", "cur": "cur", "0": "cur", "": "cur"}
_SCRIPTS = ("index.php", "api.php", "rest.php")
_REST = re.compile(r"(?:^|/)(?:rest\.php/v1|core/v1/[a-z]+(?:/[a-z-]+)?)/(.*)$")
_RESTBASE = re.compile(r"(?:^|/)api/rest_v1/page/[a-z-]+/([^/]+)(?:/(\d+))?")
_PATH = re.compile(r"(?:.*/)?(?:index\.php|wiki)/(.+)")
_VARIANT = re.compile(r"/(?:zh|sr|kk|ku|iu|shi|uz|tg|gan|crh|ban|mni|tly|wuu|en)(?:-[a-z]{2,7})?/(.+)")
_CORE = re.compile(r"core/v1/([a-z]+)(?:/([a-z-]+))?/")
_ADDRESS = re.compile(r"(?:https?:)?//|[\w-]+(?:\.[\w-]+)+(?::\d+)?/\S*(?:wiki/|index\.php|diff=|oldid=|curid=)")
_LONGEST = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiURL:
    """What an address asks for.

    `host` is that of the wiki at a desk, with its port where the address has one, and `wiki` its database name where
    it is one of Wikimedia's. `script` is the path at which the wiki's scripts are, as far as the address tells: `/w`,
    `` for the root, None where it does not tell.

    What is meant, by `old`, `new` and `relative`:

    - both ids: the difference between these revisions;
    - `new` and `prev`: the edit that made `new`, from whatever stood before it on the page;
    - `old` and `next`: the edit that followed `old`;
    - `old` and `cur`: everything that was done since `old`;
    - no id and `cur`: the last edit of the page that `title` or `page_id` names.

    `single` is true where the address shows one revision and not a difference; the edit that made it is meant then.
    """

    host: str
    scheme: str = "https"
    wiki: str | None = None
    script: str | None = None
    title: str | None = None
    page_id: int | None = None
    old: int | None = None
    new: int | None = None
    relative: Relative | None = None
    single: bool = False

    @property
    def meaning(self) -> str:
        """What is asked for, in words."""
        if self.old is not None and self.new is not None:
            return f"the difference between revisions {self.old} and {self.new}"
        if self.new is not None:
            return f"the edit that made revision {self.new}"
        if self.relative == "next":
            return f"the edit that followed revision {self.old}"
        if self.old is not None:
            return f"everything that was done since revision {self.old}"
        return f"the last edit of {self.title or f'page {self.page_id}'}"


def looks_like_url(name: str) -> bool:
    """Tell whether a name is meant as an address: it has a scheme, or a host and a path of a wiki."""
    return _ADDRESS.match(name.strip()) is not None


def parse(url: str) -> WikiURL:
    """Read an address of a wiki: a difference, a revision or a page, of MediaWiki's scripts, short paths or REST.

    Mobile hosts are read as the others, percent escapes undone, names of special pages known in the languages of
    MediaWiki. Raises `InputError` where it is no address, or none of these.
    """
    parts = _split(url)
    if parts.hostname == "w.wiki":
        raise _refuse(url, "a short address does not say what it leads to", "open it and name the address it leads to")
    path = _decoded(parts.path, url)
    query = {key: value.strip() for key, value in reversed(_pairs(parts.query, url))}  # the first of a name counts last
    where = _where(parts, path)
    for reader in (_rest, _api, _index):
        found = reader(url, where, path, query)
        if found is not None:
            return found
    raise _refuse(url, "this address names no page, revision or difference of a wiki")


Reader = Callable[[str, WikiURL, str, Mapping[str, str]], WikiURL | None]


def _split(url: str) -> SplitResult:
    text = url.strip()
    if len(text) > _LONGEST:
        raise _refuse(url, f"this address is longer than {_LONGEST:,} characters")
    if "://" not in text[:12]:
        text = "https://" + text.removeprefix("//")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refuse(url, f"this is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"\s", parts.netloc):
        raise _refuse(url, "this is no address of a wiki")
    return parts


def _where(parts: SplitResult, path: str) -> WikiURL:
    host = desktop(parts.hostname or "")
    api = _CORE.search(path) if host == "api.wikimedia.org" else None
    if api is not None:
        host = desktop(f"{api[2]}.{api[1]}.org" if api[2] else f"www.{api[1]}.org")
        if api[1] in ("commons", "meta", "species"):
            host = f"{api[1]}.wikimedia.org"
    wiki = wiki_of_host(host)
    script: str | None = "/w" if wiki else None
    for name in _SCRIPTS:
        before, found, _ = path.partition("/" + name)
        if found and wiki is None:
            script = before
    shown = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    if parts.port is not None and parts.port != default:
        shown = f"{shown}:{parts.port}"
    return WikiURL(host=shown, scheme=parts.scheme, wiki=wiki, script=script)


def _index(url: str, where: WikiURL, path: str, query: Mapping[str, str]) -> WikiURL | None:
    """Read index.php, in its long form or behind a short path: its parameters first, then the title."""
    title = query.get("title") or _title_in(path) or None
    title = _clean(title) if title else None
    special = _special(url, where, title, query) if title else None
    if special is not None:
        return special
    if query.get("action") == "edit" and query.get("undo"):
        undone = _id(url, "undo", query["undo"])
        after = query.get("undoafter")
        return _make(where, title, old=_id(url, "undoafter", after) if after else None, new=undone)
    if "diff" in query:
        return _difference(url, where, title, query.get("oldid", ""), query["diff"])
    if query.get("oldid"):
        return _one(url, where, title, query["oldid"], query.get("direction", ""))
    if query.get("curid"):
        return _make(where, title, page_id=_id(url, "curid", query["curid"]))
    return _make(where, title) if title else None


def _difference(url: str, where: WikiURL, title: str | None, oldid: str, diff: str) -> WikiURL:
    """Read `diff` and `oldid` as MediaWiki does."""
    diff = diff.lower()
    base = None if oldid.lower() in ("", "0", "prev", "cur") else _id(url, "oldid", oldid)
    if diff in _RELATIVE:
        relative = _RELATIVE[diff]
        if base is not None:
            if relative == "prev":
                return _make(where, title, new=base)
            return _make(where, title, old=base, relative=relative)
        if title is None or relative == "next":
            raise _refuse(url, f"diff={diff} needs an oldid to count from")
        return _make(where, title)
    new = _id(url, "diff", diff)
    return _make(where, title, old=base, new=new)


def _one(url: str, where: WikiURL, title: str | None, oldid: str, direction: str) -> WikiURL:
    number = _id(url, "oldid", oldid)
    if direction == "next":
        return _make(where, title, old=number, relative="next")
    return _make(where, title, new=number, single=True)


def _special(url: str, where: WikiURL, title: str, query: Mapping[str, str]) -> WikiURL | None:
    """Read a special page; None where the title is that of an ordinary page."""
    prefix, colon, rest = title.partition(":")
    names = _names()
    if not colon or _fold(prefix) not in names.namespaces:
        return None
    name, *given = rest.strip().strip("/").split("/")
    kind = names.pages.get(_fold(name))
    parts = [part.strip() for part in given]
    if kind == "compare" and (query.get("rev1") or query.get("rev2")):
        return _make(
            where, None, old=_id(url, "rev1", query.get("rev1", "")), new=_id(url, "rev2", query.get("rev2", ""))
        )
    if kind == "mobilediff" and len(parts) == 1:
        parts = parts[0].split("...")
    if kind in ("diff", "mobilediff") and len(parts) in (1, 2):
        if len(parts) == 1:
            return _difference(url, where, None, "", parts[0])
        return _difference(url, where, None, parts[0], parts[1])
    if kind == "permalink" and len(parts) == 1:
        return _one(url, where, None, parts[0], "")
    if kind == "redirect" and len(parts) == 2 and parts[0] == "revision":
        return _one(url, where, None, parts[1], "")
    if kind == "redirect" and len(parts) == 2 and parts[0] == "page":
        return _make(where, None, page_id=_id(url, "page", parts[1]))
    raise _refuse(url, f"the special page {title[:60]!r} shows no page, revision or difference")


def _rest(url: str, where: WikiURL, path: str, query: Mapping[str, str]) -> WikiURL | None:  # noqa: ARG001
    """Read MediaWiki's REST paths and RESTBase's."""
    old = _RESTBASE.search(path)
    if old is not None:
        return _make(where, _clean(old[1]), new=int(old[2]) if old[2] else None, single=old[2] is not None)
    match = _REST.search(path)
    if match is None:
        return None
    parts = match[1].strip("/").split("/")
    if parts[0] == "revision" and len(parts) == 4 and parts[2] == "compare":
        return _make(where, None, old=_id(url, "revision", parts[1]), new=_id(url, "compare", parts[3]))
    if parts[0] == "revision" and len(parts) in (2, 3):
        return _make(where, None, new=_id(url, "revision", parts[1]), single=True)
    if parts[0] == "page" and len(parts) > 1:
        ends = ("bare", "html", "with_html", "history", "links")
        title = parts[1:-1] if len(parts) > 2 and parts[-1] in ends else parts[1:]
        return _make(where, _clean("/".join(title)))
    raise _refuse(url, "this REST address names no page, revision or difference")


def _api(url: str, where: WikiURL, path: str, query: Mapping[str, str]) -> WikiURL | None:
    """Read what api.php is asked by an address."""
    if not path.endswith("/api.php"):
        return None
    if query.get("action") == "compare" and query.get("fromrev"):
        relative = query.get("torelative", "").lower()
        if relative in ("prev", "next", "cur"):
            return _difference(url, where, None, query["fromrev"], relative)
        return _difference(url, where, None, query["fromrev"], query.get("torev", "-"))
    if query.get("revids") and "|" not in query["revids"]:
        return _one(url, where, None, query["revids"], "")
    if query.get("pageids") and "|" not in query["pageids"]:
        return _make(where, None, page_id=_id(url, "pageids", query["pageids"]))
    if query.get("titles") and "|" not in query["titles"]:
        return _make(where, _clean(query["titles"]))
    raise _refuse(url, "this request to the API names no one page, revision or difference")


def _make(
    where: WikiURL,
    title: str | None,
    *,
    page_id: int | None = None,
    old: int | None = None,
    new: int | None = None,
    relative: Relative | None = None,
    single: bool = False,
) -> WikiURL:
    if relative is None and old is None:
        relative = "cur" if new is None else "prev"
    return WikiURL(
        host=where.host,
        scheme=where.scheme,
        wiki=where.wiki,
        script=where.script,
        title=title,
        page_id=page_id,
        old=old,
        new=new,
        relative=relative,
        single=single,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    namespaces: frozenset[str]
    pages: Mapping[str, str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    """Return the names of the special namespace and of the special pages that are read, in all languages."""
    namespaces, pages = {"special"}, {"mobilediff": "mobilediff"}
    for _, namespace, *columns in packs.rows("und", "special_pages.tsv"):
        namespaces.update(_fold(name) for name in namespace.split("|") if name)
        for kind, names in zip(("diff", "permalink", "compare", "redirect"), columns, strict=False):
            for name in names.split("|"):
                if name:
                    pages.setdefault(_fold(name), kind)
    return _Names(frozenset(namespaces), pages)


def _title_in(path: str) -> str | None:
    match = _PATH.fullmatch(path) or _VARIANT.fullmatch(path)
    return match[1] if match is not None and match[1] not in _SCRIPTS else None


def _clean(title: str) -> str:
    return re.sub(r"[ _]+", " ", title).strip(" :")


def _fold(name: str) -> str:
    return name.replace("_", " ").replace(" ", "").casefold()


def _id(url: str, name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text):
        return int(text)
    raise _refuse(url, f"{name}={text[:40]} is no id of a revision or page")


def _decoded(text: str, url: str) -> str:
    try:
        return unquote_to_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refuse(url, "its percent escapes are no UTF-8") from error


def _pairs(query: str, url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:  # UnicodeDecodeError is one
        raise _refuse(url, "its parameters cannot be read") from error


def _refuse(url: str, what: str, hint: str = _HINT) -> InputError:
    shown = url.strip()
    return InputError(what, hint=hint, path=shown if len(shown) <= 200 else shown[:199] + "…")
