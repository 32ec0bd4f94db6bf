"""From two stretches to edits: constructs stay whole, and every changed character belongs to one edit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from wikidiff.analyze.brackets import crossed, whole_links
from wikidiff.analyze.sides import Aligned, Place, Side
from wikidiff.diff.engine import Op
from wikidiff.diff.trim import row_prefix
from wikidiff.model.change import Aspect, Edit, Stretch, visible
from wikidiff.model.inline import Node, Piece, PieceKind
from wikidiff.packs import sites

# A member of an enumeration costs a look-up of its own.
_NUMBER, _PUNCT, _URL, _TAG = PieceKind.NUMBER, PieceKind.PUNCT, PieceKind.URL, PieceKind.TAG
WINDOW = 6  # words kept on both sides of an edit
_NEXT, LOOK = 8, 60  # pieces looked at for them, first and then
_stretch = partial(tuple.__new__, Stretch)  # what a NamedTuple does, without a call of Python
SENTENCE = 3  # an insertion with so many words takes its refs and links along: it is a sentence, not a source


def runs(aligned: Aligned, place: Place) -> list[Edit]:
    """Return an edit for every changed run and for every changed gap between standing pieces."""
    found = _runs(aligned, place)
    if len(found) == 1 and found[0].aspect is Aspect.TEXT:
        return found
    return crossed(aligned, whole_links(aligned, found))


def _runs(aligned: Aligned, place: Place) -> list[Edit]:
    old, new = aligned.old, aligned.new
    found: list[Edit] = []
    at_old = at_new = 0
    for op in [*aligned.ops, (len(old.keys), len(old.keys), len(new.keys), len(new.keys))]:
        i1, i2, j1, j2 = op
        if at_old < i1 or i1 == len(old.keys):
            found.extend(_gaps(old, new, (at_old, i1, at_new, j1), place, at_old == at_new == 0, op))
        if i1 < i2 or j1 < j2:
            found.extend(_of_run(aligned, op, place))
        at_old, at_new = i2, j2
    return found


def _gaps(old: Side, new: Side, run: Op, place: Place, first: bool, op: Op) -> Iterator[Edit]:
    """Yield the changes of white space inside a run of standing pieces, and at the very ends of the stretch."""
    i1, i2, j1, _ = run
    last = op[0] == op[1] == len(old.keys) and op[2] == op[3] == len(new.keys)
    low = 0 if first and i1 == 0 and i2 > 0 else 1
    if i2 > i1:
        whole_old = old.text[old.kept[i1][2] : old.kept[i2 - 1][3]]
        whole_new = new.text[new.kept[j1][2] : new.kept[j1 + i2 - i1 - 1][3]]
        for step in range(low, i2 - i1 if whole_old != whole_new else 1):
            yield from _gap(old, new, i1 + step, j1 + step, place)
    if last and (i2 > i1 or (not old.keys and not new.keys)):
        yield from _gap(old, new, len(old.keys), len(new.keys), place)


def _gap(old: Side, new: Side, i: int, j: int, place: Place) -> Iterator[Edit]:
    """Yield the change of the white space before piece `i`, piece `j`."""
    a, b = old.ends_before(i), old.starts_at(i)
    c, d = new.ends_before(j), new.starts_at(j)
    if old.text[a:b] != new.text[c:d]:
        yield _edit(Aspect.SPACE, old, new, (a, b, c, d), (i, i, j, j), place)


def _of_run(aligned: Aligned, op: Op, place: Place) -> Iterator[Edit]:
    old, new = aligned.old, aligned.new
    i1, i2, j1, j2 = op
    spans = _spans(old, new, op)
    if max([piece[0] for piece in (*old.kept[i1:i2], *new.kept[j1:j2])]) <= _URL:  # words, with no markup among them
        yield _edit(Aspect.TEXT, old, new, spans, op, place)
        return
    atoms = old.holds_atoms(i1, i2) or new.holds_atoms(j1, j2)
    if _one_each(old, new, op):
        yield _edit(Aspect.TEMPLATE, old, new, spans, op, place)
        return
    if not atoms or (_one_sided(op) and _sentence(old, i1, i2) + _sentence(new, j1, j2) >= SENTENCE):
        parts = _untorn(aligned, op)
    else:
        parts = list(_split(old, new, op))
    if len(parts) == 1:
        yield _edit(_aspect(old, new, op), old, new, spans, op, place)
        return
    at_old, at_new = spans[0], spans[2]
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        end_old, end_new = _border(old, new, part) if following else (spans[1], spans[3])
        end_old = max(at_old, min(end_old, spans[1]))
        end_new = max(at_new, min(end_new, spans[3]))
        yield _edit(_aspect(old, new, part), old, new, (at_old, end_old, at_new, end_new), part, place)
        at_old, at_new = end_old, end_new


def _untorn(aligned: Aligned, op: Op) -> list[Op]:
    """Cut a bracket of a link whose words stand off words that changed beside it: the link is another change."""
    old, new = aligned.old, aligned.new
    i1, i2, j1, j2 = op
    closes = (
        i1 < i2 and _half(old, i1, 0, op, aligned.ops, PieceKind.LINK_CLOSE),
        j1 < j2 and _half(new, j1, 2, op, aligned.ops, PieceKind.LINK_CLOSE),
    )
    opens = (
        i1 < i2 and _half(old, i2 - 1, 0, op, aligned.ops, PieceKind.LINK_OPEN),
        j1 < j2 and _half(new, j2 - 1, 2, op, aligned.ops, PieceKind.LINK_OPEN),
    )
    a1, b1 = (i1, j1) if all(closes) else (i1 + closes[0], j1 + closes[1])  # on both sides it is one link for another
    a2, b2 = (i2, j2) if all(opens) else (i2 - opens[0], j2 - opens[1])
    words = a1 <= a2 and b1 <= b2 and _sentence(old, a1, a2) + _sentence(new, b1, b2)
    if not words or (a1, a2, b1, b2) == op:
        return [op]
    parts = [(i1, a1, j1, b1), (a1, a2, b1, b2), (a2, i2, b2, j2)]
    return [part for part in parts if part[0] < part[1] or part[2] < part[3]]


def _half(side: Side, index: int, at: int, run: Op, ops: Sequence[Op], kind: PieceKind) -> bool:
    """Tell whether a piece is this bracket of a link whose other one changed too, but outside the run.

    `at` is the place of the side in an operation.
    """
    bracket = side.kept[index]
    if bracket.kind != kind:
        return False
    halves = (place for place, piece in enumerate(side.kept) if piece.node == bracket.node and piece.kind in _LINK)
    other = next((place for place in halves if side.kept[place].kind != kind), -1)
    return any(op[at] <= other < op[at + 1] for op in ops if op != run)


def _one_each(old: Side, new: Side, op: Op) -> bool:
    """Tell whether a run is one template for another of the same name, which shows a value."""
    i1, i2, j1, j2 = op
    if i2 - i1 != 1 or j2 - j1 != 1 or old.atomic(i1) or new.atomic(j1):
        return False
    return old.piece(i1).kind == new.piece(j1).kind == PieceKind.TEMPLATE and (
        _name(old, i1).partition(":")[0] == _name(new, j1).partition(":")[0]
    )


def _one_sided(op: Op) -> bool:
    return op[0] == op[1] or op[2] == op[3]


def _sentence(side: Side, low: int, high: int) -> int:
    """Count the words of a run that a reader sees."""
    return sum([piece[0] <= _NUMBER for piece in side.kept[low:high]])


def _spans(old: Side, new: Side, op: Op) -> Op:
    """Return the code points of a run, with the spaces that came or went with it."""
    i1, i2, j1, j2 = op
    a, b = old.ends_before(i1), old.starts_at(i2)
    c, d = new.ends_before(j1), new.starts_at(j2)
    if i1 == i2:
        n1, n2 = new.kept[j1][2], new.kept[j2 - 1][3]
        gap = old.text[a:b]
        if new.text[n2:d] == gap:
            return a, a, c, n2
        if new.text[c:n1] == gap:
            return b, b, n1, d
        return a, b, c, d
    if j1 == j2:
        o1, o2 = old.kept[i1][2], old.kept[i2 - 1][3]
        gap = new.text[c:d]
        if old.text[o2:b] == gap:
            return a, o2, c, c
        if old.text[a:o1] == gap:
            return o1, b, d, d
        return a, b, c, d
    o1, o2 = old.kept[i1][2], old.kept[i2 - 1][3]
    n1, n2 = new.kept[j1][2], new.kept[j2 - 1][3]
    if old.text[a:o1] != new.text[c:n1]:
        o1, n1 = a, c
    if old.text[o2:b] != new.text[n2:d]:
        o2, n2 = b, d
    return o1, o2, n1, n2


def _border(old: Side, new: Side, part: Op) -> tuple[int, int]:
    """Return where a part of a run ends: the space behind it goes with what follows, but not into a closed bracket."""
    _, i2, _, j2 = part
    closes = part[0] < i2 and old.kept[i2 - 1].kind == PieceKind.LINK_CLOSE
    if closes or (part[2] < j2 and new.kept[j2 - 1].kind == PieceKind.LINK_CLOSE):
        return old.ends_before(i2), new.ends_before(j2)
    return old.starts_at(i2), new.starts_at(j2)


def _split(old: Side, new: Side, op: Op) -> Iterator[Op]:
    """Cut a run at its refs, templates and other wholes, pairing those of one kind in order."""
    i1, i2, j1, j2 = op
    left = [i for i in range(i1, i2) if old.atomic(i)]
    right = [j for j in range(j1, j2) if new.atomic(j)]
    at_old, at_new = i1, j1
    for i, j in _paired(old, new, left, right):
        yield from _between(old, new, (at_old, i, at_new, j))
        yield i, i + 1, j, j + 1
        at_old, at_new = i + 1, j + 1
    yield from _between(old, new, (at_old, i2, at_new, j2))


def _paired(old: Side, new: Side, left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Pair wholes of one kind in rising order: of the same name first, else one by one."""
    if len(left) == len(right) == 1 and old.piece(left[0]).kind == new.piece(right[0]).kind:
        return [(left[0], right[0])]
    alike: dict[tuple[PieceKind, str], list[int]] = {}
    kind: dict[PieceKind, list[int]] = {}
    for j in right:
        alike.setdefault((new.piece(j).kind, _name(new, j)), []).append(j)
        if new.piece(j).kind != PieceKind.TEMPLATE:
            kind.setdefault(new.piece(j).kind, []).append(j)
    pairs: list[tuple[int, int]] = []
    low = -1
    for i in left:
        key = old.piece(i).kind, _name(old, i)
        places = alike.get(key) or kind.get(key[0], [])
        at = bisect_right(places, low)
        if at < len(places):
            low = places[at]
            pairs.append((i, low))
    return pairs


