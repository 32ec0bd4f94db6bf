"""A link was set, taken out or turned to another target while the words a reader sees stayed.

What: targets and labels of wikilinks and external links, links between languages, and entries of lists of links (See
also, External links); under any other title only bare addresses.

Why: a link decides what a word is taken to mean. Turning one elsewhere changes a claim without changing its words.

Limits: if the words changed too, they decide, and the link is a label only. Whether two targets are the same page
under two names is not known without the wiki.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import of
from wikidiff.classify.places import is_links, is_sources, knows_links
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.model.inline import Node, PieceKind

_ADDRESS = re.compile(r"[*#:]*\s*(?:\[(?!\[)\S+[^\[\]\n]*\]|https?://\S+)[\s,.;·•|–-]*")
_TITLE = re.compile(r"\[\[([^\[\]|()]+)( \([^\[\]|()]+\))(?:\]\])?")
_PIPED = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)(?:\]\])?")
_WIKILINK = re.compile(r"[*#:]*\s*\[\[[^\[\]\n]+\]\][\s,.;·•|–-]*")

_OPENING = frozenset([PieceKind.LINK_OPEN, PieceKind.EXTLINK_OPEN])
_INTERWIKIS = frozenset([PieceKind.INTERWIKI])
_INTERWIKI = re.compile(r"(?:\[\[[a-z]{2,3}(?:-[a-z-]{2,10})?:[^\[\]\n]+\]\]\s*)+")


@rule(
    category=Category.LINK,
    codes={
        "LNK001": "link added to or removed from standing words",
        "LNK002": "target of a link changed",
        "LNK003": "link between languages",
        "LNK004": "entry in a list of links",
        "LNK005": "addition in brackets shown or not",
    },
    aspects=(Aspect.LINK, Aspect.INTERWIKI, Aspect.BLOCK, Aspect.MOVE, Aspect.TEXT),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim links whose words stand."""
    if edit.aspect is Aspect.LINK:
        yield _link(edit)
    elif edit.aspect is Aspect.MOVE:
        if edit.hints.get("moved") is Aspect.INTERWIKI or _interwiki(edit, page):
            yield _claim(
                "LNK003", 0.95, edit, "Links to other languages stand elsewhere.", meaning=False, key="interwiki"
            )
        elif _entries(edit, page) and edit.new_blocks:
            key = "moved:" + "/".join(edit.section)
            yield _claim(
                "LNK004",
                0.9,
                edit,
                f"An entry in a list of links moved: {shown(edit.new.text)}.",
                meaning=False,
                key=key,
            )
    elif edit.aspect is Aspect.INTERWIKI or _interwiki(edit, page):
        yield _claim("LNK003", 0.95, edit, f"A link to another language: {_change(edit)}.", meaning=False)
    elif edit.aspect is Aspect.BLOCK and _entries(edit, page):
        yield _claim("LNK004", 0.9, edit, f"An entry in a list of links: {_change(edit)}.", meaning=True)
    elif edit.aspect is Aspect.TEXT and edit.context is Context.LINK:
        yield _claim("LNK002", 0.97, edit, f"The redirect goes elsewhere: {_change(edit)}.", meaning=True)
    elif edit.aspect is Aspect.TEXT:
        listed = is_links(edit.section, page.language) and not is_sources(edit.section, page.language)
        if listed and edit.context.value == "list":
            yield _claim("LNK004", 0.7, edit, f"An entry in a list of links: {_change(edit)}.", meaning=True)
        elif not of(edit, page).kinds & _OPENING:
            return
        elif (target := _bare_title(edit.old.text, edit.new.text)) is not None:
            how = "with" if "|" in edit.old.text else "without"
            message = f"The link to {shown(target)} shows its title {how} the addition in brackets."
            yield _claim("LNK005", 0.95, edit, message, meaning=False)
        else:
            yield _claim("LNK001", 0.05, edit, f"A link changed with its words: {_change(edit)}.", meaning=False)


def _bare_title(old: str, new: str) -> str | None:
    """Return the target of a link that showed "Mercury (planet)" and now shows "Mercury", or the other way round."""
    whole, piped = (old, new) if "|" in new else (new, old)
    match = _TITLE.fullmatch(whole)
    piped_match = _PIPED.fullmatch(piped)
    if match is None or piped_match is None or match[1] + match[2] != piped_match[1] or piped_match[2] != match[1]:
        return None
    return piped_match[1]


