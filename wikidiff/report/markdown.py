"""A comparison in GitHub's Markdown, for a pull request, an issue or a chat.

What an edit says stays text: it opens no link, no list and no table, and calls nobody (`@name`) and no issue (`#12`).
What went is struck through, what came is bold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from wikidiff.model import Analysis
from wikidiff.report.outline import Block, Bullets, Entry, Heading, Inline, Kind, Line, Span, Table, outline

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>~|$]|&(?=#|\w)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_CALLS: Final = re.compile(
    r"@(?=[\w-])|#(?=\d)|(?<=GH)-(?=\d)|:(?=[a-z0-9_+-]+:)"
)  # who is called, what is referred to
_JOINER: Final = "\u2060"  # no space and no letter: what follows is no name any more
_HAIR: Final = "\u200a"  # a space that is hardly seen, where a mark could not be told from its surroundings
_MARKS: Final = {Kind.STRONG: "**", Kind.REMOVED: "~~", Kind.ADDED: "**"}


def render(
    analysis: Analysis,
    old_text: str | None = None,
    new_text: str | None = None,
    *,
    heading: str | None = None,
    places: int = 3,
    level: int = 2,
) -> str:
    """Return the report; `level` is that of its own heading, `places` the number of excerpts of one finding."""
    blocks = outline(analysis, old_text, new_text, heading=heading, places=places)
    return "\n\n".join(_block(block, level) for block in blocks) + "\n"


def escape(text: str) -> str:
    """Return Markdown that shows the text, wherever in a line it stands."""
    return _CALLS.sub(lambda match: match[0] + _JOINER, _SPECIAL.sub(lambda match: "\\" + match[0], text))


def _block(block: Block, level: int) -> str:
    match block:
        case Heading():
            return f"{'#' * min(level + block.level - 1, 6)} {_inline(block.line)}"
        case Line():
            return _inline(block.line)
        case Bullets():
            return "\n".join(f"- {_inline(line)}" for line in block.lines)
        case Entry():
            start = f"{block.number}. "
            return "\n".join(
                [start + _inline(block.line), *(" " * len(start) + "- " + _inline(line) for line in block.below)]
            )
        case Table():
            return "\n".join(_table(block))


def _table(table: Table) -> Iterator[str]:
    yield _row([escape(name) for name in table.head])
    yield _row(["---:" if number in table.numeric else "---" for number in range(len(table.head))])
    for row in table.rows:
        yield _row([_inline(cell) for cell in row])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _inline(line: Inline) -> str:
    out = ""
    for number, span in enumerate(line):
        following = _first(line[number + 1 :])
        out += _span(span, out[-1:], following)
    return out.strip() or "—"


def _first(rest: Inline) -> str:
    """Return the first character that will stand behind a span: a mark where the next one is marked."""
    for span in rest:
        if span.text:
            return "*" if span.kind in _MARKS and not span.text[0].isspace() else escape(span.text)[0]
    return ""


def _span(span: Span, before: str, after: str) -> str:
    text = span.text
    if span.kind is Kind.CODE:
        return f"`{text.replace('`', '')}`"
    if span.url:
        return f"[{escape(text)}]({span.url.replace('(', '%28').replace(')', '%29')})"
    if span.kind is Kind.MOVED:
        return f"«{escape(text)}»"
    mark = _MARKS.get(span.kind)
    core = text.strip()
    if mark is None or not core:
        return escape(text)
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    shown = escape(core)
    left = _HAIR if _punctuation(shown[0]) and not start and not _open(before) else ""
    right = _HAIR if _punctuation(shown[-1]) and not end and not _open(after) else ""
    return f"{start}{left}{mark}{shown}{mark}{right}{end}"


def _open(character: str) -> bool:
    """Tell whether a mark can stand beside this, whatever it marks."""
    return not character or character.isspace() or _punctuation(character)


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
