"""Find where a text cites, in one linear pass: refs, citation templates, short footnotes, addresses.

The pass looks only at what can open or close something. Comments, nowiki, pre and the like hide what they hold; a
ref hides its content from the braces around it, as the wiki's own preprocessor does. An opener that never closes is
plain text. Every search that may fail is remembered, so that hostile input is not searched again and again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from wikidiff.packs import sites
from wikidiff.wikitext import refs
from wikidiff.wikitext.templates import bars_of, pieces

# Each branch begins with a sign of its own: a word boundary there would make the search look at every character twice.
_TOKEN = re.compile(r"\{\{+|\}\}+|<!--|<[A-Za-z]+|://|\[//|ISBN(?=[ :\u00a0-])")
_NAME = re.compile(r"[^{}|<>\[\]\n]{0,200}")
_LEADING = re.compile(r"(?:\s|<!--(?:[^-]|-(?!->))*-->)+")
_FLAT = re.compile(r"[^{}<]*\}\}")
_ADDRESS = re.compile(r"(?:[^\s<>\"\[\]']|'(?!'))*")
_BARE = re.compile(r"(?:[^\s<>\"\[\]{}|']|'(?!'))*")
_ENTITY = re.compile(r"&(?:lt|gt|nbsp|quot);")
_MORE = re.compile(r"[ \t]*\|(?![}-])")
_ISBN = re.compile(r"\bISBN(?:-1[03])?(?:[ \u00a0]|:|&nbsp;){0,3}((?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx])(?!\w)")
_HIDING = frozenset((
    "nowiki", "pre", "math", "chem", "ce", "source", "syntaxhighlight", "score", "timeline", "graph", "hiero",
    "mapframe", "templatedata", "inputbox",
))  # fmt: skip
_LONGEST_FIRST = ("https", "http", "ftp")
_SCHEMES = frozenset(_LONGEST_FIRST)
_CLOSE = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _HIDING}
_NEVER = -1
_LABEL = 2000  # no link has a longer label
_LISTS = 20  # of references; lists within lists are not looked through again and again


class Role(Enum):
    """What a template does in citing."""

    CITATION = "citation"
    SHORT = "short"
    IDENTIFIER = "identifier"
    TAG_REF = "tag_ref"


class Form(Enum):
    """What was found."""

    REF = "ref"
    TEMPLATE = "template"
    BARE = "bare"
    LINK = "link"
    ISBN = "isbn"


@dataclass(frozen=True, slots=True)
class Item:
    """One place that cites: `[start, end)` the whole, `[inner, inner_end)` what stands inside.

    For a link, `[inner, split)` is the address and `[split, inner_end)` the label.
    """

    form: Form
    start: int
    end: int
    inner: int
    inner_end: int
    name: str = ""
    role: Role | None = None
    tag: refs.RefTag | None = None
    split: int = 0


@lru_cache(maxsize=16384)
def role_of(name: str, site: str) -> Role | None:
    """Return what a template of this name does in citing, None where nothing."""
    key = sites.template_key(name, site)
    if key == "#tag:ref":
        return Role.TAG_REF
    if sites.is_short_citation(key, site):
        return Role.SHORT
    if sites.identifier_scheme(key, site) is not None:
        return Role.IDENTIFIER
    return Role.CITATION if sites.is_citation_template(key, site) else None


def only_template(text: str, start: int, end: int, site: str) -> Item | None:
    """Return the citation template that `text[start:end]` is, None where it is more, less, or holds another."""
    if not text.startswith("{{", start, end):
        return None
    name = _NAME.match(text, start + 2, end)
    if name is None or role_of(name[0], site) is not Role.CITATION:
        return None
    flat = _FLAT.match(text, name.end(), end)
    if flat is None or flat.end() != end:
        return None
    return Item(Form.TEMPLATE, start, end, start + 2, end - 2, name[0].strip(), Role.CITATION)


def _grouped(item: Item, group: str) -> Item:
    """Return the ref with the group of the list it stands in, unless it names one."""
    if item.tag is None or item.tag.group is not None or not group:
        return item
    return replace(item, tag=replace(item.tag, group=group))


class Scanner:
    """One pass over one stretch of a text: the text, a ref's content, a changed block."""

    __slots__ = (
        "_closing", "_failed", "_group", "_group_end", "_items", "_newline", "_opened", "broken", "end", "lists",
        "notes", "site", "tags", "text",
    )  # fmt: skip

    def __init__(self, text: str, end: int, site: str) -> None:
        self.text = text
        self.end = end
        self.site = site
        self.tags: list[tuple[int, int, str]] = []  # maintenance templates: start, end, name
        self.notes: list[tuple[int, int, str]] = []  # footnotes of words: start, end, name
        self.lists: list[tuple[int, int]] = []  # lists of references, whatever they define
        self.broken: list[int] = []  # where a ref opens that never closes
        self._group: str | None = None  # of the list of references that is open …
        self._group_end = 0  # … up to here
        self._items: list[Item] = []
        self._opened: list[list[int]] = []  # runs of opening braces: start, how many are left
        self._failed: set[str] = set()  # closers that do not come any more
        self._closing = self._newline = 0

    def scan(self, position: int) -> list[Item]:
        """Return what cites from `position` on, outermost, in order."""
        text, end, search = self.text, self.end, _TOKEN.search
        while (match := search(text, position, end)) is not None:
            mark = match[0]
            sign = mark[0]
            if sign == "{":
                position = self._open(match.start(), match.end())
            elif sign == "}":
                self._close(match.start(), len(mark))
                position = match.end()
            elif mark == "<!--":
                close = text.find("-->", match.end(), end)
                position = close + 3 if close >= 0 else end
            elif sign == "<":
                position = self._tag(match.start(), match.end(), mark[1:].lower())
            elif sign == "I":
                position = self._isbn(match.start(), match.end())
            else:
                position = self._address(position, match.start(), match.end())
        if self._opened:
            self._cut_off()
        return self._items

    def _open(self, start: int, end: int) -> int:
        """Take a run of opening braces; a citation template without anything nested is taken whole at once."""
        if end - start == 2:
            name = _NAME.match(self.text, end, self.end)
            if name is not None and (role := role_of(name[0], self.site)) is not None:
                flat = _FLAT.match(self.text, name.end(), self.end)
                if flat is not None:
                    self._template(start, flat.end(), name[0], role)
                    return flat.end()
        self._opened.append([start, end - start])
        return end

    def _cut_off(self) -> None:
        """Take citation templates that never close, to the end of their last parameter line."""
        found: list[Item] = []
        stop = 0
        for start, count in self._opened:
            begin = start + count - 2
            if begin < stop or count < 2:
                continue
            name = self._name(begin + 2)
            role = role_of(name, self.site)
            if role is not None:
                stop = self._line_end(begin + 2)
                found.append(Item(Form.TEMPLATE, begin, stop, begin + 2, stop, name, role))
        if found:
            starts = [item.start for item in found]
            for item in self._items:
                before = bisect_right(starts, item.start) - 1
                if before < 0 or item.start >= found[before].end:
                    found.append(item)
            self._items = sorted(found, key=lambda item: item.start)

    def _line_end(self, position: int) -> int:
        """Return where the parameters end that begin on this line and go on in lines that start with a bar."""
        while True:
            line = self.text.find("\n", position, self.end)
            if line < 0:
                return self.end
            if _MORE.match(self.text, line + 1, self.end) is None:
                return line
            position = line + 1

    def _close(self, start: int, count: int) -> None:
        """Match closing braces with the innermost open ones: three make a parameter, two a template."""
        while count >= 2 and self._opened:
            top = self._opened[-1]
            width = 3 if count >= 3 and top[1] >= 3 else 2
            top[1] -= width
            begin = top[0] + top[1]
            if top[1] < 2:
                self._opened.pop()
            start += width
            count -= width
            if width == 2:
                name = self._name(begin + 2)
                role = role_of(name, self.site)
                if role is not None:
                    self._template(begin, start, name, role)
                elif sites.is_maintenance_template(name, self.site):
                    self.tags.append((begin, start, name))
                elif sites.is_footnote(name, self.site):
                    self.notes.append((begin, start, name))
                elif sites.is_reference_list(name, self.site):
                    self._reference_list(begin, start)

    def _name(self, start: int) -> str:
        leading = _LEADING.match(self.text, start, min(self.end, start + 400))
        name = _NAME.match(self.text, leading.end() if leading is not None else start, self.end)
        return name[0].strip() if name is not None else ""

    def _template(self, start: int, end: int, name: str, role: Role) -> None:
        items = self._items
        if role is Role.TAG_REF and items and items[-1].start > start and items[-1].form is Form.REF:
            self.notes.append((start, end, name))
            return  # a footnote of words with sources of its own
        while items and items[-1].start > start:
            items.pop()  # what stands inside a citation template is part of it
        items.append(Item(Form.TEMPLATE, start, end, start + 2, end - 2, name.strip(), role))

    def _reference_list(self, start: int, end: int) -> None:
        """Give the refs that a template such as `{{reflist|group=n|refs=…}}` defines the list's group."""
        self.lists.append((start, end))
        if len(self.lists) > _LISTS:
            return
        inside = len(self._items)
        while inside and self._items[inside - 1].start > start:
            inside -= 1
        if inside == len(self._items):
            return
        names = sites.load(self.site).list_groups
        for _, first, equals, last in pieces(self.text, bars_of(self.text, start + 2, end - 2), end - 2):
            if equals >= 0 and self.text[first:equals].strip().casefold() in names:
                group = self.text[equals + 1 : last].strip().strip("\"'")
                self._items[inside:] = [_grouped(item, group) for item in self._items[inside:]]

    def _references(self, start: int, end: int) -> int:
        """Take `<references group=n>`: the refs inside that name no group have that of the list."""
        opener = refs.LIST.match(self.text, start, self.end)
        if opener is None:
            return end
        tag = refs.read(self.text, opener.start(1), opener.end(1))
        close = None
        if not tag.closed and "references" not in self._failed:
            close = refs.LIST_CLOSE.search(self.text, opener.end(), self.end)
            if close is None:
                self._failed.add("references")
        if close is not None:
            self._group, self._group_end = tag.group, close.start()
        self.lists.append((start, close.end() if close is not None else opener.end()))
        return opener.end()

    def _tag(self, start: int, end: int, name: str) -> int:
        if name == "ref":
            return self._ref(start, end)
        if name == "references":
            return self._references(start, end)
        if name in _SCHEMES:
            return start + 1  # `<http://…>` is an address in brackets
        if name not in _HIDING or name in self._failed:
            return end
        opener = self.text.find(">", end, self.end) if ">" not in self._failed else _NEVER
        if opener < 0:
            self._failed.add(">")
            return end
        if self.text[opener - 1] == "/":
            return opener + 1
        close = _CLOSE[name].search(self.text, opener + 1, self.end)
        if close is None:
            self._failed.add(name)
            return opener + 1
        return close.end()

    def _ref(self, start: int, end: int) -> int:
        opener = refs.OPEN.match(self.text, start, self.end)
        if opener is None:
            self.broken.append(start)
            return end
        tag = refs.read(self.text, opener.start(1), opener.end(1))
        if start < self._group_end and tag.group is None and self._group is not None:
            tag = replace(tag, group=self._group)
        inner = opener.end()
        if tag.closed:
            self._items.append(Item(Form.REF, start, inner, inner, inner, tag=tag))
            return inner
        close = refs.CLOSE.search(self.text, inner, self.end) if "ref" not in self._failed else None
        if close is None:
            self._failed.add("ref")
            self.broken.append(start)
            return inner
        self._items.append(Item(Form.REF, start, close.end(), inner, close.start(), tag=tag))
        return close.end()

    def _isbn(self, start: int, end: int) -> int:
        match = _ISBN.match(self.text, start, self.end)
        if match is None:
            return end
        self._items.append(Item(Form.ISBN, start, match.end(1), match.start(1), match.end(1)))
        return match.end()

    def _address(self, floor: int, start: int, end: int) -> int:
        """Take an address around `://`, or one that opens `[//`."""
        text = self.text
        if text[start] == "[":
            return self._link(start, start + 1) or end
        head = text[max(floor, start - 5) : start].lower()
        scheme = next((name for name in _LONGEST_FIRST if head.endswith(name)), None)
        if scheme is None:
            return end
        begin = start - len(scheme)
        before = text[begin - 1] if begin > 0 else " "
        if before == "[" and begin > floor:
            found = self._link(begin - 1, begin)
            if found is not None:
                return found
        if before.isalnum():
            return end
        return self._bare(begin, end)

    def _bare(self, begin: int, end: int) -> int:
        text = self.text
        match = _BARE.match(text, end, self.end)
        stop = match.end() if match is not None else end
        entity = _ENTITY.search(text, end, stop)
        if entity is not None:
            stop = entity.start()
        signs = ",;.:!?" if text.find("(", begin, stop) >= 0 else ",;.:!?)"
        while stop > end and text[stop - 1] in signs:
            stop -= 1
        if stop == end or (self._opened and self._is_value(begin)):
            return max(stop, end)
        self._items.append(Item(Form.BARE, begin, stop, begin, stop, split=stop))
        return stop

    def _is_value(self, begin: int) -> bool:
        """Tell whether an address is all that a template's parameter holds, as in `|website=http://…`."""
        before = begin - 1
        while before > 0 and self.text[before].isspace() and begin - before < 200:
            before -= 1
        return self.text[before] in "=|"

    def _link(self, start: int, begin: int) -> int | None:
        """Take `[address label]` where it closes on the same line."""
        text = self.text
        if self._closing != _NEVER and self._closing < begin:
            self._closing = text.find("]", begin, self.end)
        if self._closing == _NEVER:
            return None
        if self._newline != _NEVER and self._newline < begin:
            self._newline = text.find("\n", begin, self.end)
        if self._newline != _NEVER and self._newline < self._closing:
            return None
        match = _ADDRESS.match(text, begin, self._closing)
        stop = match.end() if match is not None else begin
        close = self._closing
        # A label that holds half of a template is no label: the braces must be seen.
        if close - stop > _LABEL or text.count("{{", stop, close) != text.count("}}", stop, close):
            return None
        self._items.append(Item(Form.LINK, start, close + 1, begin, close, split=stop))
        return close + 1
