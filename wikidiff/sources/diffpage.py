"""A saved diff page: what `action=compare` gives, or what a browser saves, table or inline.

Such a page shows the lines that changed and a few around them, and nothing else of the two texts. So what is read here
are two partial texts: the lines that are shown, an empty line for each gap, and a note that says so. The wording of
changed lines is exact; what stood in the gaps, and on which offsets, is not known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from wikidiff.errors import InputError
from wikidiff.model import Note, Page, Revision, User

_STEP = 1 << 16
_LONGEST_TAG = 1 << 18
_LINE = re.compile(r"LINES?\s+(\d+)(?:,(\d+))?")
_NUMBER = re.compile(r"\d[\d.,\s\u00a0\u202f'’٬]*")
_CONFIG = {name: re.compile(rf'"{name}":\s*(\d+)') for name in ("wgDiffOldId", "wgDiffNewId", "wgArticleId")}
_NAME = re.compile(r'"wgPageName":\s*("(?:[^"\\]|\\.){1,600}")')
_WIKI = re.compile(r'"wgDBname":\s*"([a-z0-9_]{1,60})"')
_COMPARED = re.compile(rb'\{\s*(?:"(?:batchcomplete|warnings)"[^{}]{0,200},\s*)?"compare"\s*:')
_MARKS = (b"diff-addedline", b"diff-deletedline", b"diff-context", b"mw-diff-inline-", b"diff-multi", b"diff-notice")
_SIDES = {"diff-deletedline": "old", "diff-addedline": "new"}
_INLINE = {
    "mw-diff-inline-context": "both",
    "mw-diff-inline-changed": "both",
    "mw-diff-inline-deleted": "old",
    "mw-diff-inline-added": "new",
    "mw-diff-inline-moved-source": "old",
    "mw-diff-inline-moved-destination": "new",
}
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HINT = "save the page as HTML where the diff stands as wikitext, or name the diff's address"
_TEXT_SAVE = re.compile(r"(?m)^Line [\d,]+:$")


def looks_like_diff_page(raw: bytes) -> bool:
    """Tell whether a file is a saved diff page, or what `action=compare` gave."""
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"{":
        return _COMPARED.match(head) is not None
    return head[:1] == b"<" and b"<mediawiki" not in head and any(mark in raw for mark in _MARKS)


def looks_like_text_save(text: str) -> bool:
    """Tell whether a file is the bare text of a diff page, in which old and new words cannot be told apart."""
    return "Difference between revisions" in text[:2000] and _TEXT_SAVE.search(text) is not None


def read_diff_page(raw: bytes, name: str | None = None) -> tuple[Revision, Revision, tuple[Note, ...]]:
    """Return what a saved diff page shows of its two revisions, and notes on what it does not show.

    `raw` is HTML or the JSON of `action=compare`; `name` is the file's, for errors and notes. Raises `InputError`
    where it is neither, or shows no lines.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"this is not UTF-8: byte {error.start:,} is 0x{raw[error.start]:02X}"
        raise InputError(what, hint="save the page as UTF-8", path=name, byte=error.start) from error
    told: Mapping[str, Any] = {}
    if text.lstrip()[:1] == "{":
        told = _compared(text, name)
        text = told["body"]
    reader = _Reader(in_diff=bool(told))
    for start in range(0, len(text), _STEP):
        reader.feed(text[start : start + _STEP])
        if len(reader.rawdata) > _LONGEST_TAG:
            raise InputError("this is no HTML that can be read: a tag in it does not end", hint=_HINT, path=name)
    lines = reader.lines
    if not lines.old and not lines.new:
        what = "this page shows no changed lines" if reader.seen else "this is no diff page"
        raise InputError(what, hint=_HINT, path=name)
    page = _page(told, text)
    if told:
        old, new = (_told(side, told, page, shown) for side, shown in (("from", lines.old), ("to", lines.new)))
    else:
        old, new = (_saved(side, text, reader, page, shown) for side, shown in (("from", lines.old), ("to", lines.new)))
    return old, new, _notes(name, lines)


