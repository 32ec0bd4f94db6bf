"""Brackets of links, and marks beside refs: what is one change in two halves becomes one edit."""

from __future__ import annotations

from wikidiff.analyze.sides import Aligned
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.inline import Node, PieceKind


def crossed(aligned: Aligned, found: list[Edit]) -> list[Edit]:
    """Make one edit of a mark that went on one side of a ref and came on the other: the ref moved over it."""
    result: list[Edit] = []
    for edit in found:
        last = result[-1] if result else None
        if last is not None and _same_mark(last, edit):
            old = Stretch(min(last.old.start, edit.old.start), max(last.old.end, edit.old.end), "")
            new = Stretch(min(last.new.start, edit.new.start), max(last.new.end, edit.new.end), "")
            text_old, text_new = aligned.old.text[old.start : old.end], aligned.new.text[new.start : new.end]
            mark = (last.old.text or edit.old.text).strip()
            refs = text_old.strip().removesuffix(mark).removeprefix(mark).strip()
            if refs.startswith("<ref") and refs.endswith(">") and refs in text_new:
                last.aspect = Aspect.SOURCE
                last.old, last.new = Stretch(old.start, old.end, text_old), Stretch(new.start, new.end, text_new)
                last.hints["crossed"] = True
                continue
        result.append(edit)
    return result


def _same_mark(left: Edit, right: Edit) -> bool:
    """Tell whether two edits take a mark away and put it back."""
    if left.aspect is not Aspect.TEXT or right.aspect is not Aspect.TEXT:
        return False
    gone, came = left.old.text + right.old.text, left.new.text + right.new.text
    one_each = bool(left.old.text) != bool(right.old.text) and bool(left.new.text) != bool(right.new.text)
    return one_each and gone.strip() == came.strip() and len(gone.strip()) == 1 and not gone.strip().isalnum()


def whole_links(aligned: Aligned, found: list[Edit]) -> list[Edit]:
    """Make one edit of the two brackets of a link that came, went or changed around a standing label."""
    result: list[Edit] = []
    waiting: dict[tuple[bool, int], Edit] = {}
    for edit in found:
        if edit.aspect not in (Aspect.LINK, Aspect.STYLE):
            result.append(edit)
            continue
        keys = [(False, p.node) for p in edit.old_pieces if p.node >= 0 and p.kind >= PieceKind.TAG]
        keys += [(True, p.node) for p in edit.new_pieces if p.node >= 0 and p.kind >= PieceKind.TAG]
        first = next((waiting[key] for key in keys if key in waiting), None) or _shifted(result, edit)
        if first is None:
            waiting.update((key, edit) for key in keys)
            result.append(edit)
            continue
        if first.places or result[-1] is not first:  # the label changed too: that is a change of its own
            first.places = (*(first.places or ((first.old, first.new),)), (edit.old, edit.new))
        old, new = aligned.old.text, aligned.new.text
        first.old = Stretch(first.old.start, edit.old.end, old[first.old.start : edit.old.end])
        first.new = Stretch(first.new.start, edit.new.end, new[first.new.start : edit.new.end])
        first.old_pieces += edit.old_pieces
        first.new_pieces += edit.new_pieces
        first.old_node, first.new_node = first.old_node or edit.old_node, first.new_node or edit.new_node
        waiting.update((key, first) for key in keys)
    for edit in result:
        if edit.aspect is Aspect.LINK and not edit.places and edit.old_node is not None and edit.new_node is not None:
            _widen(aligned, edit, edit.old_node, edit.new_node)
    return _without_inner(result)


def _without_inner(found: list[Edit]) -> list[Edit]:
    """Leave out a link that was set inside an edit of a link: brackets that moved over a mark are one change."""
    result: list[Edit] = []
    for edit in found:
        outer = next((one for one in reversed(result[-3:]) if _holds(one, edit)), None)
        if outer is None:
            result.append(edit)
        else:
            outer.old_node, outer.new_node = outer.old_node or edit.old_node, outer.new_node or edit.new_node
    return result


def _holds(outer: Edit, inner: Edit) -> bool:
    """Tell whether an edit of a link lies wholly inside another one."""
    if outer.places or outer.aspect is not Aspect.LINK or inner.aspect not in (Aspect.LINK, Aspect.STYLE):
        return False
    return (
        outer.old.start <= inner.old.start
        and inner.old.end <= outer.old.end
        and outer.new.start <= inner.new.start
        and inner.new.end <= outer.new.end
    )


def _widen(aligned: Aligned, edit: Edit, old: Node, new: Node) -> None:
    """Take the whole link on both sides into an edit of its target: its label stands."""
    o1, o2 = min(edit.old.start, old.start), max(edit.old.end, old.end)
    n1, n2 = min(edit.new.start, new.start), max(edit.new.end, new.end)
    left, right = aligned.old.text, aligned.new.text
    if left[edit.old.end : o2] == right[edit.new.end : n2] and left[o1 : edit.old.start] == right[n1 : edit.new.start]:
        edit.old, edit.new = Stretch(o1, o2, left[o1:o2]), Stretch(n1, n2, right[n1:n2])


def _shifted(result: list[Edit], edit: Edit) -> Edit | None:
    """Return the edit before this one when both are halves of a bracket that moved over standing words."""
    last = result[-1] if result else None
    if last is None or last.aspect is not edit.aspect or bool(last.old_pieces) == bool(last.new_pieces):
        return None
    mine, other = last.old_node or last.new_node, edit.old_node or edit.new_node
    opposite = bool(last.old_pieces) != bool(edit.old_pieces) and bool(edit.old_pieces) != bool(edit.new_pieces)
    same = mine is not None and other is not None and mine.kind == other.kind
    if same and mine is not None and other is not None and mine.name != other.name:
        # Without a label the target changes with the words: then only the closing bracket moved over them.
        halves = (*last.old_pieces, *last.new_pieces, *edit.old_pieces, *edit.new_pieces)
        same = all(piece.kind == PieceKind.LINK_CLOSE for piece in halves)
    return last if opposite and same else None
