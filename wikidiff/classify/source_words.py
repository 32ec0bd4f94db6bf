"""What a finding about a source says: its message, its detail, and which findings are repeats of one."""

from __future__ import annotations

from collections.abc import Mapping

from wikidiff.classify.base import shown
from wikidiff.classify.source_fields import FieldChange, form_of
from wikidiff.classify.sources import SourceChange, label
from wikidiff.model import Citation
from wikidiff.model.change import Edit, Stretch

SAYS = {
    "added": "The source {0} was added",
    "reused": "The source {0} is cited once more",
    "removed": "The source {0} was removed",
    "replaced": "The source {0} was replaced by {1}",
    "moved": "The source {0} stands elsewhere",
    "reformatted": "The source {0} is written otherwise",
    "renamed": "The source {0} has another name",
    "completed": "The source {0} was completed",
    "archived": "The source {0} was given an archived copy or marked as dead",
    "field_changed": "The source {0} was changed",
    "locator_changed": "The page or passage in the source {0} changed",
}
# What is set by the way and by robots, at many sources at once: the same step is one finding whatever the values.
ROUTINE = frozenset({"access-date", "archive-date", "archive-url", "url-status", "language", "ref", "mode"})
MECHANICAL = frozenset({"reformatted", "archived"})
VALUED = frozenset({"field_changed", "locator_changed", "completed"})
IDENTIFIERS = frozenset({
    "doi", "isbn", "issn", "eissn", "pmid", "pmc", "arxiv", "oclc", "jstor", "bibcode", "s2cid", "hdl", "lccn", "ssrn",
    "osti", "citeseerx", "biorxiv", "medrxiv", "asin", "ol", "zbl", "mr", "jfm", "ismn", "rfc", "sbn",
})  # fmt: skip
SPOTS = 200  # characters of places that name a step
TITLES = frozenset({"title", "chapter", "trans-title", "script-title"})
QUOTES = frozenset({"quote", "trans-quote", "script-quote"})


def key_of(kind: str, change: SourceChange, edit: Edit) -> str:
    """Return one key for repeats: the same step at several sources, one source cited or renamed in several places."""
    old, new = edit.old_citation, edit.new_citation
    one = new or old
    entry = edit.hints.get("entry")
    if isinstance(entry, str) and not (kind in MECHANICAL or _routine(change.fields)):
        return f"entry:{entry}"
    again, definition = edit.hints.get("again"), edit.hints.get("definition")
    if isinstance(again, str):
        return f"again:{again}"
    if isinstance(work := edit.hints.get("work"), str) and kind == "reformatted":
        return f"work:{work}"
    if isinstance(definition, str) and kind == "moved":
        return f"definition:{definition}"
    if kind == "renamed" and old is not None and new is not None:
        return f"renamed:{old.name}>{new.name}" if old.name else ""
    if kind in MECHANICAL or kind in VALUED:
        return _step(kind, change.fields, edit)
    if kind in ("reused", "removed", "added") and one is not None and one.name:
        return f"{kind}:{one.name}"
    return f"{kind}:{(edit.new.text or edit.old.text).strip()}" if kind in ("added", "removed") else ""


def _step(kind: str, fields: tuple[FieldChange, ...], edit: Edit) -> str:
    """Name the step that was taken at a source: routine fields by their names, others with both values."""
    if not fields:
        spots = [f"{old.text}>{new.text}" for old, new in edit.places] or _forms(edit)
        return f"{kind}:" + "|".join(spots) if spots and sum(map(len, spots)) < SPOTS else ""
    routine = kind == "archived" or all(field.same or field.name in ROUTINE for field in fields)
    if kind in ("completed", "reformatted") and not routine:
        return ""
    return f"{kind}:" + ",".join(
        f"{field.name}/{field.part or ''}" + ("" if routine else f"/{field.old}>{field.new}") for field in fields
    )


def _forms(edit: Edit) -> list[str]:
    """Return from which form to which a source was put."""
    old, new = edit.old_citation, edit.new_citation
    if old is None or new is None or old.kind is new.kind:
        return []
    return [f"{old.kind}>{new.kind}", f"{form_of(old)}>{form_of(new)}"]


def _routine(fields: tuple[FieldChange, ...]) -> bool:
    return bool(fields) and all(field.name in ROUTINE for field in fields)


def detail_of(kind: str, change: SourceChange, edit: Edit) -> dict[str, object]:
    """Return the detail of a finding about a source."""
    one = edit.new_citation or edit.old_citation
    told = _told(edit)
    source = told or one
    claim = edit.hints.get("claim_changed")
    detail: dict[str, object] = {
        "kind": kind,
        "matched_by": change.matched_by,
        "match_confidence": round(change.confidence, 3) if change.matched_by is not None else None,
        "fields": [{"name": f.name, "old": f.old, "new": f.new, "part": f.part} for f in change.fields],
        "name": one.name if one else None,
        "template": one.template if one else None,
        "urls": source.urls if source else (),
        "identifiers": [list(pair) for pair in source.identifiers] if source else [],
        "claim_changed": claim if isinstance(claim, bool) else None,
    }
    return detail | marks(change, edit)


