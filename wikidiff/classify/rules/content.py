"""A fact or statement was added, removed or changed, and no more particular category says how.

What: sentences, clauses, paragraphs, list entries, rows and cells that came, went or moved; another person, place or
thing named; a negation put in or taken out; a claim of rank dropped; code that renders otherwise.

Why: this is what an article is about. A negation is three letters long and turns a sentence around.

Limits: whether a paraphrase says the same is not decided here: it is content with a lower confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.carried import carried
from wikidiff.classify.columns import column
from wikidiff.classify.features import Features, of
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.text import words

_BLOCKS = {
    BlockKind.LIST_ITEM: "An entry of a list",
    BlockKind.TABLE_ROW: "A row of a table",
    BlockKind.TABLE_CELL: "A cell of a table",
    BlockKind.TABLE: "A table",
    BlockKind.PARAMETER: "A parameter",
    BlockKind.CODE: "A passage of code",
}

_ROW = re.compile(r"^[ \t]*\|-", re.MULTILINE)
_MANY = ("Words was", "Rows of a table was", "Cells of a table was")
_WRITTEN = ("case", "diacritics", "punctuation", "spelling_variant", "typo")  # the same words, written otherwise
_SCRIBBLE = 400  # characters; a longer passage is an article that speaks of such words


@rule(
    category=Category.CONTENT,
    codes={
        "CNT000": "text changed",
        "CNT001": "statement added or removed",
        "CNT002": "statement changed",
        "CNT003": "negation put in or taken out",
        "CNT004": "block of text added, removed or replaced",
        "CNT005": "block of text moved",
        "CNT006": "claim of rank or scope changed",
        "CNT007": "code changed",
    },
    aspects=(Aspect.TEXT, Aspect.BLOCK, Aspect.MOVE, Aspect.CODE, Aspect.PARAMETER),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim what changes what the article says."""
    aspect = edit.aspect
    if (named := column(edit, page)) is not None:
        said = shown((edit.new.text.strip() or edit.old.text).strip("|! \t\n"))
        yield _claim("CNT004", 0.95, edit, f"A column of a table {_verb(edit)}: {said}", key=named)
    elif aspect is Aspect.BLOCK:
        yield _block(edit, page)
    elif aspect is Aspect.MOVE:
        yield _moved(edit, page)
    elif aspect is Aspect.CODE or edit.context is Context.CODE:
        if "".join(edit.old.text.split()) != "".join(edit.new.text.split()):
            yield _claim("CNT007", 0.8, edit, f"Code changed: {_change(edit)}")
    elif aspect is Aspect.PARAMETER:
        if edit.context is Context.INFOBOX and not (edit.old_name and edit.new_name):
            text = edit.new.text or edit.old.text
            if text.partition("=")[2].strip():
                yield _claim("CNT001", 0.6, edit, f"A value of the infobox {_verb(edit)}: {shown(text)}")
    else:
        yield from _text(edit, page)


def _moved(edit: Edit, page: Page) -> Claim:
    """Claim a move; entries of one list and rows of one table that change places are one finding."""
    blocks = [block for block in edit.new_blocks if block.kind is not BlockKind.BLANK]
    kind = blocks[0].kind if blocks else None
    table = kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_CELL)
    listed = "table" if table else "list" if kind is BlockKind.LIST_ITEM else ""
    key = f"{listed}:{'/'.join(edit.section)}" if listed else ""
    said = f"{_what(edit, page)} moved: {shown(edit.new.text)}"
    if edit.hints.get("turned"):
        said = f"Cells changed places with their columns: {_change(edit)}"
    return _claim("CNT005", 0.6, edit, said, Action.MOVE, meaning=False, key=key)


def _text(edit: Edit, page: Page) -> Iterator[Claim]:
    found, language = of(edit, page), page.language
    if carried(edit, page) is not None:
        return  # the same words stand elsewhere in their sentence
    every = (*found.old, *found.new)
    heavy = len(found.old_heavy) + len(found.new_heavy)
    old_negations, new_negations = words.negations(found.old, language), words.negations(found.new, language)
    if len(old_negations) != len(new_negations) and len(every) <= 6 and found.relation not in _WRITTEN:
        word = (old_negations or new_negations)[0]
        yield _claim(
            "CNT003", 0.9, edit, f"The negation {shown(word)} {'went' if old_negations else 'came'}: {_change(edit)}"
        )
    elif words.tense_shift(found.old_text, found.new_text, language):
        yield _claim("CNT002", 0.88, edit, f"The tense changed what is said: {_change(edit)}")
    elif words.negating_prefix(found.old_text, found.new_text, language):
        yield _claim("CNT003", 0.9, edit, f"The sense was turned around: {_change(edit)}")
    elif found.old_heavy and _damage(found.old_seen, language) and not _damage(found.new_seen, language):
        yield _claim("CNT001", 0.9, edit, f"Damage was cleared: {_change(edit)}", labels=(Category.VANDALISM,))
    elif _rank(found, language) and not edit.hints.get("same_bound"):
        yield _claim(
            "CNT006",
            0.8 if found.old and found.new else 0.75,
            edit,
            f"{_ranked(found, language)}: {_change(edit)}",
            labels=(Category.TONE,),
        )
    elif found.has_sources and heavy:
        yield _claim("CNT001", 0.85, edit, f"A statement {_verb(edit)} with its source: {_change(edit)}")
    elif not found.old or not found.new:
        strength = 0.35 if not heavy else 0.6 if heavy <= 2 else 0.75
        if not heavy and bool(edit.old_quantities) != bool(edit.new_quantities):
            strength = 0.55  # a figure that comes or goes alone: nothing took its place
        yield _claim("CNT001", strength, edit, f"Words {_verb(edit)}: {_change(edit)}")
    else:
        strength = 0.35 if not heavy else 0.5 if heavy <= 4 else 0.65
        yield _claim("CNT002", strength, edit, f"A statement changed: {_change(edit)}")


