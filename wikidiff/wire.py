"""JSON in and out: the records below are the one source of the schema that `docs/schema.json` shows.

The records mirror the model field by field. Where the model holds more than the contract names (the site, the
work done, ids of pages and users), the records carry it in additional fields, so that `from_json(to_json(x)) == x`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wikidiff.errors import WireError
from wikidiff.model import (
    SCHEMA_VERSION,
    Action,
    Analysis,
    Between,
    Category,
    Context,
    Detail,
    Finding,
    Note,
    Occurrence,
    Page,
    Revision,
    Side,
    Slot,
    User,
    Work,
    given,
)

Offset = Annotated[int, Meta(ge=0, description="Code points from the start of that revision's wikitext.")]
Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Instant = Annotated[datetime, Meta(tz=True, description="ISO 8601 in UTC, with a final Z.")]
Path = Annotated[tuple[str, ...], Meta(description="Heading path from the outermost heading down; empty for the lead.")]
Plain = Annotated[dict[str, Any], Meta(description="What is particular to the category: see docs/json.md.")]
Counts = Annotated[
    dict[Category, Count],
    Meta(
        description="Number of findings by category, without zeros.",
        extra_json_schema={"propertyNames": {"$ref": "#/$defs/Category"}},
    ),
]


class SlotRecord(msgspec.Struct, frozen=True):
    """What stands beside the main text of a revision, without its content; null where unknown."""

    role: str
    model: str | None = None
    sha1: str | None = None


class RevisionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a page, without its text; null where unknown.

    `page_id` and `namespace` stand there where the page is known, `user_id` where the user is; `script`, `temporary`,
    `bot`, `sha1`, `hidden`, `suppressed`, `missing`, `model` and `slots` only where there is something to say.
    """

    wiki: str | None
    title: str | None
    id: int | None
    parent_id: int | None
    timestamp: Instant | None
    user: str | None
    comment: str | None
    minor: bool | None
    tags: tuple[str, ...]
    size: Annotated[int, Meta(ge=0, description="Bytes of the text in UTF-8.")] | None
    page_id: int | UnsetType | None = UNSET
    namespace: int | UnsetType | None = UNSET
    script: Annotated[str, Meta(description="Address of the wiki's index.php.")] | UnsetType = UNSET
    user_id: int | UnsetType | None = UNSET
    temporary: bool | UnsetType = UNSET
    bot: bool | UnsetType = UNSET
    sha1: str | UnsetType = UNSET
    hidden: tuple[str, ...] | UnsetType = UNSET
    suppressed: bool | UnsetType = UNSET
    missing: tuple[str, ...] | UnsetType = UNSET
    model: str | UnsetType = UNSET
    slots: tuple[SlotRecord, ...] | UnsetType = UNSET


class SideRecord(msgspec.Struct, frozen=True):
    """One side of an occurrence: `[start, end)` and the text there; `start` = `end` where nothing stands."""

    start: Offset
    end: Offset
    text: str


class OccurrenceRecord(msgspec.Struct, frozen=True):
    """One place of a finding."""

    old: SideRecord
    new: SideRecord
    section: Path
    context: Context
    quotation_altered: bool


class FindingRecord(msgspec.Struct, frozen=True):
    """One change as a careful editor would list it; `labels` starts with `category`."""

    code: str
    category: Category
    labels: tuple[Category, ...]
    action: Action
    section: Path
    old: str
    new: str
    meaning: bool
    confidence: Share
    message: str
    occurrences: tuple[OccurrenceRecord, ...]
    detail: Plain


class NoteRecord(msgspec.Struct, frozen=True):
    """Something that was degraded, and why: `code` for programs, `text` for people."""

    code: str
    text: str


class BetweenRecord(msgspec.Struct, frozen=True):
    """What lies between two revisions; with `more` at least so much, with `same` all by the user of the new one."""

    revisions: Count
    users: Count | None = None
    more: bool = False
    same: bool = False


class WorkRecord(msgspec.Struct, frozen=True):
    """How much work the comparison took, in units that do not depend on the machine."""

    characters: Count
    parsed_characters: Count
    cells: Count


class AnalysisRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All findings between two revisions; `id` is that of the pair, where the pair had one.

    `between` stands there where somebody who knows the page's history said what lies between the two.
    """

    id: Any = UNSET
    schema: Literal[1]
    language: str
    site: str | None = None
    old: RevisionRecord
    new: RevisionRecord
    summary: Counts
    findings: tuple[FindingRecord, ...]
    notes: tuple[NoteRecord, ...]
    work: WorkRecord = WorkRecord(0, 0, 0)
    between: BetweenRecord | UnsetType = UNSET


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(AnalysisRecord)


def to_json(analysis: Analysis, *, indent: int | None = None, pair_id: object = UNSET) -> str:
    """Write an analysis as JSON: one line, or indented by `indent` spaces.

    The texts of the revisions are no part of it. `pair_id`, any JSON value, is written as `id`: the name that the
    compared pair has with its caller. Lone surrogates are written as escapes.
    """
    if not isinstance(analysis, Analysis):
        raise given.wrong(analysis, "analysis", "give what wikidiff.compare returned")
    record = _from_analysis(analysis, pair_id)
    try:
        text = _ENCODER.encode(record).decode()
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form, but JSON has an escape for it
        separators = (",", ":") if indent is None else (",", ": ")
        return json.dumps(msgspec.to_builtins(record), separators=separators, indent=indent)
    return text if indent is None else msgspec.json.format(text, indent=indent)


def from_json(text: str | bytes) -> Analysis:
    """Read what `to_json` wrote.

    Fields that this version does not know are passed over, so that later versions may add some. Raises `WireError`
    with the place in the document when it is not JSON, of another schema version, or not of the right shape.
    """
    if not isinstance(text, str | bytes):
        raise WireError(f"text is of type {type(text).__name__}", hint="give the JSON as str or bytes")
    try:
        record = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        record = _decode_slowly(text)  # says where it is wrong, and reads lone surrogates
    return _to_analysis(record)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `to_json` writes; `docs/schema.json` holds the same."""
    (reference,), definitions = msgspec.json.schema_components([AnalysisRecord], ref_template="#/$defs/{name}")
    for definition in definitions.values():
        definition["description"] = " ".join(definition["description"].split())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"wikidiff analysis, schema {SCHEMA_VERSION}",
        **reference,
        "$defs": definitions,
    }