def marks(change: SourceChange, edit: Edit) -> dict[str, object]:
    """Return what is particular to one change; nothing stands there that is not so."""
    told = [field for field in change.fields if not field.same]
    found: dict[str, object] = {}
    gained = [f.name for f in told if f.name in IDENTIFIERS and f.old is None]
    lost = [f.name for f in told if f.name in IDENTIFIERS and f.new is None]
    if gained:
        found["identifiers_gained"] = gained
    if lost:
        found["identifiers_lost"] = lost
    if any(f.name in TITLES and f.old is not None and f.new is not None for f in told):
        found["source_title_altered"] = True
    if any(f.name in QUOTES and f.old is not None and f.new is not None for f in told):
        found["quote_altered"] = True
    state = next((f.new or "" for f in told if f.name == "url-status"), "").strip().casefold()
    if state.startswith("usurped") or state == "unfit":
        found["usurped"] = True
    if state in ("dead", "yes", "y", "true") or _dead_tag(told):
        found["dead_link"] = True
    if isinstance(edit.hints.get("again"), str):
        found["deduplicated" if edit.hints.get("again_kind", "reused") == "reused" else "told_again"] = True
    tag, elsewhere = edit.hints.get("answers_tag"), edit.hints.get("elsewhere")
    if isinstance(tag, str):
        found["answers_tag"], found["tag"] = True, tag
    if isinstance(elsewhere, Stretch):
        found["elsewhere"] = {"start": elsewhere.start, "end": elsewhere.end}
    return found


def _dead_tag(told: list[FieldChange]) -> bool:
    return any(f.name == "tag" and f.old is None and "dead" in (f.new or "").casefold() for f in told)


def _told(edit: Edit) -> Citation | None:
    """Return what the use at this place calls, where it does not tell itself."""
    told = edit.hints.get("told")
    if not isinstance(told, tuple):
        return None
    found = told[1] if edit.new_citation is not None else told[0]
    return found if isinstance(found, Citation) else None


def message_of(kind: str, change: SourceChange, edit: Edit, detail: Mapping[str, object]) -> str:
    """Return one sentence for people."""
    told = edit.hints.get("told")
    calls = told if isinstance(told, tuple) else (None, None)
    old, new = edit.old_citation, edit.new_citation
    first, second = _label(calls[0] or old, edit.old.text), _label(calls[1] or new, edit.new.text)
    says = SAYS.get(kind, "The source {0} changed")
    if detail.get("deduplicated"):
        says = "The source {0} is told once and called by its name"
    elif detail.get("told_again"):
        says = "The source {0} is told anew instead of called by its name"
    elif "definition" in edit.hints and kind == "moved":
        says = "The words of the source {0} moved between the places that cite it"
    elif kind == "archived" or detail.get("dead_link") or detail.get("usurped"):
        says = _archived(detail, change) or says
    elif kind in ("field_changed", "locator_changed") and len(change.fields) == 1:
        says = _particular(detail, edit) or says
    text = says.format(first if old is not None else second, second)
    if kind == "archived" and says == SAYS[kind] and all(field.name == "tag" for field in change.fields):
        says = "The tag of the source {0} was changed"
        text = says.format(first if old is not None else second, second)
    elif change.fields and kind not in ("replaced", "moved"):
        names = dict.fromkeys(f"{field.name}" + (f" ({field.part})" if field.part else "") for field in change.fields)
        text += ": " + ", ".join(names)
    return text + _beside(kind, detail) + "."


def _particular(detail: Mapping[str, object], edit: Edit) -> str | None:
    """Say of the one field that changed what it is."""
    if detail.get("source_title_altered"):
        return "The title of the source {0} was altered"
    if detail.get("quote_altered"):
        return "The words quoted from the source {0} were altered"
    if detail.get("identifiers_lost"):
        return "The source {0} lost an identifier"
    if edit.old_citation is None or edit.new_citation is None:
        return "The page in the source before it was " + ("given" if edit.old_citation is None else "taken away")
    return None


def _archived(detail: Mapping[str, object], change: SourceChange) -> str | None:
    copied = any(field.name == "archive-url" or field.name.endswith("url") for field in change.fields)
    if detail.get("usurped"):
        return "The address of the source {0} was marked as usurped"
    if detail.get("dead_link"):
        return "The source {0} was given an archived copy and marked as dead" if copied else (
            "The link of the source {0} was marked as dead"
        )  # fmt: skip
    return "The source {0} was given an archived copy" if copied else None


def _beside(kind: str, detail: Mapping[str, object]) -> str:
    claim, answers = detail.get("claim_changed"), detail.get("answers_tag")
    if answers:
        return " where one was asked for"
    if kind == "replaced" and claim is not None:
        return "; the sentence it stands by " + ("changed too" if claim else "did not change")
    if kind == "removed" and claim is not None:
        return "; the sentence it stood by " + ("changed too" if claim else "stays")
    return ""


def _label(citation: Citation | None, text: str) -> str:
    return f"“{label(citation)}”" if citation is not None else shown(text)
