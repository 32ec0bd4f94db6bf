"""Make fixtures/gold/moves.jsonl: hand-chosen moves applied to real pages.

    python -m benchmarks.quality.make_moves [-o fixtures/gold/moves.jsonl] [-v]

Every pair is one entry of `moves.toml` beside this file: which part of which page, what moves where, what is edited on
the way. Offsets, sections and counts are worked out here, so that they cannot disagree with the texts; the choice, the
labels and the words were written by hand.

A place is named by words that stand once in the text. `L:words` is their line, `P:words` their line with the blank
lines after it, `S:words` the section whose heading holds them, `row:words` their table row with its `|-` line, `A⋯B`
runs from A to the end of the next B, `A⟦x⟧B` is x between A and B. A destination is `<place` or `>place`. A move may
have a third part, the shape in which the block arrives (`{}` stands for its stripped text, `=words` for all of it),
and a fourth, what it leaves behind.
"""

from __future__ import annotations

import argparse
import bz2
import html
import json
import re
import sys
import tarfile
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import material

HEADING = re.compile(r"^(=+)(.+?)(=+)\s*(?:<!--.*?-->\s*)*$")
PAGES = material.FIXTURES / "pages"
PAGE = re.compile(
    r"<page>.*?<title>(.*?)</title>.*?<revision>.*?<id>(\d+)</id>.*?<text[^>]*>(.*?)</text>.*?</page>", re.DOTALL
)


class RecipeError(ValueError):
    """Say which words of a recipe name no place, or several."""


# --- pages -----------------------------------------------------------------------------------------------------------


@cache
def dump(file: str, member: str = "") -> dict[str, tuple[str, str]]:
    """Return text and revision id by title; the longest text where a dump holds a redirect beside it."""
    data = in_archive(file, member) if member else (PAGES / file).read_bytes()
    found: dict[str, tuple[str, str]] = {}
    for match in PAGE.finditer(bz2.decompress(data).decode("utf-8")):
        title, revision, text = (html.unescape(part) for part in match.groups())
        found[title] = max((text, revision), found.get(title, ("", "")), key=lambda item: len(item[0]))
    return found


@cache
def in_archive(file: str, end: str) -> bytes:
    """Return the file of an archive whose path ends so."""
    with tarfile.open(PAGES / file) as tar:
        stream = tar.extractfile(next(m for m in tar.getmembers() if m.name.endswith(f"/{end}")))
        if stream is None:
            raise RecipeError(f"{end} is no file")
        return stream.read()


def load(name: str) -> tuple[str, str, str | None]:
    """Return the text of `archive:…`, the words for its `source` field and, of a real edit, the text after it."""
    archive, _, rest = name.partition(":")
    if archive == "2016":
        file = "enwiki-2016-sample.xml.bz2"
        text, revision = dump(file)[rest]
        return text, f'{file}, "{rest}", revision {revision}', None
    if archive == "171":
        file, (language, title) = "171-wikis-sample.tar", rest.split(":")
        text, revision = dump(file, f"{language}/wiki.xml.bz2")[title]
        return text, f'{file}, {language}wiki "{title}", revision {revision}', None
    if archive == "awkward":
        return in_archive("awkward-pages.tar.gz", rest).decode("utf-8"), f"awkward-pages.tar.gz, {rest}", None
    if archive in ("recent", "real"):
        language, index = rest.split(":")
        pair = next(p for p in material.recent_pairs() if p.name == f"{language}-{index}")
        source = f"recent_pairs {language} {index}"
        return (pair.old, source, pair.new) if archive == "real" else (pair.old, f"{source}, old text", None)
    if archive == "history":
        title, old, new = rest.split(":")
        texts = {str(row["rev_id"]): row["text"] for row in material.history(title)}
        return texts[old], f"history {title} {old} to {new}", texts[new]
    raise RecipeError(f"unknown archive in {name!r}")


# --- places ----------------------------------------------------------------------------------------------------------


