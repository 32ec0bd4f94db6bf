"""A page was put in a category, taken out of one, or sorted otherwise.

What: category links, sort keys behind their bar, and the words that set a page's default sort key.

Why: categories decide in which lists and maintenance queues a page shows up. They are also used to smuggle in a
judgement ("terrorists", "pseudoscience") without a word in the text.

Limits: a category set by a template is not seen, because templates are not expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import of
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action
from wikidiff.model.inline import PieceKind

_LINK = re.compile(r"(?:\[\[[^\W\d_][\w-]{1,20}:[^\[\]\n]+\]\]\s*)+")
_SORTING = ("defaultsort", "sortkey", "defaultsortkey", "sorttri", "ordena", "sortierung", "ordenar")
_CATEGORIES = frozenset([PieceKind.CATEGORY])
_HEADS = tuple("{{" + word for word in _SORTING)


@rule(
    category=Category.CATEGORY,
    codes={"CAT001": "category link added, removed or changed", "CAT002": "sort key changed"},
    aspects=(Aspect.CATEGORY, Aspect.BLOCK, Aspect.MOVE, Aspect.TEMPLATE, Aspect.TEXT, Aspect.PARAMETER),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim category links and sort keys."""
    if _sorts(edit):
        yield Claim(
            code="CAT002",
            category=Category.CATEGORY,
            strength=0.96,
            action=action_of(edit),
            meaning=False,
            message=f"The sort key went from {shown(edit.old.text)} to {shown(edit.new.text)}.",
        )
        return
    if edit.aspect is Aspect.TEXT:
        if of(edit, page).kinds != _CATEGORIES:
            return
    elif edit.aspect is not Aspect.CATEGORY and edit.hints.get("moved") is not Aspect.CATEGORY:
        kinds = {block.kind for block in (*edit.old_blocks, *edit.new_blocks)}
        if BlockKind.CATEGORY not in kinds or not _only_links(edit):
            return
    old, new = _title(edit.old.text), _title(edit.new.text)
    yield Claim(
        code="CAT001",
        category=Category.CATEGORY,
        strength=0.97,
        action=Action.MOVE if edit.aspect is Aspect.MOVE else action_of(edit),
        meaning=False,
        message=_message(action_of(edit), edit, old, new),
        detail={"old_category": old or None, "new_category": new or None},
    )


def _only_links(edit: Edit) -> bool:
    """Tell whether an edit of whole lines holds category links, and at most links to other languages beside them."""
    others = [block for block in edit.solid_blocks if block.kind is not BlockKind.CATEGORY]
    if not others:
        return True
    lines = [line.strip() for text in (edit.old.text, edit.new.text) for line in text.splitlines() if line.strip()]
    return all(_LINK.fullmatch(line) for line in lines)


def _sorts(edit: Edit) -> bool:
    name = (edit.template or edit.old_name or edit.new_name).casefold()
    if name.startswith(_SORTING):
        return True
    old, new = edit.old.text, edit.new.text
    return ("{{" in old and _opens(old)) or ("{{" in new and _opens(new))


def _opens(text: str) -> bool:
    return text.lstrip()[:16].casefold().startswith(_HEADS)


def _title(text: str) -> str:
    inner = text.strip().strip("[]").split("]]")[0]
    return inner.partition(":")[2].partition("|")[0].strip()


def _message(action: Action, edit: Edit, old: str, new: str) -> str:
    if edit.aspect is Aspect.MOVE:
        return f"The category {shown(new)} stands elsewhere in the wikitext."
    if action is Action.ADD:
        return f"The page was put in the category {shown(new)}."
    if action is Action.REMOVE:
        return f"The page was taken out of the category {shown(old)}."
    if old == new:
        return f"The page is sorted otherwise in the category {shown(new)}."
    return f"The category {shown(old)} became {shown(new)}."