def _name(side: Side, index: int) -> str:
    node = side.piece(index).node
    return side.inline.nodes[node].name.casefold() if node >= 0 else ""


def _between(old: Side, new: Side, op: Op) -> Iterator[Op]:
    """Cut what lies between paired wholes: unpaired wholes alone, the longest words against each other."""
    i1, i2, j1, j2 = op
    left, right = list(_parts(old, i1, i2)), list(_parts(new, j1, j2))
    texts_old = [part for part in left if not old.atomic(part[0])]
    texts_new = [part for part in right if not new.atomic(part[0])]
    main_old = max(texts_old, key=lambda part: part[1] - part[0], default=None)
    main_new = max(texts_new, key=lambda part: part[1] - part[0], default=None)
    if main_old is None or main_new is None:
        closing = list(takewhile(lambda part: new.piece(part[0]).kind in _CLOSING, right))
        yield from ((i1, i1, a, b) for a, b in closing)  # a bracket closes before what stands behind its words
        at = closing[-1][1] if closing else j1
        yield from ((a, b, at, at) for a, b in left)
        yield from ((i2, i2, a, b) for a, b in right if (a, b) not in closing)
        return
    yield from ((a, b, j1, j1) for a, b in left if a < main_old[0])
    yield from ((main_old[0], main_old[0], a, b) for a, b in right if a < main_new[0])
    yield (*main_old, *main_new)
    yield from ((a, b, main_new[1], main_new[1]) for a, b in left if a > main_old[0])
    yield from ((i2, i2, a, b) for a, b in right if a > main_new[0])


