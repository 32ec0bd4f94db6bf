"""The one door to mwparserfromhell: its token stream, turned into constructs with exact offsets.

The compiled tokenizer is read directly, because building node trees costs four to eleven times as much and gives no
offsets. A token is a dict and is read as one: its attributes go through a method of Python. Styles are skipped: an
odd `''` would make the parser swallow later markup, while MediaWiki closes quotes at the end of the line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from mwparserfromhell.parser import tokens as kinds
from mwparserfromhell.parser.tokenizer import Tokenizer as _PythonTokenizer

try:
    from mwparserfromhell.parser._tokenizer import CTokenizer as _Tokenizer  # type: ignore[import-not-found]
except ImportError:  # a platform without the compiled part: slower, same tokens
    _Tokenizer = _PythonTokenizer


class Construct(NamedTuple):
    """One construct of the stream. `inner` is where its content starts, `close` where its closing starts."""

    kind: str  # link, template, argument, extlink, url, entity, comment, tag, heading
    start: int
    inner: int
    close: int
    end: int
    depth: int
    name: str
    separator: int  # offset of the first separator (`|`, or the space of an external link), -1 if none


_construct = partial(tuple.__new__, Construct)  # what a NamedTuple does, without a call of Python


class Unreadable(Exception):
    """The token stream does not join to the text: the stretch must be taken as it stands."""


class _Open:
    __slots__ = ("index", "inner", "kind", "name", "separator", "start")

    def __init__(self, kind: str, start: int, inner: int, index: int) -> None:
        self.kind, self.start, self.inner, self.index = kind, start, inner, index
        self.name = ""
        self.separator = -1


class _Reader:
    """Walks the token stream with a cursor in the text, checking every step against it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[_Open] = []
        self.found: list[Construct | None] = []
        self.quote = ""
        self.pending = ("", "")  # the spaces around the equals sign of the attribute being read
        self.closing = 0  # where the closing tag being read starts

    def take(self, literal: str) -> None:
        at = self.at
        if not self.text.startswith(literal, at):
            while self.text[at : at + 1].isspace():  # the tokenizer drops some blanks between attributes
                at += 1
            if at == self.at or not self.text.startswith(literal, at):
                raise Unreadable
        self.at = at + len(literal)

    def begin(self, kind: str, literal: str) -> _Open:
        start = self.at
        self.take(literal)
        entry = _Open(kind, start, self.at, len(self.found))
        self.found.append(None)
        self.open.append(entry)
        return entry

    def finish(self, kind: str, literal: str, close: int | None = None) -> None:
        entry = self.open.pop()
        if entry.kind != kind:
            raise Unreadable
        at = self.at if close is None else close
        self.take(literal)
        self.found[entry.index] = _construct(
            (kind, entry.start, entry.inner, at, self.at, len(self.open), entry.name, entry.separator)
        )

    def separate(self) -> None:
        entry = self.open[-1]
        if entry.separator < 0:
            entry.separator = self.at
            if not entry.name:
                entry.name = self.text[entry.inner : self.at]
        self.take("|")

    def end_quote(self) -> None:
        if self.quote:
            self.take(self.quote)
            self.quote = ""


def constructs(text: str) -> list[Construct]:
    """Parse `text` and return its constructs in order of their start.

    Raises `Unreadable` where the stream cannot be laid over the text.
    """
    reader = _Reader(text)
    try:
        for token in _Tokenizer().tokenize(text, 0, True):
            _STEPS[type(token)](reader, token)
    except (KeyError, IndexError) as error:
        raise Unreadable from error
    if reader.at != len(text) or reader.open:
        raise Unreadable
    return [construct for construct in reader.found if construct is not None]


Step = Callable[[_Reader, Any], None]


def _text(reader: _Reader, token: Any) -> None:
    entry = reader.open[-1] if reader.open else None
    if entry is not None and entry.kind == "tag" and not entry.name:
        entry.name = token.get("text")
        if entry.separator == _WIKI:  # a wiki mark stands for the name of the tag
            return
    reader.take(token.get("text"))


_WIKI = -2  # in `separator` of a tag: it is written as wiki markup (`*`, `|-`, `----`)


def _tag_open(reader: _Reader, token: Any) -> None:
    markup = token.get("wiki_markup")
    entry = reader.begin("tag", markup or ("</" if token.get("invalid") else "<"))
    if markup:
        entry.separator = _WIKI


def _attr_start(reader: _Reader, token: Any) -> None:
    reader.end_quote()
    reader.take(token.get("pad_first"))
    reader.pending = (token.get("pad_before_eq"), token.get("pad_after_eq"))


def _attr_equals(reader: _Reader, _token: Any) -> None:
    before, after = reader.pending
    reader.take(before + "=" + after)


