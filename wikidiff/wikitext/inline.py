"""Read the inside of a changed stretch: its pieces in order, and the constructs that hold them.

Links, bold and tags are see-through: what a reader sees of them stands in the stream among the other words. Refs,
templates, comments, media and code are one piece each; whoever pairs two of them reads on inside.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import accumulate, repeat

from wikidiff.model.document import TokenKind
from wikidiff.model.inline import Inline, Node, Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.segments import CLUSTERS
from wikidiff.text.tokens import kind as token_kind
from wikidiff.text.tokens import split
from wikidiff.wikitext.parser import Construct, Unreadable, constructs
from wikidiff.wikitext.scan import MANY_UNCLOSED, RAW

_MARKUP = re.compile(r"\[\[|\{\{|<[a-zA-Z!/]|&[#\w]|\[//|://|mailto:")
# Plain links, templates and refs need no parser where nothing stands in them that could end them, and nothing beside
# them that could be markup too: no other brackets, no mark that opens a line, no namespace and no scheme of a URL.
_FIRST = frozenset("*#:;=-|{")
_BEYOND = re.compile(r"\n|\[|\]|\{|\}|<\S|&[#\w]|//")  # literals first, so that the engine can skip
_PLAIN = re.compile(
    r"\[\[(?P<target>[^\[\]{}|<>:]++)(?P<bar>\|)?(?(bar)[^\[\]{}|<>]*+)\]\]"
    r"|(?<!\{)\{\{(?P<name>[ ]*+[^\[\]{}|<>#&:/\s][^\[\]{}|<>#&:/\n]*+)(?P<mark>\|)?(?(mark)[^\[\]{}<>]*+)\}\}(?!\})"
    r"|<ref(?:\s+[a-z]+=(?:\"[^\"<>{}\[\]\n]*+\"|[\w:.-]++(?=[\s/>])))*\s*+"
    r"(?:(?P<alone>/>)|>(?P<body>[^<]*+)(?P<close></ref>))"
)
_OPENING_TAG = re.compile(r"<(?!br\b|hr\b|wbr\b|ref\s[^<>]{0,200}/>)[a-zA-Z][^<>]{0,200}(?<!/)>")
_INTERWIKI = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,10})*|simple|als|map-bms|be-x-old|zh-min-nan")
_KINDS = {
    TokenKind.WORD: PieceKind.WORD,
    TokenKind.NUMBER: PieceKind.NUMBER,
    TokenKind.SPACE: PieceKind.SPACE,
    TokenKind.PUNCT: PieceKind.PUNCT,
    TokenKind.URL: PieceKind.URL,
    TokenKind.ENTITY: PieceKind.ENTITY,
    TokenKind.MARKUP: PieceKind.MARK,
}
# Longer stretches than this are not given to the parser: nobody wrote a paragraph of this size by hand.
LONGEST = 200_000
_CODE_TAGS = RAW | {"gallery", "imagemap", "inputbox", "references"}


class _TokenKinds(dict[str, PieceKind]):
    """The kind of a token by its text, found once for each short text."""

    def __missing__(self, token: str) -> PieceKind:
        kind = PieceKind.WORD if token.isalpha() else _KINDS[token_kind(token)]
        if kind is PieceKind.PUNCT and len(token) > 1 and token[0] == "'":
            kind = PieceKind.STYLE
        if len(token) <= 24:
            if len(self) >= 1 << 16:
                self.clear()
            self[token] = kind
        return kind


_TOKEN_KINDS = _TokenKinds()


# What a NamedTuple does, without a call of Python for each.
_piece = partial(tuple.__new__, Piece)
_node = partial(tuple.__new__, Node)
_inline = partial(tuple.__new__, Inline)
_construct = partial(tuple.__new__, Construct)


class _Writer:
    """Gathers pieces and nodes; offsets are those of the whole text."""

    __slots__ = ("base", "nodes", "pieces", "site", "text", "way")

    def __init__(self, text: str, base: int, site: str, way: str) -> None:
        self.text, self.base, self.site, self.way = text, base, site, way
        self.pieces: list[Piece] = []
        self.nodes: list[Node] = []

    def words(self, start: int, end: int, node: int) -> None:
        tokens = split(self.text, start, end, self.way)
        ends = list(accumulate(map(len, tokens), initial=self.base + start))
        kinds = map(_TOKEN_KINDS.__getitem__, tokens)
        self.pieces.extend(map(_piece, zip(kinds, tokens, ends, ends[1:], repeat(node), strict=False)))

    def piece(self, kind: PieceKind, start: int, end: int, node: int = -1) -> None:
        if start < end:
            base = self.base
            self.pieces.append(_piece((kind, self.text[start:end], base + start, base + end, node)))

    def node(self, kind: PieceKind, item: Construct, name: str, label: int, close: int) -> int:
        base, nodes = self.base, self.nodes
        nodes.append(_node((kind, base + item.start, base + item.end, name, base + label, base + close)))
        return len(nodes) - 1

    def run(self, items: list[Construct], first: int, start: int, end: int, node: int) -> int:
        """Write `[start, end)`, whose constructs begin at index `first`; return the index behind them."""
        at, index = start, first
        while index < len(items) and items[index].start < end:
            item = items[index]
            if at < item.start:
                self.words(at, item.start, node)
            index = self.construct(items, index, node)
            at = item.end
        if at < end:
            self.words(at, end, node)
        return index

    def construct(self, items: list[Construct], index: int, node: int) -> int:
        """Write one construct with what stands in it; return the index behind it."""
        item = items[index]
        kind = item.kind
        if kind == "link":
            return self.link(items, index)
        if kind == "tag":
            return self.tag(items, index, node)
        if kind == "extlink":
            name = item.name or self.text[item.inner : item.close]
            label = item.separator if item.separator >= 0 else item.close
            while label < item.close and self.text[label] == " ":
                label += 1
            own = self.node(PieceKind.EXTLINK_OPEN, item, name, label, item.close)
            self.piece(PieceKind.EXTLINK_OPEN, item.start, label, own)
            behind = self.run(items, _behind(items, index + 1, label), label, item.close, own)
            self.piece(PieceKind.EXTLINK_CLOSE, item.close, item.end, own)
            return behind
        if kind == "heading":
            self.piece(PieceKind.MARK, item.start, item.inner)
            behind = self.run(items, index + 1, item.inner, item.close, node)
            self.piece(PieceKind.MARK, item.close, item.end)
            return behind
        simple = _WHOLE[kind]
        name = (item.name or self.text[item.inner : item.close]).strip() if kind == "template" else ""
        own = node if kind in ("entity", "url") else self.node(simple, item, name, item.inner, item.close)
        self.piece(simple, item.start, item.end, own)
        return _behind(items, index + 1, item.end)

    def link(self, items: list[Construct], index: int) -> int:
        item = items[index]
        target = (item.name or self.text[item.inner : item.close]).strip()
        prefix, colon, _rest = target.partition(":")
        if colon and prefix:
            whole = self.namespace(prefix)
            if whole is not None:
                own = self.node(whole, item, target, item.inner, item.close)
                self.piece(whole, item.start, item.end, own)
                return _behind(items, index + 1, item.end)
        label = item.separator + 1 if item.separator >= 0 else item.inner
        own = self.node(PieceKind.LINK_OPEN, item, target, label, item.close)
        self.piece(PieceKind.LINK_OPEN, item.start, label, own)
        behind = self.run(items, _behind(items, index + 1, label), label, item.close, own)
        self.piece(PieceKind.LINK_CLOSE, item.close, item.end, own)
        return behind

    def namespace(self, prefix: str) -> PieceKind | None:
        if sites.is_namespace(prefix, "file", self.site):
            return PieceKind.MEDIA
        if sites.is_namespace(prefix, "category", self.site):
            return PieceKind.CATEGORY
        return PieceKind.INTERWIKI if _INTERWIKI.fullmatch(prefix) else None

    def tag(self, items: list[Construct], index: int, node: int) -> int:
        item = items[index]
        name = item.name.strip().lower()
        if name == "ref":
            self.piece(
                PieceKind.REF,
                item.start,
                item.end,
                self.node(PieceKind.REF, item, name, min(item.inner, item.close), item.close),
            )
            return _behind(items, index + 1, item.end)
        if name in _CODE_TAGS:
            own = self.node(PieceKind.CODE, item, name, min(item.inner, item.close), item.close)
            self.piece(PieceKind.CODE, item.start, item.end, own)
            return _behind(items, index + 1, item.end)
        if self.text.startswith("{|", item.start):
            own = self.node(PieceKind.TABLE, item, "", item.inner, item.close)
            self.piece(PieceKind.TABLE, item.start, item.end, own)
            return _behind(items, index + 1, item.end)
        own = self.node(PieceKind.TAG, item, name, min(item.inner, item.close), item.close)
        if item.close <= item.inner:  # self-closing
            self.piece(PieceKind.TAG, item.start, item.end, own)
            return _behind(items, index + 1, item.end)
        self.piece(PieceKind.TAG, item.start, item.inner, own)
        behind = self.run(items, _behind(items, index + 1, item.inner), item.inner, item.close, node)
        self.piece(PieceKind.TAG, item.close, item.end, own)
        return behind


_WHOLE = {
    "template": PieceKind.TEMPLATE,
    "argument": PieceKind.TEMPLATE,
    "comment": PieceKind.COMMENT,
    "entity": PieceKind.ENTITY,
    "url": PieceKind.URL,
}


def _behind(items: list[Construct], index: int, end: int) -> int:
    """Return the index of the first construct that starts at or behind `end`."""
    while index < len(items) and items[index].start < end:
        index += 1
    return index


def inline(text: str, start: int, end: int, site: str = "enwiki", way: str = CLUSTERS) -> Inline:
    """Read `text[start:end]`, a stretch in which nothing is open at either border; `way` is how its words are cut.

    The pieces join to the stretch. `parsed` counts the characters that reached the parser; `opaque` says that it
    could not read them and the stretch was taken as plain words.
    """
    part = text[start:end]
    writer = _Writer(part, start, site, way)
    if _MARKUP.search(part) is None:
        writer.words(0, len(part), -1)
        return _inline((writer.pieces, writer.nodes, 0, False))
    plain = _plain(part)
    if plain is not None:
        writer.run(plain, 0, 0, len(part), -1)
        return _inline((writer.pieces, writer.nodes, 0, False))
    if hopeless(part):
        writer.words(0, len(part), -1)
        return Inline(writer.pieces, writer.nodes, 0, True)
    try:
        items = constructs(part)
    except Unreadable:
        writer.words(0, len(part), -1)
        return Inline(writer.pieces, writer.nodes, len(part), True)
    writer.run(items, 0, 0, len(part), -1)
    return _inline((writer.pieces, writer.nodes, len(part), False))


def unread(text: str, start: int, end: int, way: str = CLUSTERS) -> tuple[Piece, ...]:
    """Return `text[start:end]` as plain words, whatever markup it holds."""
    writer = _Writer(text[start:end], start, "", way)
    writer.words(0, end - start, -1)
    return tuple(writer.pieces)


def _plain(part: str) -> list[Construct] | None:
    """Return the outermost constructs of a stretch of plain ones alone; None where the parser has to look."""
    found: list[Construct] = []
    rest: list[str] = []
    at = 0
    for match in _PLAIN.finditer(part):
        start, end = match.span()
        target, bar, name, mark, alone, body, _ = match.groups()
        rest.append(part[at:start])
        at = end
        if body is not None:
            if body.count("{{") != body.count("}}") or body.count("[") != body.count("]"):
                return None
            inner, close = match.span("body")
            found.append(_construct(("tag", start, inner, close, end, 0, "ref", -1)))
        elif alone:
            found.append(_construct(("tag", start, end, end, end, 0, "ref", -1)))
        elif target is not None:
            named, place = (target, match.start("bar")) if bar else ("", -1)
            found.append(_construct(("link", start, start + 2, end - 2, end, 0, named, place)))
        else:
            named, place = (name, match.start("mark")) if mark else ("", -1)
            found.append(_construct(("template", start, start + 2, end - 2, end, 0, named, place)))
    rest.append(part[at:])
    shown = "\0".join(rest)
    return None if shown[:1] in _FIRST or _BEYOND.search(shown) is not None else found


def hopeless(part: str) -> bool:
    """Tell whether a stretch is too long for the parser, or opens more without an end than it can try in good time."""
    if len(part) > LONGEST:
        return True
    if len(part) <= 4 * MANY_UNCLOSED:
        return False
    return (
        _open(part, "{{", "}}") > MANY_UNCLOSED
        or _open(part, "[", "]") > MANY_UNCLOSED
        or _open(part, "<", ">") > MANY_UNCLOSED
        or _tags(part)
    )


def _open(part: str, opener: str, closer: str) -> int:
    """Return how many openers stand open at once at the most; closers that stand first close nothing."""
    if part.count(opener) <= MANY_UNCLOSED:
        return 0
    depth = peak = at = 0
    while True:
        opened, closed = part.find(opener, at), part.find(closer, at)
        if opened < 0:
            return peak
        if 0 <= closed < opened:
            depth = max(0, depth - part.count(closer, closed, opened))
            at = opened
            continue
        stop = closed if closed >= 0 else len(part)
        depth += part.count(opener, opened, stop)
        peak = max(peak, depth)
        if closed < 0:
            return peak
        at = stop


def _tags(part: str) -> bool:
    """Tell whether many tags are opened that nothing closes: overall, or behind the last closing tag."""
    if part.count("<") <= MANY_UNCLOSED:
        return False
    opened = len(_OPENING_TAG.findall(part))
    if opened - part.count("</") > MANY_UNCLOSED:
        return True
    return len(_OPENING_TAG.findall(part, max(0, part.rfind("</")))) > MANY_UNCLOSED