def _decode_slowly(text: str | bytes) -> AnalysisRecord:
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise WireError(f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise WireError("this is no analysis: it is nested too deep") from error
    except UnicodeDecodeError as error:
        raise WireError(f"this is not JSON: byte {error.start} is not UTF-8") from error
    except ValueError as error:
        raise WireError(f"this is not JSON: {error}") from error
    if isinstance(data, dict) and data.get("schema", SCHEMA_VERSION) != SCHEMA_VERSION:
        raise WireError(
            f"this is an analysis of schema {json.dumps(data['schema'])[:40]}, not {SCHEMA_VERSION}",
            hint="read it with the version of wikidiff that wrote it",
        )
    try:
        return msgspec.convert(data, AnalysisRecord)
    except msgspec.ValidationError as error:
        raise WireError(f"this is no analysis of schema {SCHEMA_VERSION}: {_plain(error)}") from error
    except RecursionError as error:
        raise WireError("this is no analysis: it is nested too deep") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number that JSON knows")


def _plain(error: msgspec.ValidationError) -> str:
    """Return "at `$.path`, expected …": msgspec's message with its place in front."""
    what, separator, where = str(error).rpartition(" - at ")
    if not separator:
        return str(error)
    return f"at {where}, {what[0].lower()}{what[1:]}"


def _from_analysis(analysis: Analysis, pair_id: object) -> AnalysisRecord:
    work, between = analysis.work, analysis.between
    return AnalysisRecord(
        id=pair_id,
        schema=1,
        language=analysis.language,
        site=analysis.site,
        old=_from_revision(analysis.old),
        new=_from_revision(analysis.new),
        summary=analysis.summary,
        findings=tuple(_from_finding(finding) for finding in analysis.findings),
        notes=tuple(NoteRecord(note.code, note.text) for note in analysis.notes),
        work=WorkRecord(work.characters, work.parsed_characters, work.cells),
        between=UNSET
        if between is None
        else BetweenRecord(between.revisions, between.users, between.more, between.same),
    )


def _from_finding(finding: Finding) -> FindingRecord:
    return FindingRecord(
        finding.code,
        finding.category,
        finding.labels,
        finding.action,
        finding.section,
        finding.old,
        finding.new,
        finding.meaning,
        finding.confidence,
        finding.message,
        tuple(
            OccurrenceRecord(
                SideRecord(place.old.start, place.old.end, place.old.text),
                SideRecord(place.new.start, place.new.end, place.new.text),
                place.section,
                place.context,
                place.quotation_altered,
            )
            for place in finding.occurrences
        ),
        finding.detail.plain(),
    )


def _from_revision(revision: Revision) -> RevisionRecord:
    page, user = revision.page, revision.user
    return RevisionRecord(
        wiki=page.wiki if page else None,
        title=page.title if page else None,
        id=revision.id,
        parent_id=revision.parent_id,
        timestamp=_utc(revision.timestamp),
        user=user.name if user else None,
        comment=revision.comment,
        minor=revision.minor,
        tags=revision.tags,
        size=revision.size,
        page_id=page.id if page else UNSET,
        namespace=page.namespace if page else UNSET,
        script=page.script if page and page.script is not None else UNSET,
        user_id=user.id if user else UNSET,
        temporary=True if user and user.temporary else UNSET,
        bot=True if user and user.bot else UNSET,
        sha1=revision.sha1 if revision.sha1 is not None else UNSET,
        hidden=tuple(sorted(revision.hidden)) if revision.hidden else UNSET,
        suppressed=True if revision.suppressed else UNSET,
        missing=tuple(sorted(revision.missing)) if revision.missing else UNSET,
        model=revision.model if revision.model is not None else UNSET,
        slots=tuple(SlotRecord(slot.role, slot.model, slot.sha1) for slot in revision.slots) or UNSET,
    )


def _utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC; one without a zone is taken to be in UTC, as MediaWiki's are."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _to_analysis(record: AnalysisRecord) -> Analysis:
    told = record.between
    return Analysis(
        language=record.language,
        site=record.site,
        old=_to_revision(record.old),
        new=_to_revision(record.new),
        findings=tuple(_to_finding(finding) for finding in record.findings),
        notes=tuple(Note(note.code, note.text) for note in record.notes),
        work=Work(record.work.characters, record.work.parsed_characters, record.work.cells),
        between=None
        if isinstance(told, UnsetType)
        else Between(revisions=told.revisions, users=told.users, more=told.more, same=told.same),
    )


def _to_finding(record: FindingRecord) -> Finding:
    return Finding(
        code=record.code,
        category=record.category,
        labels=record.labels,
        action=record.action,
        section=record.section,
        old=record.old,
        new=record.new,
        meaning=record.meaning,
        confidence=record.confidence,
        message=record.message,
        occurrences=tuple(
            Occurrence(
                Side(place.old.start, place.old.end, place.old.text),
                Side(place.new.start, place.new.end, place.new.text),
                place.section,
                place.context,
                place.quotation_altered,
            )
            for place in record.occurrences
        ),
        detail=Detail(record.detail),
    )


def _to_revision(record: RevisionRecord) -> Revision:
    page = user = None
    if not isinstance(record.page_id, UnsetType) or record.wiki is not None or record.title is not None:
        page = Page(
            wiki=record.wiki,
            title=record.title,
            id=_known(record.page_id),
            namespace=_known(record.namespace),
            script=record.script if isinstance(record.script, str) else None,
        )
    if not isinstance(record.user_id, UnsetType) or record.user is not None:
        user = User(
            name=record.user,
            id=_known(record.user_id),
            temporary=record.temporary is True,
            bot=record.bot is True,
        )
    return Revision(
        id=record.id,
        page=page,
        parent_id=record.parent_id,
        timestamp=_utc(record.timestamp),
        user=user,
        comment=record.comment,
        minor=record.minor,
        tags=record.tags,
        sha1=record.sha1 if isinstance(record.sha1, str) else None,
        bytes=record.size,
        hidden=frozenset() if isinstance(record.hidden, UnsetType) else frozenset(record.hidden),
        suppressed=record.suppressed is True,
        missing=frozenset() if isinstance(record.missing, UnsetType) else frozenset(record.missing),
        model=record.model if isinstance(record.model, str) else None,
        slots=()
        if isinstance(record.slots, UnsetType)
        else tuple(Slot(role=slot.role, model=slot.model, sha1=slot.sha1) for slot in record.slots),
    )


def _known(value: int | UnsetType | None) -> int | None:
    return None if isinstance(value, UnsetType) else value
