"""The same thing is written otherwise: a reader learns nothing new.

What: spaces and line breaks, bold and italics, dashes and quotation marks, entities, the format of numbers and
dates, marks of lists and tables, comments, paragraphs joined or split.

Why: half of all edits are of this kind. Naming them lets a reviewer skip them.

Limits: whether code (timelines, styles) still renders the same is not known; a change of white space inside it is
formatting, any other change is content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, in_heading, reordered, rule, shown, squeezed
from wikidiff.classify.features import of
from wikidiff.classify.quantity_change import way
from wikidiff.classify.quantity_pairs import distinct
from wikidiff.model import Category, Quantity
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.model.inline import PieceKind
from wikidiff.text.quantities import same_value
from wikidiff.text.units import dimension

_TAG = re.compile(r"<[a-z]+[^<>]{0,200}>", re.IGNORECASE)
# Both marks of a pair are one change.
_QUOTES = str.maketrans({"“": "”", "„": "”", "«": "»", "‘": "’", "‹": "›", "「": "」", "『": "』"})


@rule(
    category=Category.FORMATTING,
    codes={
        "FMT001": "spacing or line breaks changed",
        "FMT002": "bold, italics or other marks changed",
        "FMT003": "dash, quotation mark or entity written otherwise",
        "FMT004": "same number or date in another format",
        "FMT005": "marks of a list, table or parameter changed",
        "FMT006": "comment changed",
        "FMT007": "paragraph joined or split",
        "FMT008": "block moved",
    },
    aspects=(
        Aspect.SPACE,
        Aspect.STYLE,
        Aspect.MARK,
        Aspect.COMMENT,
        Aspect.TEXT,
        Aspect.CODE,
        Aspect.BLOCK,
        Aspect.MOVE,
    ),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim what only looks different."""
    aspect = edit.aspect
    if aspect is Aspect.SPACE:
        if in_heading(edit, page):
            yield _claim("FMT001", 0.95, edit, "Spacing of headings changed", "headings")
        else:
            yield _space(edit)
    elif aspect is Aspect.STYLE:
        marks = f"{_marks(edit.old.text)}→{_marks(edit.new.text)}"
        yield _claim("FMT002", 0.93, edit, "Bold, italics or another mark changed", marks)
    elif aspect is Aspect.MARK:
        if edit.context is not Context.HEADING:
            spaced = "".join(edit.old.text.split()) == "".join(edit.new.text.split())
            yield _claim("FMT005", 0.85, edit, "The marks of a line changed", "spacing" if spaced else _pattern(edit))
        elif edit.old.text.strip() == edit.new.text.strip():
            yield _claim("FMT001", 0.85, edit, "Spacing changed", "heading")
    elif aspect is Aspect.COMMENT or (aspect is Aspect.BLOCK and edit.context is Context.COMMENT):
        yield _claim("FMT006", 0.97, edit, f"A comment that readers do not see was {_verb(edit)}", "")
    elif aspect in (Aspect.CODE, Aspect.BLOCK):
        if _spaced_alike(edit.old.text, edit.new.text):
            yield _claim("FMT001", 0.95, edit, "Spacing changed", "code")
    elif aspect is Aspect.TEXT:
        yield from _text(edit, page)
    elif reordered(edit):
        key = f"parameters of {edit.template.casefold()}"
        yield _claim("FMT008", 0.95, edit, "Parameters of a template stand in another order", key, action=Action.MOVE)
    else:
        yield _claim("FMT008", 0.45, edit, "A block stands elsewhere", "", action=Action.MOVE)


def _spaced_alike(old: str, new: str) -> bool:
    """Tell whether two passages differ in nothing but their spaces; inside a tag even these may be gone."""
    if not old or not new:  # what came or went is mostly more than spaces and entities for them
        text = (old or new).lstrip()
        return not text or (text[0] == "&" and not squeezed(text))
    if squeezed(old) == squeezed(new):
        return True
    tags = _TAG.fullmatch(old.strip()) and _TAG.fullmatch(new.strip())
    return bool(tags) and "".join(old.split()) == "".join(new.split())


