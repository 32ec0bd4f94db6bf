"""A template was added, removed, replaced or filled in otherwise.

What: maintenance tags (citation needed, cleanup, neutrality), navigation boxes, names and switches of templates,
parameters without a value a reader sees. Values that a reader sees are judged like prose.

Why: a removed "citation needed" is a claim about the article; a changed switch can hide half an infobox.

Limits: templates are not expanded; which parameters a reader sees is not known for templates outside the packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, reordered, rule, shown, squeezed
from wikidiff.classify.features import of
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.model.inline import PieceKind
from wikidiff.packs import sites

_COMES = {Action.ADD: "came", Action.REMOVE: "went"}
_OWN = (BlockKind.TEMPLATE, BlockKind.TEMPLATE_OPEN, BlockKind.TEMPLATE_CLOSE, BlockKind.PARAMETER)
_HEAD = re.compile(r"\{\{\s*([^|{}\n]+)")
_SWITCH = re.compile(
    r"(?:yes|no|on|off|y|n|true|false|none|left|right|center|thumb|collapsed|[\d.]*(?:px|em|%)|#?[0-9a-f]{6}|\d{1,3}px|[\w-]{1,12})?",
    re.IGNORECASE,
)
_SWITCHES = re.compile(
    r"(?:align|style|class|colou?r|width|size|upright|state|abbr|disp|adj|sp|format|display|lang|lk|sortable|bg|"
    r"background|collapsible|border|nocat|date|order|group|ref|mode|sort|columns?|scale|zoom)\d*",
    re.IGNORECASE,
)
# In an infobox nearly every value is seen; these set how it looks.
_LAYOUT = re.compile(
    r"(?:.*[ _])?(?:image_?)?(?:size|width|height|upright|alignment|style|class|zoom|bgcolou?r|map_?type)\d*|"
    r"pushpin.*|(?:bg|background)_?colou?r|bodyclass|embed|child",
    re.IGNORECASE,
)
# Templates whose values set a layout: the number of columns of a list of references.
_TEMPLATES = frozenset([PieceKind.TEMPLATE])
_LISTS = ("reflist", "refbegin", "notelist", "references", "div col", "col-", "columns", "multicol", "toc ")
_IDENTIFIERS = re.compile(
    r".*(?:_?id|code|_ref|reference|website|url|homepage|imdb|isbn|issn|oclc|dewey|congress|grid_?ref.*)", re.IGNORECASE
)


@rule(
    category=Category.TEMPLATE,
    codes={
        "TPL001": "template added, removed or replaced",
        "TPL002": "parameter added, removed or renamed",
        "TPL003": "switch or identifier of a template changed",
        "TPL004": "maintenance tag added or removed",
    },
    aspects=(Aspect.TEMPLATE, Aspect.PARAMETER, Aspect.BLOCK, Aspect.MOVE, Aspect.TEXT),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim templates and what only editors see of them."""
    if edit.aspect is Aspect.TEMPLATE:
        yield _template(edit, page)
    elif edit.aspect is Aspect.PARAMETER:
        yield from _parameter(edit, page)
    elif edit.aspect is Aspect.MOVE and edit.hints.get("moved") in (Aspect.TEMPLATE, Aspect.PARAMETER):
        yield _template(edit, page)
    elif edit.aspect in (Aspect.BLOCK, Aspect.MOVE):
        blocks = edit.solid_blocks
        if blocks and edit.aspect is Aspect.BLOCK and all(block.kind is BlockKind.PARAMETER for block in blocks):
            yield from _parameter(edit, page)
        elif reordered(edit):
            return  # the order of parameters is formatting
        elif blocks and (all(block.kind in _OWN for block in blocks) or _lists_references(edit)):
            yield _template(edit, page)
    elif edit.aspect is Aspect.TEXT:
        if edit.parameter and edit.context in (Context.TEMPLATE, Context.INFOBOX):
            yield from _value(edit, page)
        if of(edit, page).kinds == _TEMPLATES:
            yield _template(edit, page)


def _lists_references(edit: Edit) -> bool:
    """Tell whether an edit is about the tag that lists the references."""
    texts = [text.strip().casefold() for text in (edit.old.text, edit.new.text) if text.strip()]
    return all(text.startswith(("<references", "{{")) and "\n" not in text for text in texts)


def names(text: str) -> tuple[str, ...]:
    """Return the names of the templates that open in a text."""
    return tuple(dict.fromkeys(match.group(1).strip() for match in _HEAD.finditer(text)))


