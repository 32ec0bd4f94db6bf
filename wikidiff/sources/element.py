"""One element of a dump, read by expat: exact for all XML, and what the quick reader falls back on.

A document type is refused wherever it stands, so that there are no entities of the document's own: none that grow,
none that name a file or an address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from wikidiff.errors import InputError
from wikidiff.sources.window import Window

_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
TOO_EARLY = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


@dataclass(slots=True)
class Element:
    """An element with its attributes, its own text and the elements in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """Return the first element of this name in it."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str | None:
        """Return the text of the first element of this name in it, trimmed; None where there is none."""
        child = self.child(name)
        return None if child is None else child.text.strip()


END = Element("/")  # the end of the innermost open element came
ASIDE = Element("!")  # a comment or a processing instruction came


class _Builder:
    """Builds the first element that begins behind `depth` open ones, and says where it ends."""

    def __init__(self, window: Window, prelude: bytes) -> None:
        self.window = window
        self.shift = len(prelude)
        self.done = False
        self.element = ASIDE
        self.end = 0  # relative to the window's place; meaningful once `done`
        self._needs: bytes | None = None
        self._open: list[Element] = []
        self._parts: list[list[str]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 20
        self.parser.Parse(prelude, False)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._stop
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._aside_comment
        self.parser.ProcessingInstructionHandler = self._aside_instruction

    def feed(self, data: bytes, last: bool) -> None:
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            if not self.done:
                if last and error.code in TOO_EARLY:
                    cut(self.window)
                broken(self.window, self.parser.ErrorByteIndex - self.shift, expat.ErrorString(error.code))

    def _here(self) -> int:
        return self.parser.CurrentByteIndex - self.shift

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.done:
            return
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)
        self._parts.append([])

    def _stop(self, name: str) -> None:  # noqa: ARG002
        if self.done:
            return
        if not self._open:  # the end of what the element would have stood in
            self.element = END
            self._finish(b">")
            return
        element = self._open.pop()
        element.text = "".join(self._parts.pop())
        if not self._open:
            self.element = element
            window, here = self.window, self._here()
            before = window.data[window.pos + here - 2 : window.pos + here]
            empty = before == b"/>" and not element.text and not element.children  # expat is behind `<name/>` by now
            self._finish(b"" if empty else b">")

    def _text(self, text: str) -> None:
        if self._open and not self.done:
            self._parts[-1].append(text)

    def _aside_comment(self, text: str) -> None:  # noqa: ARG002
        if not self._open and not self.done:
            self._finish(b"-->")

    def _aside_instruction(self, target: str, data: str) -> None:  # noqa: ARG002
        if not self._open and not self.done:
            self._finish(b"?>")

    def _finish(self, needs: bytes) -> None:
        self.done = True
        self.end = self._here()
        self._needs = needs

    def leave(self) -> None:
        """Move the window behind what was read."""
        if self._needs:
            self.end = self.window.find(self._needs, self.end) + len(self._needs)
        self.window.pos += self.end


def next_element(window: Window, within: tuple[str, ...]) -> Element:
    """Read the element that comes next and move behind it.

    `within` are the names of the elements that are open. `END` is returned for the end of the innermost of them, and
    `ASIDE` for a comment or a processing instruction. Raises `InputError` with
    the byte where this is no well-formed XML, or where the dump ends before the element does.
    """
    prelude = "".join(f"<{name}>" for name in within).encode()
    builder = _Builder(window, prelude)
    until = b"</revision>" if window.data.startswith(b"<revision", window.pos) else b">"
    fed = 0
    while not builder.done:
        step = window.find(until, fed)
        last = step < 0
        upto = len(window.data) - window.pos if last else step + len(until)
        builder.feed(window.data[window.pos + fed : window.pos + upto], last)
        fed = upto
        if last and not builder.done:
            cut(window)
    builder.leave()
    return builder.element


def read_head(window: Window) -> tuple[dict[str, str], Element | None]:
    """Read the start of a dump: the root's attributes and `siteinfo`, and move to where the pages begin."""
    _refuse_other_encodings(window)
    parser = expat.ParserCreate()
    found = _Head(parser)
    fed = 0
    while found.rest is None:
        step = window.find(b">", fed)
        upto = len(window.data) - window.pos if step < 0 else step + 1
        try:
            parser.Parse(window.data[window.pos + fed : window.pos + upto], step < 0)
        except expat.ExpatError as error:
            if step < 0 and error.code in TOO_EARLY:
                cut(window)
            broken(window, parser.ErrorByteIndex, expat.ErrorString(error.code))
        fed = upto
        if found.refused:
            broken(window, fed - 1, found.refused, hint="name an XML dump or what Special:Export gave")
    window.pos += found.rest
    return found.attributes, found.siteinfo


class _Head:
    """What expat sees of a dump's start."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root = ""
        self.attributes: dict[str, str] = {}
        self.siteinfo: Element | None = None
        self.rest: int | None = None
        self.refused = ""
        self._open: list[Element] = []
        self._parser = parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._stop
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG002
        if encoding and encoding.lower() not in _UTF8:
            self.refused = f"it says that it is {encoding[:20]}, and dumps are UTF-8"

    def _doctype(self, *_: object) -> None:
        self.refused = "it has a document type, which no dump has: entities of a document's own are not read"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.rest is not None:
            return
        if not self.root:
            self.root, self.attributes = name, attributes
            if name != "mediawiki":
                self.refused = f"it is XML, but no dump of a wiki: it begins with <{name[:40]}>"
            return
        if not self._open and (name != "siteinfo" or self.siteinfo is not None):
            self.rest = self._parser.CurrentByteIndex
            return
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _stop(self, name: str) -> None:  # noqa: ARG002
        if self.rest is not None:
            return
        if not self._open:
            self.rest = self._parser.CurrentByteIndex
            return
        element = self._open.pop()
        if not self._open:
            self.siteinfo = element

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text


def _refuse_other_encodings(window: Window) -> None:
    while len(window.data) < 4 and window.more():
        pass
    head = window.data[:4]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        broken(window, 0, "it is no UTF-8", hint="dumps are UTF-8; convert it, for example with iconv")


def broken(window: Window, at: int, what: str, *, hint: str | None = None) -> NoReturn:
    """Raise that this is no XML, `at` bytes behind the window's place."""
    byte = window.base + window.pos + at
    raise InputError(f"{what}, at byte {byte:,} of the XML", hint=hint, path=window.name, page=window.page, byte=byte)


def cut(window: Window) -> NoReturn:
    """Raise that the dump ends too early."""
    byte = window.base + len(window.data)
    raise InputError(
        f"the dump ends too early, at byte {byte:,} of the XML",
        hint="fetch it again",
        path=window.name,
        page=window.page,
        byte=byte,
    )