def _compared(text: str, name: str | None) -> dict[str, Any]:
    """Return what `action=compare` gave, its HTML under `body` whatever the format version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON: {error}"[:200], hint=_HINT, path=name) from error
    found = data.get("compare", data)
    body = found.get("body", found.get("*")) if isinstance(found, dict) else None
    if not isinstance(body, str):
        raise InputError('this JSON has no "compare" with a "body"', hint=_HINT, path=name)
    return {**found, "body": body}


class _Lines:
    """The lines that are shown of both sides, and how many are known to be missing between them."""

    def __init__(self) -> None:
        self.old: list[str] = []
        self.new: list[str] = []
        self.gaps = 0
        self.missing = {"old": 0, "new": 0}
        self._at = {"old": 1, "new": 1}  # the number of the next line, as far as is known

    def begin(self, old: int | None, new: int | None) -> None:
        """Begin a block of lines, at these numbers."""
        for side, number in (("old", old), ("new", new)):
            if number is not None:
                self.missing[side] += max(0, number - self._at[side])
                self._at[side] = number
        if self.old or self.new:
            self.gaps += 1
            self.old.append("")
            self.new.append("")

    def add(self, side: str, text: str) -> None:
        (self.old if side == "old" else self.new).append(text)
        self._at[side] += 1


class _Reader(HTMLParser):
    """Finds the lines of a diff in HTML, of MediaWiki's table and of its inline layout."""

    def __init__(self, *, in_diff: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = _Lines()
        self.seen = in_diff
        self.stamps: list[str] = []
        self._context = 0  # context cells in the row
        self._numbers: list[int] = []  # of the lines that a block begins with, one for each side
        self._side = ""  # of the cell or line that is open
        self._tag = ""
        self._depth = 0
        self._parts: dict[str, list[str]] = {"old": [], "new": []}
        self._divided = False  # the text of a cell stands in elements inside it
        self._only = ""  # inside <del> or <ins> of an inline line
        self._number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See a tag that opens."""
        given = dict(attrs)
        if tag in _VOID:
            return
        if "data-timestamp" in given:
            self.stamps.append(given["data-timestamp"] or "")
        if self._tag:
            self._depth += tag == self._tag
            self._only = {"del": "old", "ins": "new"}.get(tag, self._only)
            if tag == "a" and "mw-diff-movedpara" in (given.get("class") or ""):
                self._only = "neither"  # an arrow to where a paragraph went
            if tag == "div" and self._tag == "td":
                self._divided = True
            return
        classes = (given.get("class") or "").split()
        if tag == "tr":
            self._context = 0
        elif tag == "td":
            self._cell(classes)
        elif tag == "div":
            kinds = [_INLINE[name] for name in classes if name in _INLINE]
            if kinds:
                self._open("div", kinds[0])
            elif "mw-diff-inline-header" in classes:
                self._open_number("div")

    def _cell(self, classes: list[str]) -> None:
        for name in classes:
            if name in _SIDES:
                self._open("td", _SIDES[name])
                return
        if "diff-context" in classes:
            self._context += 1
            self._open("td", "old" if self._context == 1 else "new")
        elif "diff-lineno" in classes:
            self._open_number("td")
        elif "diff-notice" in classes or "diff-multi" in classes:
            self.seen = True

    def _open(self, tag: str, side: str) -> None:
        self._tag, self._side, self._depth, self.seen, self._divided, self._only = tag, side, 1, True, False, ""
        self._parts = {"old": [], "new": []}

    def _open_number(self, tag: str) -> None:
        self._tag, self._side, self._depth, self._number = tag, "", 1, True
        self._parts = {"old": [], "new": []}

    def handle_endtag(self, tag: str) -> None:
        """See a tag that closes."""
        if not self._tag:
            return
        if tag in ("del", "ins") or (tag == "a" and self._only == "neither"):
            self._only = ""
        if tag != self._tag:
            return
        self._depth -= 1
        if self._depth:
            return
        self._tag = ""
        if self._number:
            self._close_number(tag)
        else:
            self._close_line(tag)

    def _close_number(self, tag: str) -> None:
        self._number = False
        found = [_as_number(part) for part in _NUMBER.findall("".join(self._parts["old"]))]
        self._numbers += found
        if tag == "div" or len(self._numbers) >= 2 or not found:
            numbers = [*self._numbers[:2], None, None]
            if tag == "div" and len(self._numbers) == 1:
                numbers[1] = numbers[0]
            self.lines.begin(numbers[0], numbers[1])
            self._numbers = []

    def _close_line(self, tag: str) -> None:
        for side in ("old", "new"):
            if self._side not in (side, "both"):
                continue
            text = "".join(self._parts[side])
            if tag == "td" and not self._divided:
                text = text.strip("\n")
            if tag == "div" and text == "\u00a0":  # how the inline layout shows an empty line
                text = ""
            self.lines.add(side, text.strip("\r\n"))

    def handle_comment(self, data: str) -> None:
        """See a comment: the numbers of lines stand in one, where they were not made words."""
        match = _LINE.search(data) if self._number else None
        if match is not None:
            self._parts["old"].append(" ; ".join(number for number in match.groups() if number))

    def handle_data(self, data: str) -> None:
        """See text."""
        if not self._tag:
            return
        if self._tag == "td" and not self._number and not self._divided and not data.strip():
            return
        for side in ("old", "new"):
            if self._only in ("", side):
                self._parts[side].append(data)


def _as_number(text: str) -> int:
    return int("".join(str(int(one)) for one in text if one.isdigit())[:12])


def _page(told: Mapping[str, Any], text: str) -> Page | None:
    if told:
        title, number, space = told.get("totitle"), told.get("toid"), told.get("tons")
    else:
        name = _NAME.search(text)
        title, number, space = (json.loads(name[1]) if name else None), _config(text, "wgArticleId"), None
    wiki = _WIKI.search(text)
    if title is None and number is None:
        return None
    return Page(
        wiki=wiki[1] if wiki else None,
        title=str(title).replace("_", " ") if title is not None else None,
        id=_whole(number),
        namespace=_whole(space),
    )


def _told(side: str, told: Mapping[str, Any], page: Page | None, lines: list[str]) -> Revision:
    """Make a revision of what `action=compare` tells of one side."""
    user, comment = told.get(f"{side}user"), told.get(f"{side}comment")
    return Revision(
        id=_whole(told.get(f"{side}revid")),
        text="\n".join(lines),
        page=page,
        timestamp=_moment(told.get(f"{side}timestamp")),
        user=User(name=str(user), id=_whole(told.get(f"{side}userid"))) if user is not None else None,
        comment=comment if isinstance(comment, str) else None,
        bytes=_whole(told.get(f"{side}size")),
    )


def _saved(side: str, html: str, reader: _Reader, page: Page | None, lines: list[str]) -> Revision:
    """Make a revision of what a browser saved of one side."""
    stamps = reader.stamps
    return Revision(
        id=_config(html, "wgDiffOldId" if side == "from" else "wgDiffNewId"),
        text="\n".join(lines),
        page=page,
        timestamp=_moment(stamps[0 if side == "from" else 1]) if len(stamps) == 2 else None,
    )


def _config(text: str, name: str) -> int | None:
    match = _CONFIG[name].search(text)
    return int(match[1]) if match and len(match[1]) < 19 else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:  # a time in words: what it says depends on who saved the page
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _notes(name: str | None, lines: _Lines) -> tuple[Note, ...]:
    called = f"{name}: " if name else ""
    before = f", at least {lines.missing['old']:,} of the old and {lines.missing['new']:,} of the new text,"
    partial = Note(
        "partial_text",
        f"{called}a diff page shows only changed lines and those beside them: the others{before} are missing, an empty"
        " line stands for each gap, and offsets count in what is shown",
    )
    if not any("\u00a0" in line for line in (*lines.old, *lines.new)):
        return (partial,)
    spaces = f"{called}a diff page may show spaces as no-break spaces: one of these may have been the other"
    return partial, Note("spaces", spaces)