def _template(edit: Edit, page: Page) -> Claim:
    old = edit.old_name or next(iter(names(edit.old.text)), "")
    new = edit.new_name or next(iter(names(edit.new.text)), "")
    action = action_of(edit)
    if edit.aspect is Aspect.MOVE:
        action = Action.MOVE
    elif action is Action.CHANGE:
        action = Action.REPLACE if old.casefold() != new.casefold() else Action.CHANGE
    tag = any(sites.is_maintenance_template(name, page.site) for name in (old, new) if name)
    return Claim(
        code="TPL004" if tag else "TPL001",
        category=Category.TEMPLATE,
        strength=0.94,
        action=action,
        meaning=False,
        key=f"{action.value}:{old.casefold()}:{new.casefold()}",
        message=f"The template {shown(new)} stands elsewhere."
        if action is Action.MOVE
        else _message(action, old, new, tag, edit),
        detail={"template": old or new, "new_template": new or None, "maintenance": tag},
    )


def _message(action: Action, old: str, new: str, tag: bool, edit: Edit) -> str:
    kind = "maintenance tag" if tag else "template"
    if action is Action.ADD:
        return f"The {kind} {shown(new or edit.new.text)} was added."
    if action is Action.REMOVE:
        return f"The {kind} {shown(old or edit.old.text)} was removed."
    if old and new and old != new:
        return f"The {kind} {shown(old)} gave way to {shown(new)}."
    return f"The {kind} {shown(old or new)} was changed: {shown(edit.old.text)} became {shown(edit.new.text)}."


def _parameter(edit: Edit, page: Page) -> Iterator[Claim]:
    """Claim parameters that came or went; one with a value that a reader sees is content too."""
    text = edit.new.text if edit.new.text.strip() else edit.old.text
    value = squeezed(text.partition("=")[2] if "=" in text else text.strip().lstrip("|"))
    action = action_of(edit)
    visible = _visible(edit, value)
    if edit.old_name and edit.new_name and edit.old_name != edit.new_name:
        action = Action.RENAME
        visible = False
    name = edit.new_name or edit.old_name or edit.parameter
    tags = sites.is_maintenance_template(edit.template, page.site)  # a bot dates them all at once
    yield Claim(
        code="TPL002",
        category=Category.TEMPLATE,
        strength=0.55 if visible else 0.9,
        action=action,
        meaning=visible,
        key=f"{action.value}:{'' if tags else edit.template.casefold()}:{name}" if not visible else "",
        message=_of_parameter(action, edit, name, text),
        many=f"In {{}} maintenance tags the parameter {shown(name)} {_COMES.get(action, 'changed')}." if tags else "",
        detail={"template": edit.template or None, "parameter": name or None},
    )


def _visible(edit: Edit, value: str) -> bool:
    name = edit.parameter or edit.new_name or edit.old_name
    if not value or _switches(edit, name) or _IDENTIFIERS.fullmatch(name):
        return False
    return not (_SWITCH.fullmatch(value) and edit.context is not Context.INFOBOX)


def _switches(edit: Edit, name: str) -> bool:
    """Tell whether a parameter sets how a template looks."""
    return (_LAYOUT if edit.context is Context.INFOBOX else _SWITCHES).fullmatch(name) is not None


def _of_parameter(action: Action, edit: Edit, name: str, text: str) -> str:
    where = f" of the template {shown(edit.template)}" if edit.template else ""
    if action is Action.RENAME:
        return f"The parameter {shown(edit.old_name)}{where} is now called {shown(edit.new_name)}."
    return f"The parameter {shown(name)}{where} {_COMES.get(action, 'changed')}: {shown(text)}."


def _value(edit: Edit, page: Page) -> Iterator[Claim]:
    """Claim a changed value that is a switch or an identifier, or belongs to a tag for editors."""
    if sites.is_maintenance_template(edit.template, page.site):
        yield Claim(
            code="TPL003",
            category=Category.TEMPLATE,
            strength=0.97,
            action=action_of(edit),
            meaning=False,
            key=f"{squeezed(edit.old.text)}→{squeezed(edit.new.text)}",
            message=f"The maintenance tag {shown(edit.template)} was changed: {shown(edit.old.text)} became "
            f"{shown(edit.new.text)}.",
            detail={"template": edit.template, "parameter": edit.parameter},
        )
        return
    lists = edit.template.casefold().startswith(_LISTS)
    if lists or _switches(edit, edit.parameter) or _IDENTIFIERS.fullmatch(edit.parameter):
        name = edit.parameter
        shows = sites.value_template(edit.template, page.site) is not None
        yield Claim(
            code="TPL003",
            category=Category.TEMPLATE,
            strength=0.97 if lists else 0.7 if shows else 0.9,
            action=action_of(edit),
            meaning=False,
            key=f"{name}:{squeezed(edit.old.text)}→{squeezed(edit.new.text)}",
            message=f"{shown(name)} of the template {shown(edit.template)} went from {shown(edit.old.text)} to "
            f"{shown(edit.new.text)}.",
            detail={"template": edit.template, "parameter": name},
        )