_LINK = (PieceKind.LINK_OPEN, PieceKind.LINK_CLOSE)
_CLOSING = (PieceKind.LINK_CLOSE, PieceKind.EXTLINK_CLOSE)
_BRACKETS = frozenset([*_LINK, *_CLOSING, PieceKind.EXTLINK_OPEN])


def _parts(side: Side, low: int, high: int) -> Iterator[tuple[int, int]]:
    at = low
    for index in range(low, high):
        if side.atomic(index):
            if at < index:
                yield at, index
            yield index, index + 1
            at = index + 1
    if at < high:
        yield at, high


_ASPECTS = {
    PieceKind.REF: Aspect.SOURCE,
    PieceKind.TEMPLATE: Aspect.TEMPLATE,
    PieceKind.COMMENT: Aspect.COMMENT,
    PieceKind.MEDIA: Aspect.MEDIA,
    PieceKind.CATEGORY: Aspect.CATEGORY,
    PieceKind.CODE: Aspect.CODE,
    PieceKind.INTERWIKI: Aspect.INTERWIKI,
    PieceKind.TABLE: Aspect.CODE,
}


def _aspect(old: Side, new: Side, op: Op) -> Aspect:
    kinds = {piece[0] for piece in (*old.kept[op[0] : op[1]], *new.kept[op[2] : op[3]])}
    if len(kinds) == 1:
        aspect = _ASPECTS.get(next(iter(kinds)))
        if aspect is not None:
            return aspect
    links = kinds & _BRACKETS
    if links and visible(old.pieces(op[0], op[1])) == visible(new.pieces(op[2], op[3])) != "":
        return Aspect.LINK  # the words stand, only the brackets are set otherwise
    if min(kinds) <= _URL or max(kinds) >= PieceKind.REF:
        return Aspect.TEXT
    if links:
        return Aspect.LINK
    return Aspect.STYLE if kinds & {PieceKind.STYLE, PieceKind.TAG} else Aspect.MARK