def once(text: str, words: str) -> int:
    """Return where words stand that must stand exactly once (`2#words` names the second of several)."""
    pick = re.match(r"(\d)#", words)
    if pick:
        words, at = words[2:], -1
        for _ in range(int(pick[1])):
            at = text.find(words, at + 1)
        if at >= 0:
            return at
    elif text.count(words) == 1:
        return text.index(words)
    raise RecipeError(f"{words!r} stands {text.count(words)} times")


def between(text: str, words: str) -> tuple[int, int]:
    """Return the span of the words inside ⟦ ⟧."""
    left, rest = words.split("⟦")
    inner, right = rest.split("⟧")
    start = once(text, left + inner + right) + len(re.sub(r"^\d#", "", left))
    return start, start + len(inner)


def section_span(text: str, at: int) -> tuple[int, int]:
    """Return the section whose heading line holds `at`, with its sub-sections."""
    start = text.rfind("\n", 0, at) + 1
    level, pos = 0, start
    for line in text[start:].splitlines(True):
        match = HEADING.match(line.rstrip("\n"))
        if match and level and min(len(match[1]), len(match[3])) <= level:
            return start, pos
        if match and not level:
            level = min(len(match[1]), len(match[3]))
        pos += len(line)
    return start, len(text)


def place(text: str, name: str) -> tuple[int, int]:
    """Return the span that a place of a recipe names."""
    kind, _, words = name.partition(":") if re.match(r"(?:[LPS]|row):", name) else ("", "", name)
    if not kind:
        if "⟦" in words:
            return between(text, words)
        first, mark, last = words.partition("⋯")
        start = once(text, first)
        size = len(re.sub(r"^\d#", "", first))
        if not mark:
            return start, start + size
        end = text.find(last, start + size)
        if end < 0:
            raise RecipeError(f"{last!r} does not follow {first!r}")
        return start, end + len(last)
    at = once(text, words)
    if kind == "S":
        return section_span(text, at)
    if kind == "row":
        start = text.rindex("\n|-", 0, at) + 1
        end = min(p for p in (text.find("\n|-", at), text.find("\n|}", at)) if p >= 0) + 1
        return start, end
    start, size = text.rfind("\n", 0, at) + 1, len(re.sub(r"^\d#", "", words))
    end = text.find("\n", at + size)
    end = len(text) if end < 0 else end + 1
    while kind == "P" and text[end : end + 1] == "\n":
        end += 1
    return start, end


def section_path(text: str, at: int) -> list[str]:
    """Return the headings above a place, as the other gold files name them."""
    path: list[tuple[int, str]] = []
    pos = 0
    for line in text.splitlines(True):
        if pos > at:
            break
        match = HEADING.match(line.rstrip("\n"))
        if match:
            level = min(len(match[1]), len(match[3]), 6)
            body = line.strip()
            path = [p for p in path if p[0] < level] + [(level, body[level : len(body) - level].strip())]
        pos += len(line)
    return [title for _, title in path]


# --- from a recipe to two texts --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Op:
    """One cut of the old text: replaced by `new`, or moved to `dest` (`shape` holds {}; `leave` stays behind)."""

    start: int
    end: int
    change: int
    new: str = ""
    dest: int = -1
    shape: str = ""
    leave: str = ""


def holds(big: Op, op: Op) -> bool:
    """Tell whether a moved block holds an operation: an insertion at its end is in it, one at its start is not."""
    inside = big.start <= op.start and op.end <= big.end and big is not op
    return inside and big.dest >= 0 and not op.start == op.end == big.start


@dataclass(slots=True)
class Piece:
    """A run of the new text: standing (change -1) or the new side of an edit."""

    text: str
    change: int = -1
    old: tuple[int, int] = (0, 0)
    inner: bool = False


