"""An independent reading of the sources of a text, by mwparserfromhell, and edits that sources go through."""

from __future__ import annotations

import random
import re
from collections import Counter

import mwparserfromhell

_ADDRESS = re.compile(r"https?://(?:www\.)?([^\s|\]}<]+)")
REF = re.compile(r"<ref\b[^<>/]*/>|<ref\b[^<>]*>(?:[^<]|<(?!/?ref))*</ref\s*>", re.IGNORECASE)
_OPENER = re.compile(r"^<ref[^>]*>", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[^\W\d_])[.。।](?=\s)")
_NAME = re.compile(r'name\s*=\s*"?([^"/>]+)')
_CITES = re.compile(r"(?:cite |citation$)", re.IGNORECASE)
NAMELESS = "name:"


def places(text: str) -> Counter[str]:
    """Count the places that cite each source: by its address, else by its words; a use by what its name is."""
    tags = [tag for tag in mwparserfromhell.parse(text, skip_style_tags=True).filter_tags() if str(tag.tag) == "ref"]
    read = [(_name(tag), str(tag.contents or "").strip()) for tag in tags]
    told: dict[str, str] = {}
    for name, words in read:
        if words and name:
            told.setdefault(name, _key(words))
    return Counter(_key(words) if words else told.get(name, NAMELESS + name) for name, words in read if words or name)


def _name(tag: mwparserfromhell.nodes.Tag) -> str:
    return str(tag.get("name").value).strip("\"' ") if tag.has("name") else ""


def _key(words: str) -> str:
    address = _ADDRESS.search(words)
    return address[1].rstrip("/") if address else re.sub(r"\W+", " ", words).strip().casefold()


def cited(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch lies in a ref or a citation template, by reading its paragraph."""
    low, high = text.rfind("\n\n", 0, start) + 1, text.find("\n\n", end)
    part = text[low : high if high >= 0 else len(text)]
    at = 0
    for node in mwparserfromhell.parse(part, skip_style_tags=True).ifilter(
        recursive=False, matches=lambda node: not isinstance(node, mwparserfromhell.nodes.Text)
    ):
        begin = part.find(str(node), at)
        at = begin + len(str(node))
        is_ref = isinstance(node, mwparserfromhell.nodes.Tag) and str(node.tag) == "ref"
        is_cite = isinstance(node, mwparserfromhell.nodes.Template) and _CITES.match(str(node.name).strip())
        if (is_ref or is_cite) and low + begin <= start and end <= low + at and start < end:
            return True
    return False


def edited(text: str, seed: int) -> str:
    """Do to the sources of a text what editors and robots do: one to four steps."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(draw.randint(1, 4)):
        refs = list(REF.finditer(text))
        if refs:
            text = draw.choice(STEPS)(text, draw.choice(refs), draw)
    return text


def _put(text: str, words: str, draw: random.Random) -> str:
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    at = draw.choice(ends) if ends else len(text)
    return text[:at] + words + text[at:]


def _drop(text: str, ref: re.Match[str], draw: random.Random) -> str:
    return text[: ref.start()] + text[ref.end() :]


def _move(text: str, ref: re.Match[str], draw: random.Random) -> str:
    return _put(_drop(text, ref, draw), ref[0], draw)


def _instead(text: str, ref: re.Match[str], words: str) -> str:
    return text[: ref.start()] + words + text[ref.end() :]


def _respace(text: str, ref: re.Match[str], draw: random.Random) -> str:
    return _instead(text, ref, ref[0].replace("http:", "https:").replace(" |", "|"))


def _rename(text: str, ref: re.Match[str], draw: random.Random) -> str:
    name = _NAME.search(ref[0])
    return text.replace(name[1].strip(), name[1].strip() + "Z") if name else text


def _reuse(text: str, ref: re.Match[str], draw: random.Random) -> str:
    if "</ref" not in ref[0]:
        return text
    name = f"q{draw.randint(0, 99)}"
    named = _instead(text, ref, f"<ref name={name}>" + _OPENER.sub("", ref[0]))
    return _put(named, f"<ref name={name} />", draw)


def _list(text: str, ref: re.Match[str], draw: random.Random) -> str:
    if "</ref" not in ref[0] or "name" in ref[0]:
        return text
    name = f"ld{draw.randint(0, 99)}"
    told = f"<references>\n<ref name={name}>{_OPENER.sub('', ref[0])}\n</references>"
    used = _instead(text, ref, f"<ref name={name} />")
    return re.sub(r"<references\s*/>|\{\{reflist[^{}]*\}\}", lambda _: told, used, count=1)


def _year(text: str, ref: re.Match[str], draw: random.Random) -> str:
    years = list(re.finditer(r"\d{4}", ref[0]))
    if not years:
        return text
    year = draw.choice(years)
    return _instead(text, ref, ref[0][: year.start()] + str(int(year[0]) + 1) + ref[0][year.end() :])


def _bare(text: str, ref: re.Match[str], draw: random.Random) -> str:
    address = _ADDRESS.search(ref[0])
    return _instead(text, ref, draw.choice(["<ref>{}</ref>", " [{}]"]).format(address[0])) if address else text


def _ask(text: str, ref: re.Match[str], draw: random.Random) -> str:
    return _instead(text, ref, draw.choice(["{{citation needed}}", "{{sfn|Smith|2001|p=3}}"]))


def _with_claim(text: str, ref: re.Match[str], draw: random.Random) -> str:
    before = text.rfind(". ", 0, ref.start())
    return text[: before + 1] + text[ref.end() :] if before > 0 else text


def _again(text: str, ref: re.Match[str], draw: random.Random) -> str:
    return _put(text, " A new sentence of some words stands here." + ref[0], draw)


STEPS = (_drop, _move, _respace, _rename, _reuse, _list, _year, _bare, _ask, _with_claim, _again)