def _attr_quote(reader: _Reader, token: Any) -> None:
    reader.take(token.get("char"))
    reader.quote = token.get("char")


def _tag_close_open(reader: _Reader, token: Any) -> None:
    reader.end_quote()
    entry = reader.open[-1]
    reader.take(token.get("padding") or "")
    if entry.separator != _WIKI:
        reader.take(">")
    elif token.get("wiki_markup"):
        reader.take(token.get("wiki_markup"))
    entry.inner = reader.at


def _tag_selfclose(reader: _Reader, token: Any) -> None:
    reader.end_quote()
    entry = reader.open[-1]
    reader.take(token.get("padding") or "")
    if entry.separator != _WIKI:
        if not token.get("implicit"):
            reader.take("/")
        reader.take(">")
    entry.inner = reader.at
    reader.finish("tag", "")


def _tag_open_close(reader: _Reader, token: Any) -> None:
    entry = reader.open[-1]
    reader.closing = reader.at
    if entry.separator == _WIKI:
        reader.take(token.get("wiki_markup") or "")
        entry.name = ""  # the name token that follows is not in the text
    else:
        reader.take("</")


def _tag_close_close(reader: _Reader, _token: Any) -> None:
    entry = reader.open[-1]
    wiki = entry.separator == _WIKI
    entry.separator = -1
    reader.finish("tag", "" if wiki else ">", reader.closing)


def _entity_end(reader: _Reader, _token: Any) -> None:
    reader.finish("entity", ";")


def _heading_start(reader: _Reader, token: Any) -> None:
    reader.begin("heading", "=" * token.get("level")).name = "=" * token.get("level")


def _heading_end(reader: _Reader, _token: Any) -> None:
    reader.finish("heading", reader.open[-1].name)


def _extlink_open(reader: _Reader, token: Any) -> None:
    reader.begin("extlink" if token.get("brackets") else "url", "[" if token.get("brackets") else "")


def _extlink_separator(reader: _Reader, token: Any) -> None:
    entry = reader.open[-1]
    entry.separator = reader.at
    entry.name = reader.text[entry.inner : reader.at]
    if not token.get("suppress_space"):
        reader.take(" ")


def _extlink_close(reader: _Reader, _token: Any) -> None:
    kind = reader.open[-1].kind
    reader.finish(kind, "]" if kind == "extlink" else "")


def _nothing(_reader: _Reader, _token: Any) -> None:
    return None


def _taking(literal: str) -> Step:
    return lambda reader, _token: reader.take(literal)


def _beginning(kind: str, literal: str) -> Step:
    def step(reader: _Reader, _token: Any) -> None:
        reader.begin(kind, literal)

    return step


def _finishing(kind: str, literal: str) -> Step:
    return lambda reader, _token: reader.finish(kind, literal)


_STEPS: dict[type, Step] = {
    kinds.Text: _text,
    kinds.TemplateOpen: _beginning("template", "{{"),
    kinds.TemplateParamSeparator: lambda reader, _token: reader.separate(),
    kinds.TemplateParamEquals: _taking("="),
    kinds.TemplateClose: _finishing("template", "}}"),
    kinds.ArgumentOpen: _beginning("argument", "{{{"),
    kinds.ArgumentSeparator: lambda reader, _token: reader.separate(),
    kinds.ArgumentClose: _finishing("argument", "}}}"),
    kinds.WikilinkOpen: _beginning("link", "[["),
    kinds.WikilinkSeparator: lambda reader, _token: reader.separate(),
    kinds.WikilinkClose: _finishing("link", "]]"),
    kinds.ExternalLinkOpen: _extlink_open,
    kinds.ExternalLinkSeparator: _extlink_separator,
    kinds.ExternalLinkClose: _extlink_close,
    kinds.HTMLEntityStart: _beginning("entity", "&"),
    kinds.HTMLEntityNumeric: _taking("#"),
    kinds.HTMLEntityHex: lambda reader, token: reader.take(token.get("char")),
    kinds.HTMLEntityEnd: _entity_end,
    kinds.HeadingStart: _heading_start,
    kinds.HeadingEnd: _heading_end,
    kinds.CommentStart: _beginning("comment", "<!--"),
    kinds.CommentEnd: _finishing("comment", "-->"),
    kinds.TagOpenOpen: _tag_open,
    kinds.TagAttrStart: _attr_start,
    kinds.TagAttrEquals: _attr_equals,
    kinds.TagAttrQuote: _attr_quote,
    kinds.TagCloseOpen: _tag_close_open,
    kinds.TagCloseSelfclose: _tag_selfclose,
    kinds.TagOpenClose: _tag_open_close,
    kinds.TagCloseClose: _tag_close_close,
}
