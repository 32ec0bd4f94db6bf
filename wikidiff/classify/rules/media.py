"""An image or another file was added, removed, replaced or shown otherwise.

What: the file of an image link, its size, place and frame, entries of galleries, and image parameters of infoboxes.
File and options of one image are one finding.

Why: a picture says what no word of the article says, and replacing one is an edit that a text diff hides in a name.

Limits: the words of a caption are judged like prose, in the context "caption". What the file shows is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|tiff?|webp|ogg|oga|ogv|webm|wav|mp3|mp4|pdf|djvu|mid|flac|stl|xcf)\b", re.IGNORECASE
)
_NAME = re.compile(r"[^\[\]|:=\n]*\.[A-Za-z0-9]{3,4}")


_VALUES = (Aspect.TEXT, Aspect.PARAMETER)


@rule(
    category=Category.MEDIA,
    codes={"MED001": "file added, removed or replaced", "MED002": "size, place or frame of an image changed"},
    aspects=(Aspect.MEDIA, Aspect.BLOCK, Aspect.MOVE, Aspect.TEXT, Aspect.PARAMETER),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, _page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim files and their options."""
    if edit.aspect in _VALUES:
        if not _is_file(edit):
            return
    elif edit.aspect is not Aspect.MEDIA and edit.hints.get("moved") is not Aspect.MEDIA:
        blocks = edit.solid_blocks
        if not blocks or any(block.kind is not BlockKind.MEDIA for block in blocks):
            return
    old, new = _file(edit.old.text), _file(edit.new.text)
    replaced = bool(old or new) and old != new
    action = Action.MOVE if edit.aspect is Aspect.MOVE else action_of(edit)
    if edit.aspect is Aspect.MEDIA and edit.old_node is not None and edit.new_node is not None and not replaced:
        action = Action.CHANGE  # an option that comes or goes changes how one image is shown
    yield Claim(
        code="MED001" if replaced or action is not Action.CHANGE else "MED002",
        category=Category.MEDIA,
        strength=0.95,
        action=action,
        meaning=replaced and action is not Action.MOVE,
        message=_message(action, old, new, edit),
        detail={"old_file": old or None, "new_file": new or None},
    )


def _is_file(edit: Edit) -> bool:
    """Tell whether a changed value is nothing but the name of a file."""
    if not edit.parameter:
        return False
    texts = [text for text in (edit.old.text.strip(), edit.new.text.strip()) if text]
    if edit.aspect is Aspect.PARAMETER:
        texts = [text.rpartition("=")[2].strip() for text in texts]
    return any(_FILE.search(text) for text in texts) and all(
        len(text) < 240 and "\n" not in text and "//" not in text for text in texts
    )


def _file(text: str) -> str:
    found = _FILE.search(text)
    if found is None:
        return ""
    name = next((m.group() for m in _NAME.finditer(text) if m.end() >= found.end()), "")
    return name.strip()


def _message(action: Action, old: str, new: str, edit: Edit) -> str:
    if action is Action.MOVE:
        return f"The file {shown(new or edit.new.text)} stands elsewhere."
    if old and new and old != new:
        return f"The file {shown(old)} was replaced by {shown(new)}."
    if action is Action.ADD:
        return f"The file {shown(new or edit.new.text)} was added."
    if action is Action.REMOVE:
        return f"The file {shown(old or edit.old.text)} was removed."
    if not edit.old.text.strip() or not edit.new.text.strip():
        came = bool(edit.new.text.strip())
        option = shown((edit.new if came else edit.old).text)
        return f"An image is shown otherwise: {option} {'was added' if came else 'was taken out'}."
    return f"An image is shown otherwise: {shown(edit.old.text)} became {shown(edit.new.text)}."
