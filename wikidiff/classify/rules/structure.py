"""Sections were added, removed, renamed, moved or set on another level, or the page became a redirect.

What: headings and everything that stands under them, as far as it came, went or moved together.

Why: moving a section down or renaming "Controversies" into "Reception" changes how an article reads more than many
a changed sentence, and a word diff shows it as a wall of red and green.

Limits: a section that moved and was rewritten by more than half is reported as removed and added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, rule, shown, squeezed
from wikidiff.model import Block, BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.packs import sites

_LEVEL = re.compile(r"^(=+)|(=+)\s*$")


@rule(
    category=Category.STRUCTURE,
    codes={
        "STR001": "section added or removed",
        "STR002": "heading renamed",
        "STR003": "section set on another level",
        "STR004": "section or block moved",
        "STR005": "page turned into a redirect, or back",
    },
    aspects=(Aspect.BLOCK, Aspect.MOVE, Aspect.TEXT, Aspect.MARK, Aspect.LINK, Aspect.STYLE),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim headings and the blocks under them."""
    if edit.aspect is Aspect.BLOCK and _redirects(edit, page):
        yield _redirect(edit, page)
    elif edit.aspect is Aspect.BLOCK:
        if not page.blanked:
            yield from _section(edit, page)
    elif edit.aspect is Aspect.MOVE:
        yield from _move(edit, page)
    elif edit.context is Context.HEADING:
        yield _heading(edit, page)


def _redirects(edit: Edit, page: Page) -> bool:
    return sites.is_redirect(edit.new.text, page.site) != sites.is_redirect(edit.old.text, page.site)


def _redirect(edit: Edit, page: Page) -> Claim:
    now = sites.is_redirect(edit.new.text, page.site)
    return Claim(
        code="STR005",
        category=Category.STRUCTURE,
        strength=0.97,
        action=Action.REPLACE,
        message=f"The page became a redirect: {shown(edit.new.text)}." if now else "The page is no longer a redirect.",
    )


def _first(blocks: tuple[Block, ...]) -> Block | None:
    return next((block for block in blocks if block.kind is not BlockKind.BLANK), None)


def _section(edit: Edit, page: Page) -> Iterator[Claim]:
    old, new = _first(edit.old_blocks), _first(edit.new_blocks)
    if old is not None and new is not None and old.kind is new.kind is BlockKind.HEADING:
        yield _heading(edit, page)
        return
    block, came = (new, True) if new is not None else (old, False)
    if block is None or block.kind is not BlockKind.HEADING or (old is not None and new is not None):
        return
    text = page.new_text if came else page.old_text
    title = squeezed(text[block.value_start : block.value_end])
    blocks = edit.new_blocks if came else edit.old_blocks
    alone = all(entry.kind in (BlockKind.BLANK, BlockKind.HEADING) for entry in blocks)
    what = "heading" if alone else "section"
    yield Claim(
        code="STR001",
        category=Category.STRUCTURE,
        strength=0.96,
        action=Action.ADD if came else Action.REMOVE,
        meaning=not alone,
        message=f"The {what} {shown(title)} was {'added' if came else 'removed'}.",
        detail={
            "old_title": None if came else title,
            "new_title": title if came else None,
            "level": int(block.name),
            "prose_unchanged": alone,
        },
    )


def _heading(edit: Edit, page: Page) -> Claim:
    old, new = _line(page.old_text, edit.old.start), _line(page.new_text, edit.new.start)
    before, after = squeezed(old.strip().strip("=")), squeezed(new.strip().strip("="))
    if old.startswith("=") != new.startswith("="):
        return _made(before, after, came=new.startswith("="))
    if before == after:
        depth_old, depth_new = _depth(old), _depth(new)
        spaced = depth_old == depth_new
        return Claim(
            code="STR003",
            category=Category.STRUCTURE,
            strength=0.3 if spaced else 0.97,
            action=Action.CHANGE,
            meaning=False,
            key=f"{page.new_text.count(chr(10), 0, edit.new.start)}:{after}",
            message=f"The heading {shown(after)} went from level {depth_old} to level {depth_new}.",
            detail={"old_title": before, "new_title": after, "old_level": depth_old, "level": depth_new},
        )
    return Claim(
        code="STR002",
        category=Category.STRUCTURE,
        strength=0.93,
        action=Action.RENAME,
        message=f"The heading {shown(before)} became {shown(after)}.",
        detail={"old_title": before, "new_title": after, "level": _depth(new)},
        old=before,
        new=after,
    )


def _made(before: str, after: str, *, came: bool) -> Claim:
    """Claim a line that became a heading, or the other way."""
    title = after if came else before
    return Claim(
        code="STR001",
        category=Category.STRUCTURE,
        strength=0.93,
        action=Action.ADD if came else Action.REMOVE,
        meaning=False,
        message=f"A line became the heading {shown(title)}." if came else f"The heading {shown(title)} became a line.",
        detail={"old_title": None if came else title, "new_title": title if came else None},
    )


def _line(text: str, position: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return text[start : len(text) if end < 0 else end]


def _depth(line: str) -> int:
    text = line.strip()
    left = len(text) - len(text.lstrip("="))
    right = len(text) - len(text.rstrip("="))
    return min(left, right)


def _move(edit: Edit, page: Page) -> Iterator[Claim]:
    first = _first(edit.new_blocks)
    if first is None:
        return
    section = first.kind is BlockKind.HEADING
    title = squeezed(page.new_text[first.value_start : first.value_end])
    edited = edit.old.text.split() != edit.new.text.split()
    text = f"The section {shown(title)} moved" if section else f"{_NAMES.get(first.kind, 'A block')} moved"
    yield Claim(
        code="STR004",
        category=Category.STRUCTURE,
        strength=0.95 if section else 0.5,
        action=Action.MOVE,
        meaning=False,
        message=f"{text}{' and was edited' if edited else ''}: {shown(title)}.",
        detail={"old_title": title if section else None, "new_title": title if section else None, "edited": edited},
    )


_NAMES = {
    BlockKind.PARAGRAPH: "A paragraph",
    BlockKind.LIST_ITEM: "An entry of a list",
    BlockKind.TABLE_ROW: "A row of a table",
    BlockKind.TABLE_CELL: "A cell of a table",
    BlockKind.PARAMETER: "A parameter",
    BlockKind.TEMPLATE: "A template",
    BlockKind.MEDIA: "An image",
    BlockKind.CATEGORY: "A category",
}