@dataclass(slots=True)
class Maker:
    """Apply the operations of one recipe and remember where every edit stands on both sides."""

    text: str
    ops: list[Op]
    pieces: list[Piece] = field(default_factory=list)

    def inside(self, start: int, end: int, outer: Op | None) -> list[Op]:
        """Return the operations directly inside a range."""
        mine = [op for op in self.ops if op is not outer and start <= op.start and op.end <= end]
        return [op for op in mine if not any(holds(big, op) for big in mine)]

    def run(self, start: int, end: int, outer: Op | None) -> list[Piece]:
        """Return the pieces of a range; what stands in a moved block is an edit of that move."""
        out: list[Piece] = []
        cuts = sorted(self.inside(start, end, outer), key=lambda op: (op.start, op.end))
        held = [(op.start, op.end) for op in cuts if op.dest >= 0]
        pastes = [
            op
            for op in self.ops
            if op.dest >= 0
            and op is not outer
            and (start < op.dest < end or (outer is None and op.dest in (start, end)))
            and not any(s < op.dest < e for s, e in held)
        ]
        marks = sorted({start, end, *(p for op in cuts for p in (op.start, op.end)), *(op.dest for op in pastes)})
        for here, there in zip(marks, [*marks[1:], end], strict=True):
            inserts = [op for op in cuts if op.start == op.end == here]
            for op in sorted([*inserts, *(op for op in pastes if op.dest == here)], key=self.ops.index):
                out += self.pasted(op) if op.dest >= 0 else self.cut(op, outer)
            for op in cuts:
                if op.start == here < op.end:
                    out += self.cut(op, outer)
            if here < there and not any(op.start <= here and there <= op.end for op in cuts):
                out.append(Piece(self.text[here:there], outer.change if outer else -1, (here, there)))
        return out

    def cut(self, op: Op, outer: Op | None) -> list[Piece]:
        """Return what is left where a block was cut out or replaced."""
        if op.dest < 0:
            return [Piece(op.new, op.change, (op.start, op.end), outer is not None)]
        return [Piece(op.leave, op.change, (op.end, op.end))] if op.leave else []

    def pasted(self, op: Op) -> list[Piece]:
        """Return a moved block where it stands now."""
        block = self.run(op.start, op.end, op)
        for piece in block:
            piece.inner = piece.change != op.change
        if op.shape.startswith("="):
            return [Piece(op.shape[1:], op.change, (op.start, op.end))]
        if op.shape:
            before, after = op.shape.split("{}")
            block[0].text = before + block[0].text.lstrip()
            block[-1].text = block[-1].text.rstrip() + after
        return block


def operations(text: str, changes: list[dict[str, Any]]) -> list[Op]:
    """Return the operations of a recipe's changes."""
    ops = []
    for number, change in enumerate(changes):
        for what, dest, *more in change.get("moves", ()):
            start, end = place(text, what)
            to = place(text, dest[1:])[0 if dest[0] == "<" else 1]
            shape, leave = (*more, "", "")[:2]
            ops.append(Op(start, end, number, dest=to, shape=shape, leave=leave))
        for what, new in change.get("edits", ()):
            start, end = place(text, what)
            copy = text[slice(*place(text, new[6:]))] if new.startswith("=COPY ") else new
            ops.append(Op(start, end, number, new=copy))
    return ops


def excerpt(text: str, cuts: list[list[str]]) -> str:
    """Return the parts of a page that a recipe keeps, in their order."""
    parts = []
    for first, last in cuts:
        start = once(text, first) if first else 0
        parts.append(text[start : text.index(last, start + len(first)) if last else len(text)])
    return "".join(parts)


def action(edits: list[dict[str, Any]]) -> str:
    """Return what the edits of one change do."""
    if all(e["b"][0] == e["b"][1] for e in edits):
        return "add"
    return "remove" if all(e["a"][0] == e["a"][1] for e in edits) else "change"


