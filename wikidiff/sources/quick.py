"""The quick reading of revisions and page heads: patterns for how dumps are written, and nothing else.

MediaWiki and Wikimedia's exports write a revision in one order, with no comments, sections of characters or
attributes of their own. What a pattern here matches is read as an XML parser would read it; what none matches, or
what holds anything that a parser would refuse, is left to the parser (`element.py`). So the quick reading decides
nothing: with it and without it the same comes out.

Texts are read line by line, and the lines of a page's last revisions are remembered: most lines of a revision stood
in the one before it, and were checked and freed of their entities then.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff.model import Page, Revision, User
from wikidiff.sources import records

NEXT = re.compile(rb"[ \t\r\n]*<(?:(/page)|revision|(page)|(/mediawiki))>")

_S = rb"[ \t\r\n]*"
_VALUE = rb"([^<&]*)"
_WORDS = rb"([^<]*)"
_ATTRIBUTE = rb" (?:bytes|sha1|xml:space|deleted|id|location)=\"[^\"<&\t\n\r]*\""
_BEFORE = re.compile(
    _S + rb"<id>([0-9]{1,18})</id>" + _S
    + rb"(?:<parentid>(-?[0-9]{1,18})</parentid>" + _S + rb")?"
    + rb"<timestamp>([0-9T:Z-]{20})</timestamp>" + _S
    + rb"(?:<contributor(?:( deleted=\"deleted\") ?/>|>" + _S
    + rb"(?:<username>" + _WORDS + rb"</username>" + _S + rb"(?:<id>([0-9]{1,18})</id>" + _S + rb")?"
    + rb"|<ip>" + _WORDS + rb"</ip>" + _S + rb")</contributor>)" + _S + rb")?"
    + rb"(<minor ?/>" + _S + rb")?"
    + rb"(?:<comment(?:( deleted=\"deleted\") ?/>|>" + _WORDS + rb"</comment>)" + _S + rb")?"
    + rb"(?:<origin>[0-9]{1,18}</origin>" + _S + rb")?"
    + rb"(?:<sha1>([0-9a-z]*)</sha1>" + _S + rb")?"
    + rb"(?:<model>" + _VALUE + rb"</model>" + _S + rb")?"
    + rb"(?:<format>[^<&]*</format>" + _S + rb")?"
    + rb"<text((?:" + _ATTRIBUTE + rb")*) ?(/?)>"
)  # fmt: skip
_BEHIND = re.compile(
    _S + rb"(?:<sha1 ?/>|<sha1>([0-9a-z]*)</sha1>)?" + _S
    + rb"(?:<model>" + _VALUE + rb"</model>" + _S + rb")?"
    + rb"(?:<format>[^<&]*</format>" + _S + rb")?"
    + rb"</revision>"
)  # fmt: skip
_PAGE = re.compile(
    _S + rb"<title>" + _WORDS + rb"</title>" + _S
    + rb"(?:<ns>(-?[0-9]{1,9})</ns>" + _S + rb")?"
    + rb"<id>([0-9]{1,18})</id>" + _S
    + rb"(?:<redirect title=\"([^\"<\t\n\r]*)\" ?/>" + _S + rb")?"
    + rb"(?:<restrictions>[^<]*</restrictions>" + _S + rb")?"
    + rb"(?=<revision>|</page>)"
)  # fmt: skip
_PAIR = re.compile(rb" ([a-z1:]+)=\"([^\"]*)\"")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_CACHED = 1 << 22  # characters of lines that are remembered


class Odd(Exception):
    """Something that a parser has to look at."""


class Lines(dict[bytes, str]):
    """Lines as they stand in a dump, and as they read."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held = 0

    def __missing__(self, line: bytes) -> str:
        text = plain(line)
        self[line] = text
        self.held += len(line) + 100
        return text

    def forget(self) -> None:
        """Begin anew: at a page's start, and where too much is held."""
        self.clear()
        self.held = 0

    def read(self, raw: bytes) -> str:
        """Return the text of a revision; raises `Odd` where a parser has to look at it."""
        if not self.held:  # the first revision of a page: nothing to look up, and often nothing that comes after
            self.held = 1
            return plain(raw)
        if self.held > _CACHED:
            self.forget()
        if b"\r" in raw:
            raise Odd
        return "\n".join(map(self.__getitem__, raw.split(b"\n")))


