"""The quick reading of revisions and page heads: patterns for how dumps are written, and nothing else.

MediaWiki and Wikimedia's exports write a revision in one order, with no comments, sections of characters or
attributes of their own. What a pattern here matches is read as an XML parser would read it; what none matches, or
what holds anything that a parser would refuse, is left to the parser (`element.py`). So the quick reading decides
nothing: with it and without it the same comes out.

Most of a revision stood in the one before it, and was checked and freed of its entities then: it is taken from there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff.model import Page, Revision, User
from wikidiff.sources import dumprecords as records

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
_ENTITY = re.compile(rb"&(lt;|gt;|quot;|amp;|)")
_ENTITIES = {b"lt;": b"<", b"gt;": b">", b"quot;": b'"', b"amp;": b"&"}
_PIECE = 1 << 10  # bytes of a text that are read, and known again, at once


class Odd(Exception):
    """Something that a parser has to look at."""


class Texts:
    """Reads the texts of a page's revisions, taking from the last two what stands in the next as well.

    A text is kept in pieces, raw and read. A piece ends behind a line feed, where neither an entity nor a character
    can be cut in two, and what was checked once need not be checked again.
    """

    __slots__ = ("_first", "_kept")

    def __init__(self) -> None:
        self._first: bytes | None = None
        self._kept: list[tuple[list[bytes], list[str]]] = []

    def forget(self) -> None:
        """Begin anew, at the start of a page."""
        self._first = None
        self._kept.clear()

    def read(self, raw: bytes) -> str:
        """Return the text of a revision; raises `Odd` where a parser has to look at it."""
        if not self._kept:
            if self._first is None:  # many pages have no second revision to take anything from it
                text = plain(raw)
                self._first = raw
                return text
            pieces = _pieces(self._first)
            self._kept = [(pieces, [plain(piece) for piece in pieces])]
        front, start, back, end, known = 0, 0, 0, len(raw), -1
        for number, (raws, _) in enumerate(self._kept):
            found = _common(raw, raws)
            if known < 0 or found[1] - found[3] > start - end:
                (front, start, back, end), known = found, number
            if (end - start) * 4 < len(raw):
                break
        middle = _pieces(raw[start:end])
        read = [plain(piece) for piece in middle]
        if known >= 0:
            raws, texts = self._kept[known]
            middle = [*raws[:front], *middle, *raws[back:]]
            read = [*texts[:front], *read, *texts[back:]]
        self._kept = [(middle, read), *self._kept[:1]]
        return "".join(read)


def _common(raw: bytes, raws: list[bytes]) -> tuple[int, int, int, int]:
    """Return how many pieces begin `raw` and where they end, and which pieces end it and where they begin."""
    front, start = 0, 0
    for piece in raws:
        if not raw.startswith(piece, start):
            break
        front += 1
        start += len(piece)
    if start < len(raw) and front and raws[front - 1][-1:] != b"\n":  # the last piece may end in a line
        front -= 1
        start -= len(raws[front])
    back, end = len(raws), len(raw)
    while back > front and raw.endswith(raws[back - 1], start, end):
        back -= 1
        end -= len(raws[back])
    if start < end and back < len(raws) and raw[end - 1 : end] != b"\n":
        end += len(raws[back])
        back += 1
    return front, start, back, end


def _pieces(raw: bytes) -> list[bytes]:
    pieces, start = [], 0
    while start < len(raw):
        feed = raw.find(b"\n", start + _PIECE)
        stop = feed + 1 if feed >= 0 else len(raw)
        pieces.append(raw[start:stop])
        start = stop
    return pieces


def plain(raw: bytes) -> str:
    """Return character data without its entities; raises `Odd` where a parser would refuse it, or might."""
    if (
        b"\r" in raw
        or (b">" in raw and b"]]>" in raw)
        or (b"\xef" in raw and b"\xef\xbf" in raw)
        or len(raw.translate(None, _CONTROLS)) != len(raw)
    ):
        raise Odd
    if b"&" in raw:
        parts = _ENTITY.split(raw)
        try:
            parts[1::2] = map(_ENTITIES.__getitem__, parts[1::2])
        except KeyError as error:
            raise Odd from error
        raw = b"".join(parts)
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


def revision(data: bytes, pos: int, page: Page, texts: Texts) -> tuple[Revision, int]:
    """Read the revision whose inside begins at `pos`, and say where it ends.

    Raises `Odd` where a parser has to look at it (or where more data is needed), ValueError where a value is none (and
    a parser has to say where).
    """
    before = _BEFORE.match(data, pos)
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
    text = ""
    start = stop = behind = before.end()
    if not empty:
        stop = data.find(b"<", start)
        if not data.startswith(b"</text>", stop):
            raise Odd
        behind = stop + 7
    rest = _BEHIND.match(data, behind)
    if rest is None:
        raise Odd
    other_sha1, other_model = rest.groups()
    if (sha1 is not None and rest.start(1) >= 0) or (model is not None and other_model is not None):
        raise Odd
    if stop > start:
        text = texts.read(data[start:stop])
    told = _attributes(attributes) if attributes else {}
    sha1, model = sha1 or other_sha1, model or other_model
    made = Revision(
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
    return made, rest.end()


_HIDDEN = {
    (user, comment, text): frozenset(
        name for name, is_hidden in (("user", user), ("comment", comment), ("text", text)) if is_hidden
    )
    for user in (False, True)
    for comment in (False, True)
    for text in (False, True)
}
