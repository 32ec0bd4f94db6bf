"""Find passages that moved inside or between paragraphs: what went in one place came in another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wikidiff.analyze.sides import Place
from wikidiff.diff.blocks import unspaced
from wikidiff.model import BlockKind
from wikidiff.model.change import Aspect, Edit
from wikidiff.model.finding import Context

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

LETTERS = 12  # the same where a script writes no spaces between words
WORDS = 4  # a shorter passage that goes here and comes there may be chance
ALIKE = 0.7  # share of words that an edited passage keeps
MOST = 400  # passages compared with each other; on a page with more only equal ones are found

_SHORTEST = 6  # letters of a construct
_SIDE = 40  # characters beside a place by which it is known to be the same

_KINDS = (Aspect.TEXT, Aspect.BLOCK, Aspect.TEMPLATE, Aspect.MEDIA, Aspect.CATEGORY, Aspect.INTERWIKI, Aspect.PARAMETER)
_WHOLE = (Aspect.TEMPLATE, Aspect.MEDIA, Aspect.CATEGORY, Aspect.INTERWIKI, Aspect.PARAMETER)


def join(reader: Reader, edits: list[Edit]) -> list[Edit]:
    """Return the edits with passages that moved as one edit each; one that was edited too keeps its inner edits."""
    gone = [edit for edit in edits if edit.aspect in _KINDS and not edit.new.text and _heavy(edit, edit.old.text)]
    came = [edit for edit in edits if edit.aspect in _KINDS and not edit.old.text and _heavy(edit, edit.new.text)]
    if not gone or not came:
        return edits
    dropped: set[int] = set()
    added: list[Edit] = []
    for old, new in _under_heading(reader, gone, came):
        dropped.update((id(old), id(new)))
        added.extend(_headed(reader, old, new))
    for old, new in [*_equal(gone, came), *_alike(gone, came)]:
        if id(old) in dropped or id(new) in dropped:
            continue
        dropped.update((id(old), id(new)))
        added.extend(_moved(reader, old, new) if not _stays(reader, old, new) else [_spaced(reader, old, new)])
    return [edit for edit in edits if id(edit) not in dropped] + added


def _heavy(edit: Edit, text: str) -> bool:
    """Tell whether a passage is long enough to be known again."""
    text = text.strip()
    if edit.aspect in _WHOLE or (text.startswith("{{") and text.endswith("}}")):
        return len(text) >= _SHORTEST
    words = text.split()
    return len(words) >= WORDS or (unspaced(text) and len(text) >= LETTERS)


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def _letters(text: str) -> str:
    """Return a passage without its spaces: templates stand with line breaks between them or without."""
    return "".join(text.split()).strip(",;") if text.lstrip().startswith("{{") else _bare(text)


def _stays(reader: Reader, old: Edit, new: Edit) -> bool:
    """Tell whether templates stand where they stood, and only the spaces around them are others."""
    if not new.new.text.lstrip().startswith("{{") or "".join(old.old.text.split()) != "".join(new.new.text.split()):
        return False
    sides = (
        (
            reader.old[max(0, old.old.start - _SIDE) : old.old.start],
            reader.new[max(0, new.new.start - _SIDE) : new.new.start],
        ),
        (reader.old[old.old.end : old.old.end + _SIDE][::-1], reader.new[new.new.end : new.new.end + _SIDE][::-1]),
    )
    for left, right in sides:
        one, two = "".join(left.split()), "".join(right.split())
        size = min(len(one), len(two))
        if one[len(one) - size :] != two[len(two) - size :]:
            return False
    return True


def _equal(gone: list[Edit], came: list[Edit]) -> list[tuple[Edit, Edit]]:
    waiting: dict[str, list[Edit]] = {}
    for edit in gone:
        waiting.setdefault(_letters(edit.old.text), []).append(edit)
    pairs: list[tuple[Edit, Edit]] = []
    for edit in came:
        places = waiting.get(_letters(edit.new.text))
        if places:
            pairs.append((places.pop(0), edit))
    return pairs


def _under_heading(reader: Reader, gone: list[Edit], came: list[Edit]) -> list[tuple[Edit, Edit]]:
    """Pair what went from the end of a paragraph with a new section that holds just that."""
    waiting = {_bare(edit.old.text): edit for edit in gone if edit.aspect is Aspect.TEXT}
    pairs: list[tuple[Edit, Edit]] = []
    for edit in came:
        head = next((block for block in edit.new_blocks if block.kind is not BlockKind.BLANK), None)
        if head is not None and head.kind is BlockKind.HEADING:
            old = waiting.pop(_bare(reader.new[head.end : edit.new.end]), None)
            if old is not None:
                pairs.append((old, edit))
    return pairs


def _headed(reader: Reader, old: Edit, new: Edit) -> list[Edit]:
    """Make a new heading of a new section whose text stood there before, and a paragraph that was split."""
    head = next(block for block in new.new_blocks if block.kind is not BlockKind.BLANK)
    place = Place(section=new.section, context=Context.PROSE)
    heading = reader.whole(Aspect.BLOCK, (new.old.start, new.old.end, new.new.start, head.end), place)
    heading.new_blocks = tuple(block for block in new.new_blocks if block.end <= head.end)
    split = reader.whole(Aspect.SPACE, (old.old.start, old.old.end, head.end, new.new.end), place)
    split.hints["split"] = True
    return [heading, split]


def _alike(gone: list[Edit], came: list[Edit]) -> list[tuple[Edit, Edit]]:
    """Pair passages of the running text that share most of their words, the best first."""
    left = [edit for edit in gone if edit.aspect is Aspect.TEXT]
    right = [edit for edit in came if edit.aspect is Aspect.TEXT]
    if not left or not right or len(left) * len(right) > MOST:
        return []
    scored: list[tuple[float, int, int]] = []
    counts = [Counter(edit.new.text.split()) for edit in right]
    for i, old in enumerate(left):
        words = Counter(old.old.text.split())
        for j, _ in enumerate(right):
            size = max(sum(words.values()), sum(counts[j].values()))
            share = sum((words & counts[j]).values()) / size if size >= 2 * WORDS else 0.0
            if share >= ALIKE:
                scored.append((share, i, j))
    scored.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    return [(left[i], right[j]) for _, i, j in scored]


def _spaced(reader: Reader, old: Edit, new: Edit) -> Edit:
    """Make a change of spacing of what only has other spaces around it."""
    place = Place(section=new.section, context=new.context, block=new.block)
    return reader.whole(Aspect.SPACE, (old.old.start, old.old.end, new.new.start, new.new.end), place)


def _moved(reader: Reader, old: Edit, new: Edit) -> list[Edit]:
    """Make a move of what went and what came, and the edits inside it."""
    place = Place(section=new.section, context=new.context, template=new.template, block=new.block)
    move = reader.whole(Aspect.MOVE, (old.old.start, old.old.end, new.new.start, new.new.end), place)
    move.old_blocks, move.new_blocks = old.old_blocks, new.new_blocks
    move.old_pieces, move.new_pieces = old.old_pieces, new.new_pieces
    move.old_node, move.new_node = old.old_node, new.new_node
    move.hints["moved"] = old.aspect
    if new.aspect in _WHOLE or _bare(old.old.text) == _bare(new.new.text) or new.context is Context.CODE:
        return [move]
    inner = Place(
        section=new.section, context=new.context, template=new.template, parameter=new.parameter, block=new.block
    )
    return [move, *reader.runs(old.old.start, old.old.end, new.new.start, new.new.end, inner)]
