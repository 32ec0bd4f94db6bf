"""Texts that end without a line break: MediaWiki stores none, so a block added at the end brings one along."""

from __future__ import annotations

from wikidiff.model.change import Edit, Stretch

_SAME = 1_024  # characters that show that both texts end alike


def closed(old: str, new: str) -> tuple[str, str]:
    """Return both texts with a line break at the end, where neither has one: then their last lines compare equal.

    Where they end in the same lines nothing is gained, and copying a large page costs more than reading an edit.
    """
    if old.endswith("\n") or new.endswith("\n") or not old or not new:
        return old, new
    last = old[-_SAME:]
    if "\n" in last and new.endswith(last):
        return old, new
    return old + "\n", new + "\n"


def opened(edits: list[Edit], old: str, new: str) -> None:
    """Take the added line break out of all edits again; what came or went last has the break before it instead."""
    for edit in edits:
        if edit.old.end > len(old) or edit.new.end > len(new):
            left = edit.old.start < edit.old.end > len(old)
            right = edit.new.start < edit.new.end > len(new)
            edit.old, edit.new = _clipped(edit.old, old), _clipped(edit.new, new)
            if left != right:
                _back(edits, edit, old if left else new, right)


def _clipped(stretch: Stretch, text: str) -> Stretch:
    start, end = min(stretch.start, len(text)), min(stretch.end, len(text))
    return Stretch(start, end, text[start:end])


def _back(edits: list[Edit], edit: Edit, text: str, new: bool) -> None:
    """Take the line break before an edit into it, or into the edit that meets it there."""
    while True:
        start = (edit.new if new else edit.old).start
        before = next((e for e in edits if e is not edit and _ends(e, start, new)), None)
        if before is None:
            break
        edit = before
    stretch = edit.new if new else edit.old
    if stretch.start > 0 and text[stretch.start - 1] == "\n":
        wider = Stretch(stretch.start - 1, stretch.end, text[stretch.start - 1 : stretch.end])
        if new:
            edit.new = wider
        else:
            edit.old = wider


def _ends(edit: Edit, at: int, new: bool) -> bool:
    stretch = edit.new if new else edit.old
    return stretch.start < stretch.end == at