def _link(edit: Edit) -> Claim:
    old, new = edit.old_node, edit.new_node
    target_old, target_new = _target(old), _target(new)
    if old is not None and new is not None:
        same = _canonical(target_old) == _canonical(target_new)
        message = f"The link on {shown(_label(edit))} was turned from {shown(target_old)} to {shown(target_new)}."
        if same:
            message = f"The link to {shown(target_new)} is written otherwise."
        code, key = "LNK002", f"{'same' if same else target_old + '→' + target_new}"
        return _claim(code, 0.95, edit, message, meaning=not same, key=key)
    label, target = _label(edit), target_new or target_old
    if not label.strip():  # its brackets came before words that another link had, or went
        message = f"A link to {shown(target)} {'was set' if new is not None else 'was taken out'}."
    elif _canonical(label) == _canonical(target):
        message = f"{shown(label)} {'became a link' if new is not None else 'is no longer a link'}."
    else:
        message = f"{shown(label)} {'was linked to' if new is not None else 'is no longer linked to'} {shown(target)}."
    many = f"{{}} links were {'set' if new is not None else 'taken out'}, the first of them to {shown(target)}."
    claim = _claim("LNK001", 0.95, edit, message, meaning=False, key=f"{'add' if new else 'remove'}")
    return replace(claim, many=many)


def _claim(code: str, strength: float, edit: Edit, message: str, *, meaning: bool, key: str = "") -> Claim:
    old, new = edit.old_node, edit.new_node
    action = Action.MOVE if edit.aspect is Aspect.MOVE else action_of(edit)
    if code == "LNK001" and strength > 0.5:
        action = Action.ADD if new is not None else Action.REMOVE
    return Claim(
        code=code,
        category=Category.LINK,
        strength=strength,
        action=action,
        meaning=meaning,
        key=key,
        message=message,
        detail={"old_target": _target(old) or None, "new_target": _target(new) or None},
    )


def _target(node: Node | None) -> str:
    return node.name if node is not None and node.kind in (PieceKind.LINK_OPEN, PieceKind.EXTLINK_OPEN) else ""


def _canonical(target: str) -> str:
    text = " ".join(target.replace("_", " ").split())
    return text[:1].upper() + text[1:]


def _label(edit: Edit) -> str:
    text = edit.new.text or edit.old.text
    return text.replace("[[", "").replace("]]", "").rpartition("|")[2]


def _interwiki(edit: Edit, page: Page) -> bool:
    if edit.old_blocks or edit.new_blocks:
        lines = [line for text in (edit.old.text, edit.new.text) for line in text.splitlines() if line.strip()]
        return bool(lines) and all(_INTERWIKI.fullmatch(line.strip()) for line in lines)
    return of(edit, page).kinds == _INTERWIKIS


def _entries(edit: Edit, page: Page) -> bool:
    """Tell whether blocks stand in a list of links, or hold nothing but addresses.

    A list of wikilinks under another title is a list of things that the article speaks of; only where the titles of
    lists of links are not known in the language does it pass for one.
    """
    blocks = edit.solid_blocks
    if any(block.kind not in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH) for block in blocks):
        return False
    texts = [*edit.old.text.splitlines(), *edit.new.text.splitlines()]
    lines = [line for line in texts if line.strip()]
    if is_sources(edit.section, page.language):
        return False
    if is_links(edit.section, page.language):
        return all(block.kind is BlockKind.LIST_ITEM for block in blocks)
    bare = all(_ADDRESS.fullmatch(line.strip()) for line in lines)
    if not bare and not knows_links(page.language):
        bare = all(_ADDRESS.fullmatch(line.strip()) or _WIKILINK.fullmatch(line.strip()) for line in lines)
    return bool(lines) and bare


def _change(edit: Edit) -> str:
    if not edit.old.text.strip():
        return f"{shown(edit.new.text)} was added"
    if not edit.new.text.strip():
        return f"{shown(edit.old.text)} was removed"
    return f"{shown(edit.old.text)} became {shown(edit.new.text)}"