def _rank(found: Features, language: str) -> bool:
    """Tell whether a superlative, rank or quantifier is on one side only."""
    longest = 6 if found.old and found.new else 3  # a whole sentence that comes is no changed claim of rank
    if max(len(found.old), len(found.new)) > longest or not found.has_letters:
        return False
    old = {w.casefold() for w in found.old if words.is_superlative(w, language) or words.is_quantifier(w, language)}
    new = {w.casefold() for w in found.new if words.is_superlative(w, language) or words.is_quantifier(w, language)}
    return old != new and len(found.old_heavy) + len(found.new_heavy) <= 4


def _damage(text: str, language: str) -> bool:
    """Tell whether a text holds an insult, a run of letters or a scribble."""
    if not text or len(text) >= 2000:
        return False
    scribble = len(text) < _SCRIBBLE and words.graffiti(text, language) is not None
    return scribble or words.letter_run(text) or words.insult(text, language) is not None


def _ranked(found: Features, language: str) -> str:
    """Say which way a claim of rank or scope went."""
    old, new = words.has_superlative(found.old, language), words.has_superlative(found.new, language)
    if old == new:
        return "A claim of rank or scope changed"
    return "A claim of rank was dropped" if old else "A claim of rank was put in"


def _block(edit: Edit, page: Page) -> Claim:
    if edit.context is Context.CODE:
        return _claim("CNT007", 0.8, edit, f"Code {_verb(edit)}: {_change(edit)}")
    if not edit.new.text.strip() and len(edit.old.text) < _SCRIBBLE and _damage(edit.old.text, page.language):
        return _claim("CNT004", 0.7, edit, f"Damage was cleared: {_change(edit)}", labels=(Category.VANDALISM,))
    if edit.old.text.strip() and edit.new.text.strip():
        return _claim("CNT004", 0.7, edit, f"{_what(edit, page)} gave way to another: {_change(edit)}", Action.REPLACE)
    return _claim("CNT004", 0.7, edit, f"{_what(edit, page)} {_verb(edit)}: {_change(edit)}")


def _what(edit: Edit, page: Page) -> str:
    blocks = [block for block in edit.new_blocks or edit.old_blocks if block.kind is not BlockKind.BLANK]
    if blocks and blocks[0].kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_CELL):
        text = edit.new.text or edit.old.text
        rows = [row for row in _ROW.split(text) if row.strip()]
        cells = sum(block.kind is BlockKind.TABLE_CELL for block in blocks)
        if cells and (len(rows) > 1 or _ROW.search(text) or "||" in text or (cells > 1 and _is_row(edit, page))):
            return "Rows of a table" if len(rows) > 1 else "A row of a table"
        if cells > 1:
            return "Cells of a table"
    return _BLOCKS.get(blocks[0].kind, "A passage") if blocks else "A passage"


def _is_row(edit: Edit, page: Page) -> bool:
    """Tell whether some lines of cells are a whole row: marks of rows stand around them."""
    text, place = (page.new_text, edit.new) if edit.new.text else (page.old_text, edit.old)
    before = text[text.rfind("\n", 0, max(0, place.start - 1)) + 1 : place.start]
    return before.lstrip().startswith(("|-", "{|", "|+")) and text.startswith(("|-", "|}"), place.end)


def _verb(edit: Edit) -> str:
    return {Action.ADD: "was added", Action.REMOVE: "was removed"}.get(action_of(edit), "was changed")


def _change(edit: Edit) -> str:
    if not edit.old.text.strip():
        return shown(edit.new.text)
    if not edit.new.text.strip():
        return shown(edit.old.text)
    return f"{shown(edit.old.text)} became {shown(edit.new.text)}"


def _claim(
    code: str,
    strength: float,
    edit: Edit,
    message: str,
    action: Action | None = None,
    *,
    meaning: bool = True,
    labels: tuple[Category, ...] = (),
    key: str = "",
) -> Claim:
    if message.startswith(_MANY):
        message = message.replace(" was", " were", 1)
    return Claim(
        code=code,
        category=Category.CONTENT,
        strength=strength,
        action=action or action_of(edit),
        meaning=meaning,
        key=key,
        labels=labels,
        message=f"{message}.",
    )
