"""A comparison in wikitext, for a talk page of the wiki that the revisions are from.

What an edit says stands in `<nowiki>`: it opens no link, calls no template, sets no category and signs for nobody.
Links are those to the page, the diff, the history, the revisions and the contributions of their users, by the names
that every MediaWiki knows (`Special:Diff/…`); a user's own page is not linked, because that would notify them.
"""

from __future__ import annotations

import re
from typing import Final

from wikidiff.model import Analysis
from wikidiff.report.outline import Block, Bullets, Entry, Heading, Inline, Kind, Line, Span, Table, outline

_PLAIN: Final = re.compile(
    r"(?:[^\W_]|[ ,.()%“”’…·→—–−+×±?/›\u2066\u2067\u2069]|(?<=\w)-(?=\w)|[:;](?= |$)|(?<=\d):(?=\d))*"
)
_MAGIC: Final = re.compile(r"(?:ISBN|RFC|PMID)\s", re.IGNORECASE)  # MediaWiki makes links of these with a number
_INSIDE: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " "})
_TAGS: Final = {Kind.REMOVED: ("<del>", "</del>"), Kind.ADDED: ("<ins>", "</ins>"), Kind.MOVED: ("«", "»")}


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
    return "\n\n".join(_block(block, level) for block in blocks).replace("\n\n* <strong>", "\n* <strong>") + "\n"


def escape(text: str) -> str:
    """Return wikitext that shows the text, wherever in a line it stands."""
    if _PLAIN.fullmatch(text) and not _MAGIC.search(text):
        return text
    return f"<nowiki>{text.translate(_INSIDE)}</nowiki>"


def _block(block: Block, level: int) -> str:
    match block:
        case Heading():
            marks = "=" * min(level + block.level - 1, 6)
            return f"{marks} {_inline(block.line)} {marks}"
        case Line():
            return _inline(block.line)
        case Bullets():
            return "\n".join(f"* {_inline(line)}" for line in block.lines)
        case Entry():
            start = f"* <strong>{block.number}.</strong> "
            return "\n".join([start + _inline(block.line), *(f"** {_inline(line)}" for line in block.below)])
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    lines = ['{| class="wikitable"', "|-", "! " + " !! ".join(escape(name) for name in table.head)]
    for row in table.rows:
        lines += ["|-", "| " + " || ".join(_inline(cell) for cell in row)]
    return "\n".join([*lines, "|}"])


def _inline(line: Inline) -> str:
    return "".join(_span(span) for span in line).replace("</nowiki><nowiki>", "").strip() or "—"


def _span(span: Span) -> str:
    if span.page:
        return f"[[{span.page}|{escape(span.text)}]]"
    if span.kind is Kind.CODE:
        return f"<code>{escape(span.text)}</code>"
    if span.kind is Kind.STRONG:
        return f"<strong>{escape(span.text)}</strong>" if span.text.strip() else span.text
    before, after = _TAGS.get(span.kind, ("", ""))
    return f"{before}{escape(span.text)}{after}" if span.text else ""