def labelled(recipe: dict[str, Any], old: str, new: str, pieces: list[Piece]) -> list[dict[str, Any]]:
    """Return the changes with their edits in the schema of the gold files."""
    edits: list[list[dict[str, Any]]] = [[] for _ in recipe["change"]]
    inner = [False] * len(edits)
    at = 0
    for piece in pieces:
        if piece.change >= 0:
            (s, e), a = piece.old, [at, at + len(piece.text)]
            path = section_path(old, s) if s != e and a[0] == a[1] and not piece.inner else section_path(new, at)
            edits[piece.change].append({"before": old[s:e], "after": piece.text, "b": [s, e], "a": a, "section": path})
            inner[piece.change] |= piece.inner
        at += len(piece.text)
    changes = []
    for change, mine, within in zip(recipe["change"], edits, inner, strict=True):
        mine.sort(key=lambda e: (e["b"], e["a"]))
        attrs = {k: None if v == "null" else v for k, v in change.get("attrs", {}).items()}
        if "moves" in change:
            attrs["unchanged"] = all(e["before"].strip() == e["after"].strip() for e in mine)
        does = change.get("action") or ("move" if "moves" in change else action(mine))
        if within:
            attrs["edited"], does = does, "move"
        row = {"category": change["category"], "action": does, "section": mine[0]["section"]}
        row |= {"before": mine[0]["before"], "after": mine[0]["after"], "count": len(mine)}
        row |= {"meaning": change.get("meaning", False), "attrs": attrs, "accept": change.get("accept", [])}
        changes.append(row | {"edits": mine})
    return changes


def make(recipe: dict[str, Any]) -> dict[str, Any]:
    """Return one pair of the gold file."""
    text, source, real = load(recipe["page"])
    old = excerpt(text, recipe["cuts"])
    ops = operations(old, recipe["change"])
    pieces = [p for p in Maker(old, ops).run(0, len(old), None) if p.text or p.change >= 0]
    new = "".join(p.text for p in pieces)
    if real is not None and new != excerpt(real, recipe["cuts"]):
        raise RecipeError("the recipe does not give the text of the real edit")
    changes = labelled(recipe, old, new, pieces)
    row = {"id": recipe["id"], "title": recipe["title"], "lang": recipe["id"][:2], "source": source}
    row |= {"tags": ["moves", *recipe["tags"]], "before": old, "after": new, "changes": changes}
    row |= {"totals": dict(Counter(c["category"] for c in changes))}
    for key in ("must_not", "optional"):
        row[key] = [{"category": c, "why": why} for c, why in recipe.get(key, ())]
    if recipe.get("notes"):
        row["notes"] = recipe["notes"]
    return row


def show(row: dict[str, Any]) -> None:
    """Print what a reader of the pair has to agree with."""
    print(f"\n=== {row['id']} {row['title']} [{' '.join(row['tags'])}] {len(row['before'])} characters")
    for c in row["changes"]:
        print(f"  {c['category']} {c['action']} {'meaning' if c['meaning'] else ''} {c['attrs']} accept {c['accept']}")
        for e in c["edits"]:
            texts = [t if len(t) < 150 else f"{t[:70]} … {t[-70:]}" for t in (e["before"], e["after"])]
            print(f"    {e['b']} {e['a']} {e['section']} {texts[0]!r} -> {texts[1]!r}")


def recipes() -> list[dict[str, Any]]:
    """Return the recipes in the order of their file."""
    found: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("moves.toml").read_text("utf-8"))["pair"]
    return found


def written(pairs: list[dict[str, Any]]) -> str:
    """Return pairs as the text of their file."""
    return "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)


def main() -> int:
    """Write the file and return the exit status: 1 when a recipe names no place, and nothing is written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=material.FIXTURES / "gold" / "moves.jsonl")
    parser.add_argument("-v", "--verbose", action="store_true", help="show every edit, for reading")
    options = parser.parse_args()
    pairs, failed = [], False
    for recipe in recipes():
        try:
            pairs.append(make(recipe))
        except RecipeError as error:
            failed = True
            print(f"{recipe['id']}: {error}", file=sys.stderr)
    if options.verbose:
        for pair in pairs:
            show(pair)
    if not failed:
        options.output.write_text(written(pairs), encoding="utf-8", newline="\n")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
