"""Open what is read whole: two templates by their parameters, two files by their options, two refs by their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wikidiff.analyze.pieces import is_source
from wikidiff.analyze.sides import Place
from wikidiff.diff.engine import rising
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.model.inline import Node, PieceKind
from wikidiff.packs import sites
from wikidiff.wikitext.arguments import Argument, arguments

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

_FILE = re.compile(
    r"[^|\[\]{}<>\n/]{1,240}\.(?:jpe?g|png|gif|svg|tiff?|webp|og[agv]|webm|wav|mp[34]|pdf|djvu|mid|flac)", re.IGNORECASE
)
MOST_ARGUMENTS = 4_000  # of both sides together; a template with more is a table that a robot wrote
MOST_RENAMED = 50  # arguments that got other names; more are another template
OPENED = frozenset([Aspect.SOURCE, Aspect.TEMPLATE, Aspect.MEDIA])  # edits that `inside` looks into
Key = tuple[str, int]  # the name of an argument, and which of that name it is


def inside(reader: Reader, edit: Edit, place: Place) -> Iterator[Edit]:
    """Yield the edits that an edit of one of the aspects `OPENED` is made of; any other is one."""
    old, new = edit.old_node, edit.new_node
    if edit.aspect is Aspect.SOURCE or (
        edit.aspect is Aspect.TEMPLATE and (is_source(old, reader.site) or is_source(new, reader.site))
    ):
        edit.aspect = Aspect.SOURCE
        edit.context = Context.CITATION
        yield edit
    elif edit.aspect in (Aspect.TEMPLATE, Aspect.MEDIA) and old is not None and new is not None:
        yield from (template_edits if edit.aspect is Aspect.TEMPLATE else _media)(reader, edit, place)
        yield from margins(reader, edit, place)
    else:
        yield edit


def margins(reader: Reader, edit: Edit, place: Place) -> Iterator[Edit]:
    """Yield the spaces around two constructs that came or went with them."""
    old, new = edit.old_node, edit.new_node
    if old is None or new is None:
        return
    ends = ((edit.old.start, old.start, edit.new.start, new.start), (old.end, edit.old.end, new.end, edit.new.end))
    for spans in ends:
        if reader.old[spans[0] : spans[1]] != reader.new[spans[2] : spans[3]]:
            yield reader.whole(Aspect.SPACE, spans, place)


def template_edits(reader: Reader, edit: Edit, place: Place) -> Iterator[Edit]:
    """Compare two templates: the name, then the parameters by name.

    An edit inside a template that shows a value is told where the template stands: its parameters are one value.
    """
    old, new = edit.old_node, edit.new_node
    if old is None or new is None:
        yield edit
        return
    if _shows_value(new.name, reader.site):
        spans = (old.start, old.end, new.start, new.end)
        for part in _template_edits(reader, edit, old, new, place):
            part.hints.setdefault("shown", spans)
            yield part
    else:
        yield from _template_edits(reader, edit, old, new, place)


def _shows_value(name: str, site: str) -> bool:
    return sites.value_template(name, site) is not None or (
        ":" in name and sites.value_template(name.partition(":")[0], site) is not None
    )


def _template_edits(reader: Reader, edit: Edit, old: Node, new: Node, place: Place) -> Iterator[Edit]:
    if old.kind != PieceKind.TEMPLATE or not reader.old.startswith("{{", old.start):
        yield edit
        return
    old_head, left = arguments(reader.old, old.start, old.end)
    new_head, right = arguments(reader.new, new.start, new.end)
    name = new.name
    context = Context.TEMPLATE
    if sites.is_infobox(name, reader.site):
        context = Context.INFOBOX
    elif sites.is_quote_template(name, reader.site):
        context = Context.QUOTATION
    place = place._replace(template=name, context=context)
    if len(left) + len(right) > MOST_ARGUMENTS:
        yield reader.coarse(old.start, old.end, new.start, new.end, place)
        return
    if reader.old[old.start : old_head] != reader.new[new.start : new_head]:
        if ":" in old.name and old.name.partition(":")[0] == new.name.partition(":")[0]:
            # A parser function: what follows the colon is its first value.
            skip = 2 + len(name.partition(":")[0]) + 1
            skip += reader.new[new.start + 2 : new.start + 40].find(name[:1]) if name else 0
            yield from reader.runs(old.start + skip, old_head, new.start + skip, new_head, place)
            yield from _arguments(reader, left, right, place, (old.end - 2, new.end - 2))
            return
        if _unlike(reader, old, new):
            for spans, gone, came in (
                ((old.start, old.end, new.start, new.start), old, None),
                ((old.end, old.end, new.start, new.end), None, new),
            ):
                part = reader.whole(Aspect.TEMPLATE, spans, place._replace(template="", context=edit.context))
                part.old_node, part.new_node = gone, came
                part.old_name, part.new_name = gone.name if gone else "", came.name if came else ""
                yield part
            return
        head = reader.whole(Aspect.TEMPLATE, (old.start, old_head, new.start, new_head), place)
        head.old_node, head.new_node = old, new
        head.old_name, head.new_name = old.name, new.name
        yield head
    note = sites.is_note_template(name, reader.site)
    if note:
        place = place._replace(context=Context.PROSE)
    for part in _arguments(reader, left, right, place, (old.end - 2, new.end - 2)):
        if note:  # a footnote of words is judged like prose
            part.hints["context"] = Context.CITATION
        yield part


def _unlike(reader: Reader, old: Node, new: Node) -> bool:
    """Tell whether a tag for editors stands where another template stood that has nothing of it."""
    if sites.is_maintenance_template(old.name, reader.site) == sites.is_maintenance_template(new.name, reader.site):
        return False
    left, right = (
        set(text[node.start : node.end - 2].split("|")[1:]) for text, node in ((reader.old, old), (reader.new, new))
    )
    return left.isdisjoint(right)


def _arguments(
    reader: Reader, left: list[Argument], right: list[Argument], place: Place, ends: tuple[int, int]
) -> Iterator[Edit]:
    """Compare arguments by name; in another order, or with nothing new but their names, they are the same."""
    waiting, arriving = _numbered(left), _numbered(right)
    pairs = [(waiting[key].start, argument.start) for key, argument in arriving.items() if key in waiting]
    called = _renamed(reader, waiting, arriving, pairs)
    steady = {start for _, start in rising(sorted(pairs))}
    at_old = left[0].start if left else ends[0]
    for key, argument in arriving.items():
        partner = waiting.pop(key, None)
        if partner is None and key in called:
            partner = waiting.pop(called[key])
            at_old = partner.end
            yield from _rename(reader, partner, argument, place)
            continue
        if partner is None:
            edit = reader.whole(Aspect.PARAMETER, (at_old, at_old, argument.start, argument.end), place)
            edit.new_name, edit.parameter = argument.name, argument.name
            yield edit
            continue
        at_old = partner.end
        if argument.start not in steady:
            yield reader.whole(
                Aspect.MARK, (partner.start, partner.end, argument.start, argument.end), place._replace(parameter="")
            )
        yield from _argument(reader, partner, argument, place._replace(parameter=argument.name))
    for argument in waiting.values():
        at_new = _where(argument, left, right, ends[1])
        edit = reader.whole(Aspect.PARAMETER, (argument.start, argument.end, at_new, at_new), place)
        edit.old_name, edit.parameter = argument.name, argument.name
        yield edit


def _renamed(
    reader: Reader, left: dict[Key, Argument], right: dict[Key, Argument], pairs: list[tuple[int, int]]
) -> dict[Key, Key]:
    """Return the keys of arguments with a new name, each with that of the old one that alone has the same value.

    One that passed another argument by is none of them: it was taken out and put in.
    """
    old = _lone_values(left, right, reader.old)
    new = _lone_values(right, left, reader.new) if old else {}
    found = {new[value]: key for value, key in old.items() if value in new}
    if len(found) > MOST_RENAMED:
        return {}
    places = {key: (left[partner].start, right[key].start) for key, partner in found.items()}
    every = [*pairs, *places.values()]
    return {key: found[key] for key, (i, j) in places.items() if all((a < i) == (b < j) for a, b in every)}


def _lone_values(found: dict[Key, Argument], others: dict[Key, Argument], text: str) -> dict[str, Key]:
    """Return the values that one argument alone has, of those whose names the other side has not."""
    values: dict[str, list[Key]] = {}
    for key, argument in found.items():
        if key not in others and argument.named and argument.value_end > argument.value_start:
            values.setdefault(text[argument.value_start : argument.value_end], []).append(key)
    return {value: keys[0] for value, keys in values.items() if len(keys) == 1}


def _rename(reader: Reader, old: Argument, new: Argument, place: Place) -> Iterator[Edit]:
    """Yield the other name of an argument whose value stands."""
    edit = reader.whole(Aspect.PARAMETER, (old.start, old.value_start, new.start, new.value_start), place)
    edit.old_name, edit.new_name, edit.parameter = old.name, new.name, new.name
    yield edit
    if reader.old[old.value_end : old.end] != reader.new[new.value_end : new.end]:
        yield reader.whole(Aspect.SPACE, (old.value_end, old.end, new.value_end, new.end), place)


def _numbered(found: list[Argument]) -> dict[Key, Argument]:
    """Return arguments by name and, for a name that is given twice, by which of them it is."""
    result: dict[Key, Argument] = {}
    seen: dict[str, int] = {}
    for argument in found:
        number = seen[argument.name] = seen.get(argument.name, -1) + 1
        result[argument.name, number] = argument
    return result


def _where(argument: Argument, left: list[Argument], right: list[Argument], end: int) -> int:
    """Return where a lost argument would stand in the new template: behind the one it followed."""
    ends = {entry.name: entry.end for entry in right}
    place = right[0].start if right else end
    for entry in left:
        if entry is argument:
            break
        place = ends.get(entry.name, place)
    return place


def _argument(reader: Reader, old: Argument, new: Argument, place: Place) -> Iterator[Edit]:
    if reader.old[old.start : old.value_start] != reader.new[new.start : new.value_start]:
        yield reader.whole(Aspect.MARK, (old.start, old.value_start, new.start, new.value_start), place)
    if place.context is Context.QUOTATION:
        place = place._replace(
            old_quotes=((old.value_start, old.value_end),),
            new_quotes=((new.value_start, new.value_end),),
        )
    left, right = reader.old[old.value_start : old.value_end], reader.new[new.value_start : new.value_end]
    if left != right and is_file(left) and is_file(right):
        yield reader.whole(Aspect.MEDIA, (old.value_start, old.value_end, new.value_start, new.value_end), place)
    elif left != right:
        for edit in reader.runs(old.value_start, old.value_end, new.value_start, new.value_end, place):
            yield from inside(reader, edit, place)
    if reader.old[old.value_end : old.end] != reader.new[new.value_end : new.end]:
        yield reader.whole(Aspect.SPACE, (old.value_end, old.end, new.value_end, new.end), place)


def is_file(value: str) -> bool:
    """Tell whether a value is the name of a file and nothing else."""
    return _FILE.fullmatch(value.strip()) is not None


def _media(reader: Reader, edit: Edit, place: Place) -> Iterator[Edit]:
    """Compare two media links: the caption word by word, file and options as one."""
    old, new = edit.old_node, edit.new_node
    if old is None or new is None:
        yield edit
        return
    _, left = arguments(reader.old, old.start, old.end)
    _, right = arguments(reader.new, new.start, new.end)
    old_caption, new_caption = _caption(reader.old, left), _caption(reader.new, right)
    old_end = old_caption.start if old_caption else old.end
    new_end = new_caption.start if new_caption else new.end
    if old_caption is None or new_caption is None:
        old_end, new_end = old.end, new.end
    if reader.old[old.start : old_end] != reader.new[new.start : new_end]:
        part = reader.whole(Aspect.MEDIA, (old.start, old_end, new.start, new_end), place)
        part = _narrow(part)
        part.old_node, part.new_node = old, new
        part.old_name, part.new_name = old.name, new.name
        yield part
    if old_caption is not None and new_caption is not None:
        inner = place._replace(context=Context.CAPTION)
        yield from _argument(reader, old_caption, new_caption, inner)
        if reader.old[old_caption.end : old.end] != reader.new[new_caption.end : new.end]:
            yield reader.whole(Aspect.MEDIA, (old_caption.end, old.end, new_caption.end, new.end), place)


def _caption(text: str, found: list[Argument]) -> Argument | None:
    """Return the caption: the last argument with a space or a link in it, or the last when it is no option."""
    for argument in reversed(found):
        value = text[argument.value_start : argument.value_end]
        if " " in value.strip() or "[[" in value or "{{" in value or (len(value) > 14 and not value.isascii()):
            return argument._replace(value_start=argument.start + 1 + _lead(text, argument), name="caption")
    return None


def _lead(text: str, argument: Argument) -> int:
    part = text[argument.start + 1 : argument.end]
    return len(part) - len(part.lstrip())


_ENDS = ("|", "]", "")


def _narrow(edit: Edit) -> Edit:
    """Cut an edit of file and options to the arguments that differ."""
    old, new = edit.old.text, edit.new.text
    low = 0
    limit = min(len(old), len(new))
    while low < limit and old[low] == new[low]:
        low += 1
    if old[low : low + 1] not in _ENDS or new[low : low + 1] not in _ENDS:  # within an argument: back to its start
        low = max(0, old.rfind("|", 0, low), old.rfind("[[", 0, low))
    high = 0
    while high < limit - low and old[-1 - high] == new[-1 - high]:
        high += 1
    tail = old[len(old) - high :]
    high -= min((place for place in (tail.find("|"), tail.find("]]")) if place >= 0), default=len(tail))
    edit.old = Stretch(edit.old.start + low, edit.old.end - high, old[low : len(old) - high])
    edit.new = Stretch(edit.new.start + low, edit.new.end - high, new[low : len(new) - high])
    return edit