def plain(raw: bytes) -> str:
    """Return character data without its entities; raises `Odd` where a parser would refuse it, or might."""
    if b"\r" in raw or b"]]>" in raw or b"\xef\xbf" in raw or len(raw.translate(None, _CONTROLS)) != len(raw):
        raise Odd
    if b"&" in raw:
        raw = raw.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&quot;", b'"')
        left = raw.count(b"&")
        if left:
            if left != raw.count(b"&amp;"):
                raise Odd
            raw = raw.replace(b"&amp;", b"&")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Odd from error


@lru_cache(maxsize=8192)
def _short(raw: bytes) -> str:
    """Return a name: trimmed, and remembered, because names come again."""
    return plain(raw).strip()


@lru_cache(maxsize=8192)
def _user(name: bytes | None, number: bytes | None, address: bytes | None) -> User | None:
    if address is not None:
        text = _short(address)
        if text:
            return records.user(text, 0)
    return records.user(_short(name) if name is not None else None, int(number) if number else None)


@lru_cache(maxsize=4096)
def _attributes(raw: bytes) -> dict[str, str]:
    pairs = _PAIR.findall(raw)
    found = {name.decode(): _short(value) for name, value in pairs}
    if len(found) != len(pairs):
        raise Odd
    return found


def page_head(data: bytes, pos: int) -> tuple[str, int | None, int, str | None, int] | None:
    """Read title, namespace, id and redirect target of the page behind `<page>`, and where they end; None if odd."""
    match = _PAGE.match(data, pos)
    if match is None:
        return None
    title, namespace, number, target = match.groups()
    try:
        return (
            _short(title),
            int(namespace) if namespace is not None else None,
            int(number),
            _short(target) if target is not None else None,
            match.end(),
        )
    except Odd:
        return None


def revision(data: bytes, pos: int, end: int, page: Page, lines: Lines) -> Revision:
    """Read the revision whose inside is `data[pos:end]`, `</revision>` included.

    Raises `Odd` where a parser has to look at it, ValueError where a value is none (and a parser has to say where).
    """
    before = _BEFORE.match(data, pos, end)
    if before is None:
        raise Odd
    (
        number,
        parent,
        time,
        no_user,
        name,
        user_id,
        address,
        minor,
        no_comment,
        comment,
        sha1,
        model,
        attributes,
        empty,
    ) = before.groups()
    start = before.end()
    text = ""
    behind = start
    if not empty:
        stop = data.find(b"<", start, end)
        if not data.startswith(b"</text>", stop):
            raise Odd
        behind = stop + 7
        text = lines.read(data[start:stop]) if stop > start else ""
    rest = _BEHIND.match(data, behind, end)
    if rest is None or rest.end() != end:
        raise Odd
    other_sha1, other_model = rest.groups()
    if (sha1 is not None and rest.start(1) >= 0) or (model is not None and other_model is not None):
        raise Odd
    told = _attributes(attributes) if attributes else {}
    sha1, model = sha1 or other_sha1, model or other_model
    return Revision(
        id=int(number),
        text=text or records.text_of(told, ""),
        page=page,
        parent_id=int(parent) if parent and parent[0] != 45 else None,
        timestamp=records.moment(time.decode()),
        user=_user(name, user_id, address) if not no_user else None,
        comment=None if no_comment else plain(comment) if comment else "",
        minor=minor is not None,
        sha1=records.digest(sha1.decode() if sha1 else told.get("sha1")),
        bytes=records.size(told.get("bytes")),
        hidden=_HIDDEN[(no_user is not None, no_comment is not None, "deleted" in told)],
        model=_short(model) if model is not None else None,
    )


_HIDDEN = {
    (user, comment, text): frozenset(
        name for name, is_hidden in (("user", user), ("comment", comment), ("text", text)) if is_hidden
    )
    for user in (False, True)
    for comment in (False, True)
    for text in (False, True)
}
