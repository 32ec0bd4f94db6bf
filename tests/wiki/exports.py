"""Read export files into the rows that a wiki of the tests takes: whole, simple, for small files of known form."""

from __future__ import annotations

import bz2
import gzip
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_export(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the revisions of an export file, page by page."""
    kinds = {".gz": gzip.decompress, ".bz2": bz2.decompress}
    raw = path.read_bytes()
    with io.BytesIO(kinds[path.suffix](raw) if path.suffix in kinds else raw) as stream:
        page: dict[str, Any] = {}
        for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "page":
                    page = {}
                continue
            if name == "revision":
                yield _revision(element, page)
                element.clear()
            elif name in ("title", "id") and name not in page:
                page[name] = element.text or ""
            elif name == "page":
                element.clear()


def _revision(element: ET.Element, page: dict[str, Any]) -> dict[str, Any]:
    parts = {child.tag.rpartition("}")[2]: child for child in element}
    who = {child.tag.rpartition("}")[2]: child.text for child in parts.get("contributor", ())}
    kinds = {"text": "text", "comment": "comment", "contributor": "user"}
    row: dict[str, Any] = {
        "title": page["title"],
        "page_id": int(page["id"]),
        "id": int(parts["id"].text or 0),
        "timestamp": parts["timestamp"].text,
        "user": who.get("username") or who.get("ip"),
        "user_id": int(who.get("id") or 0),
        "minor": "minor" in parts,
        "hidden": [kind for name, kind in kinds.items() if name in parts and parts[name].get("deleted") is not None],
    }
    for name, key in (("comment", "comment"), ("text", "text"), ("model", "model")):
        if name in parts:
            row[key] = parts[name].text or ""
    if "parentid" in parts:
        row["parent_id"] = int(parts["parentid"].text or 0)
    if "text" in row["hidden"] and int(parts["text"].get("bytes") or -1) > 0:
        row["bytes"] = int(parts["text"].get("bytes") or 0)
    return row