def _edit(aspect: Aspect, old: Side, new: Side, spans: Op, op: Op, place: Place) -> Edit:
    o1, o2, n1, n2 = spans
    i1, i2, j1, j2 = op
    old_pieces, new_pieces = old.pieces(i1, i2), new.pieces(j1, j2)
    words = aspect is Aspect.TEXT
    return Edit(
        aspect=aspect,
        old=_stretch((o1, o2, old.text[o1:o2])),
        new=_stretch((n1, n2, new.text[n1:n2])),
        section=place.section,
        context=place.context,
        quotation=bool(place.old_quotes) and _quoted(place, spans),
        before=_beside(old.kept, i1, new.kept, j1, False) if words else (),
        after=_beside(old.kept, i2, new.kept, j2, True) if words else (),
        old_pieces=old_pieces,
        new_pieces=new_pieces,
        old_node=_node(old, old_pieces),
        new_node=_node(new, new_pieces),
        old_target=_target(old, old_pieces),
        new_target=_target(new, new_pieces),
        template=place.template,
        parameter=place.parameter,
        block=place.block,
    )


def _quoted(place: Place, spans: Op) -> bool:
    o1, o2, n1, n2 = spans
    return _inside(place.old_quotes, o1, o2) and _inside(place.new_quotes, n1, n2)


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_right(spans, (start, 1 << 60)) - 1
    return place >= 0 and end <= spans[place][1]


def _beside(left: Sequence[Piece], i: int, right: Sequence[Piece], j: int, ahead: bool) -> tuple[str, ...]:
    """Return the words beside an edit in order, as far as they stand on both sides."""
    for size in (_NEXT, LOOK):
        words, others = _next(left, i, size, ahead), _next(right, j, size, ahead)
        same = len(words) if words == others else row_prefix(words, others)
        if same >= WINDOW or same < min(len(words), len(others)):
            break
        used_up = (left, i) if same == len(words) else (right, j)
        if _ends(*used_up, size, ahead):
            break
    same = min(same, WINDOW)
    return tuple(words[:same] if ahead else words[:same][::-1])


def _next(kept: Sequence[Piece], at: int, size: int, ahead: bool) -> list[str]:
    """Return the words among the pieces behind a place or before it, the nearest first."""
    row = kept[at : at + size] if ahead else kept[max(0, at - size) : at][::-1]
    return [piece[1] for piece in row if piece[0] <= _PUNCT]


def _ends(kept: Sequence[Piece], at: int, size: int, ahead: bool) -> bool:
    """Tell whether there are no pieces beyond these."""
    return at + size >= len(kept) if ahead else at <= size


def _node(side: Side, pieces: tuple[Piece, ...]) -> Node | None:
    """Return the first construct whose marks are among the pieces."""
    for kind, _, _, _, node in pieces:
        if node >= 0 and kind >= _TAG:
            return side.inline.nodes[node]
    return None


def _target(side: Side, pieces: tuple[Piece, ...]) -> str:
    """Return the target of the one link whose label holds all words of some pieces, if there is one."""
    nodes = {node for kind, _, _, _, node in pieces if kind <= _NUMBER}
    if len(nodes) != 1:
        return ""
    node = nodes.pop()
    return side.inline.nodes[node].name if node >= 0 and side.inline.nodes[node].kind == PieceKind.LINK_OPEN else ""


def is_source(node: Node | None, site: str) -> bool:
    """Tell whether a construct is how a text cites: a ref, a citation template, a short footnote."""
    if node is None:
        return False
    if node.kind == PieceKind.REF:
        return True
    return node.kind == PieceKind.TEMPLATE and (
        sites.is_citation_template(node.name, site)
        or sites.is_short_citation(node.name, site)
        or sites.identifier_scheme(node.name, site) is not None
    )