def _space(edit: Edit) -> Claim:
    if edit.hints.get("split"):
        return _claim("FMT007", 0.9, edit, "Two paragraphs were split", "")
    old, new = edit.old.text, edit.new.text
    breaks = old.count("\n") != new.count("\n")
    if breaks and edit.context is Context.PROSE and bool(old.count("\n") > 1) != bool(new.count("\n") > 1):
        joined = old.count("\n") > new.count("\n")
        return _claim("FMT007", 0.9, edit, f"Two paragraphs were {'joined' if joined else 'split'}", "")
    kind = "break" if breaks else "nbsp" if "&" in old + new or "\u00a0" in old + new else "space"
    message = {
        "break": "Line breaks changed",
        "nbsp": "A space was made to hold or to break",
        "space": "Spacing changed",
    }
    # A space that was missing between two words is a slip of the pen.
    strength = 0.9 if (old and new) or kind == "nbsp" else 0.75
    return _claim("FMT001", strength, edit, message[kind], kind)


def _marks(text: str) -> str:
    return "".join(character for character in text if not character.isalnum())[:8]


def _pattern(edit: Edit) -> str:
    """Return what was done in general terms, so that the same done elsewhere is the same finding; empty if unclear."""
    old, new = edit.old.text, edit.new.text
    low = 0
    while low < min(len(old), len(new)) and old[low] == new[low]:
        low += 1
    high = 0
    while high < min(len(old), len(new)) - low and old[-1 - high] == new[-1 - high]:
        high += 1
    left = old[low : len(old) - high].translate(_QUOTES)
    right = new[low : len(new) - high].translate(_QUOTES)
    if len(left) > 8 or len(right) > 8 or any(character.isalnum() for character in left + right):
        return ""
    return f"{left}→{right}"


def _verb(edit: Edit) -> str:
    return {Action.ADD: "added", Action.REMOVE: "removed"}.get(action_of(edit), "changed")


def _text(edit: Edit, page: Page) -> Iterator[Claim]:
    found = of(edit, page)
    if edit.hints.get("turned"):
        claim = _claim("FMT004", 0.96, edit, "A measure and its conversion changed places", "turned")
        claim.detail = {"reason": "units in another order"}
        yield claim
        return
    pairs = _same_values(edit)
    if pairs:
        texts = f"{shown(pairs[0][0].text)} became {shown(pairs[0][1].text)}"
        key = _pattern(edit) or _written(*pairs[0])
        claim = _claim("FMT004", 0.96, edit, f"The same value is written otherwise: {texts}", key)
        claim.detail = {"reason": way(*pairs[0])}
        yield claim
        return
    if edit.old.text and edit.new.text and found.old_text == found.new_text:
        texts = f"{shown(edit.old.text)} became {shown(edit.new.text)}"
        yield _claim("FMT003", 0.95, edit, f"The same text is written otherwise: {texts}", _pattern(edit))
    elif not found.old and not found.new:
        kinds = {piece.kind for piece in (*edit.old_pieces, *edit.new_pieces)}
        if kinds <= {PieceKind.STYLE, PieceKind.TAG, PieceKind.SPACE, PieceKind.ENTITY, PieceKind.MARK}:
            yield _claim("FMT002", 0.85, edit, "Bold, italics or another mark changed", _pattern(edit))
        elif edit.old.text.strip() in ("*", "#", ":") or edit.new.text.strip() in ("*", "#", ":", "•"):
            yield _claim("FMT005", 0.8, edit, "The marks of a line changed", _pattern(edit))
        else:
            yield _claim("FMT003", 0.3, edit, "A mark changed", _pattern(edit))


def _written(old: Quantity, new: Quantity) -> str:
    """Return what was done to a figure: another unit in several places is one change, whatever the figures are."""
    if old.unit != new.unit and old.unit and new.unit and dimension(old.unit) is not None:
        return f"unit {old.unit}→{new.unit}"
    return "q" + "|".join(sorted((old.text, new.text)))


def _same_values(edit: Edit) -> list[tuple[Quantity, Quantity]]:
    """Return the quantities of both sides in pairs, if each says the same; a conversion in brackets adds nothing."""
    old, new = edit.old_quantities, edit.new_quantities
    if not old or not new:
        return []
    if len(old) != len(new):
        old, new = distinct(old), distinct(new)
    pairs = list(zip(old, new, strict=False))
    return pairs if len(old) == len(new) and all(same_value(a, b) for a, b in pairs) else []


def _claim(code: str, strength: float, edit: Edit, message: str, key: str, *, action: Action | None = None) -> Claim:
    return Claim(
        code=code,
        category=Category.FORMATTING,
        strength=strength,
        action=action or (action_of(edit) if code in ("FMT002", "FMT005", "FMT006") else Action.CHANGE),
        meaning=False,
        key=key,
        message=message.rstrip(".") + ".",
    )
