"""The same rows from a cluster: whole histories in Spark, page by page, each revision read once.

    tables = analyze(spark.table("wmf_content.mediawiki_content_history_v1"), CONTENT_HISTORY_V1)
    tables.write("hdfs:///user/me/edits")

Rows are brought together by page, sorted within their partition, and streamed through Python in small batches of Arrow.
What is carried from one revision to the next is one text, whatever the length of a page; nothing is gathered on the
driver. A page with very many revisions is told apart in stretches of its own, each of which begins with the few
revisions before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from wikidiff.errors import MissingExtra, UsageError
from wikidiff.history.walk import RADIUS
from wikidiff.model import Page, Revision, User
from wikidiff.scale.columns import ERRORS, FINDINGS, REVISIONS
from wikidiff.scale.pairs import Chain, Settings, key_of
from wikidiff.scale.rows import sound
from wikidiff.sources.dumprecords import digest, user

try:
    from pyspark.sql import functions as F  # noqa: N812  (Spark's own habit)
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.window import Window
except ImportError as error:
    raise MissingExtra("tables of Spark need pyspark", hint="run pip install 'wikidiff[spark]'") from error

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

BATCH: Final = 100  # rows of one Arrow batch: with Spark's 10,000 one batch of long articles is a gigabyte
LONG: Final = 20_000  # revisions of a page from which it is told apart
_OUT: Final = 64  # rows of one batch on the way back
_MOST_CHARACTERS: Final = 8_000_000  # of such a batch

FIELDS: Final = {
    "wiki": "string",
    "page_id": "bigint",
    "namespace": "int",
    "title": "string",
    "revision_id": "bigint",
    "parent_id": "bigint",
    "timestamp": "timestamp",
    "user": "string",
    "user_id": "bigint",
    "temporary": "boolean",
    "bot": "boolean",
    "comment": "string",
    "minor": "boolean",
    "tags": "array<string>",
    "sha1": "string",
    "size": "bigint",
    "model": "string",
    "text": "string",
    "user_visible": "boolean",
    "comment_visible": "boolean",
    "text_visible": "boolean",
    "suppressed": "boolean",
}
"""What a column map may name, each with an SQL expression over the columns of the table that is read."""

CONTENT_HISTORY_V1: Final = {
    "wiki": "wiki_id",
    "page_id": "page_id",
    "namespace": "page_namespace_id",
    "title": "page_title",
    "revision_id": "revision_id",
    "parent_id": "revision_parent_id",
    "timestamp": "revision_dt",
    "user": "user_text",
    "user_id": "user_id",
    "comment": "revision_comment",
    "minor": "revision_is_minor_edit",
    "sha1": "revision_content_slots['main'].content_sha1",
    "size": "revision_size",
    "model": "revision_content_slots['main'].content_model",
    "text": "revision_content_slots['main'].content_body",
    "user_visible": "user_is_visible",
    "comment_visible": "revision_comment_is_visible",
    "text_visible": "revision_content_is_visible",
}
"""`wmf_content.mediawiki_content_history_v1`."""

WIKITEXT_HISTORY: Final = {
    "wiki": "wiki_db",
    "page_id": "page_id",
    "namespace": "page_namespace",
    "title": "page_title",
    "revision_id": "revision_id",
    "parent_id": "revision_parent_id",
    "timestamp": "to_timestamp(revision_timestamp)",
    "user": "user_text",
    "user_id": "user_id",
    "comment": "revision_comment",
    "minor": "revision_minor_edit",
    "sha1": "revision_text_sha1",
    "size": "revision_text_bytes",
    "model": "revision_content_model",
    "text": "revision_text",
    "user_visible": "user_is_visible",
    "comment_visible": "comment_is_visible",
    "text_visible": "content_is_visible",
}
"""`wmf.mediawiki_wikitext_history`; choose its `snapshot` before."""

XML_SCHEMA: Final = (
    "title STRING, ns INT, id BIGINT, revision ARRAY<STRUCT<id: BIGINT, parentid: BIGINT, timestamp: TIMESTAMP, "
    "contributor: STRUCT<username: STRING, id: BIGINT, ip: STRING, _deleted: STRING>, minor: STRING, "
    "comment: STRUCT<_VALUE: STRING, _deleted: STRING>, model: STRING, "
    "text: STRUCT<_VALUE: STRING, _bytes: BIGINT, _deleted: STRING>, sha1: STRING>>"
)
XML_DUMP: Final = {
    "rows": "explode(revision) AS entry",
    "page_id": "id",
    "namespace": "ns",
    "title": "title",
    "revision_id": "entry.id",
    "parent_id": "entry.parentid",
    "timestamp": "entry.timestamp",
    "user": "coalesce(entry.contributor.username, entry.contributor.ip)",
    "user_id": "coalesce(entry.contributor.id, if(entry.contributor.ip is null, null, 0))",
    "comment": "coalesce(entry.comment._VALUE, '')",
    "minor": "entry.minor is not null",
    "sha1": "entry.sha1",
    "size": "if(entry.text._bytes < 0, null, entry.text._bytes)",
    "model": "entry.model",
    "text": "coalesce(entry.text._VALUE, '')",
    "user_visible": "entry.contributor._deleted is null",
    "comment_visible": "entry.comment._deleted is null",
    "text_visible": "entry.text._deleted is null",
}
"""What Spark's own XML source makes of a dump with `rowTag` `page`: see `read_xml`. Its rows do not name the wiki."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an analysis, all of them views of `rows`: a revision with its findings and errors.

    Spark is lazy: each table that is used compares everything anew. `write` compares once.
    """

    rows: DataFrame

    @property
    def revisions(self) -> DataFrame:
        """One row for each revision."""
        return self.rows.select("revision.*")

    @property
    def findings(self) -> DataFrame:
        """One row for each finding."""
        return self.rows.select(F.explode("findings").alias("finding")).select("finding.*")

    @property
    def errors(self) -> DataFrame:
        """One row for each revision that could not be compared."""
        return self.rows.select(F.explode("errors").alias("error")).select("error.*")

    def write(self, path: str, mode: str = "error") -> Tables:
        """Write `rows`, and from there `revisions`, `findings` and `errors`, as Parquet below a path.

        Returns tables that read what was written.
        """
        root = path.rstrip("/")
        self.rows.write.mode(mode).parquet(f"{root}/rows")
        written = Tables(self.rows.sparkSession.read.parquet(f"{root}/rows"))
        written.revisions.write.mode(mode).parquet(f"{root}/revisions")
        written.findings.write.mode(mode).parquet(f"{root}/findings")
        written.errors.write.mode(mode).parquet(f"{root}/errors")
        return written


def analyze(
    df: DataFrame,
    columns: Mapping[str, str] = CONTENT_HISTORY_V1,
    *,
    settings: Settings | None = None,
    partitions: int | None = None,
    long: int | None = LONG,
    batch: int = BATCH,
) -> Tables:
    """Compare every revision of a table with the one before it on its page, by time and then by id.

    Args:
        df: a row for each revision, in any order.
        columns: `FIELDS` by name, each as an SQL expression over the columns of `df`; `rows` makes rows first. What is
            missing is unknown. What a visibility column calls hidden is not read.
        settings: how revisions are read, as for the local runner.
        partitions: into how many partitions pages are brought together; None leaves it to Spark.
        long: pages with more revisions than this are told apart in stretches of so many; None never does. It reads the
            keys of `df` twice more.
        batch: rows of one Arrow batch, set in the session's configuration.

    Returns:
        `Tables`, lazily: whatever the partitions, its rows are those of the local runner.

    Raises:
        UsageError: a column map with a name that there is not, or without what is needed.
    """
    if long is not None and long <= RADIUS:
        raise UsageError(
            f"stretches of {long} revisions are shorter than a revert reaches", hint=f"give more than {RADIUS}"
        )
    session = df.sparkSession
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch))
    rows = _selected(df, columns)
    rows = _stretches(rows, long) if long is not None else _whole(rows)
    keys = ["wiki", "page_id", "title", "stretch"] if "page_id" not in columns else ["wiki", "page_id", "stretch"]
    together = rows.repartition(partitions, *keys) if partitions else rows.repartition(*keys)
    ordered = together.sortWithinPartitions(*keys, "timestamp", "revision_id")
    return Tables(ordered.mapInArrow(_mapper(settings or Settings()), from_arrow_schema(_arrow_schema())))


def read_xml(spark: SparkSession, path: str, wiki: str) -> tuple[DataFrame, dict[str, str]]:
    """Open XML dumps with Spark's own source; return what `analyze` takes: the pages, and their column map.

    Spark holds a page with all its revisions in memory there: for dumps of whole histories of large pages read them
    with `wikidiff dump`, or from the tables of the data lake.
    """
    options = {"rowTag": "page", "ignoreSurroundingSpaces": "false", "mode": "FAILFAST", "nullValue": "\0"}
    pages = spark.read.format("xml").options(**options).schema(XML_SCHEMA).load(path)
    return pages, {**XML_DUMP, "wiki": f"'{wiki}'"}


def _selected(df: DataFrame, columns: Mapping[str, str]) -> DataFrame:
    """Return the fields that are known, under the names and of the kinds that `FIELDS` gives."""
    unknown = sorted(columns.keys() - FIELDS.keys() - {"rows"})
    if unknown:
        raise UsageError(f"a column map has no {', '.join(unknown)}", hint=f"it may name {', '.join(FIELDS)}")
    missing = [name for name in ("revision_id", "timestamp", "text") if name not in columns]
    if missing or not ("page_id" in columns or "title" in columns):
        raise UsageError(f"a column map needs {', '.join(missing) or 'page_id or title'}")
    made = df.selectExpr("*", columns["rows"]) if "rows" in columns else df
    return made.select(
        *(
            (F.expr(columns[name]) if name in columns else F.lit(None)).cast(kind).alias(name)
            for name, kind in FIELDS.items()
        )
    )


def _whole(rows: DataFrame) -> DataFrame:
    return rows.withColumn("stretch", F.lit(0).cast("bigint")).withColumn("known", F.lit(False))


def _stretches(rows: DataFrame, long: int) -> DataFrame:
    """Cut long pages into stretches; the last revisions of each stand, as `known`, at the head of the next too."""
    page = ["wiki", "page_id", "title"]
    keys = rows.select(*page, "revision_id", "timestamp")
    counts = keys.groupBy("wiki", "page_id").count().where(F.col("count") > long)
    heavy = F.broadcast(counts.select(F.col("wiki").alias("w"), F.col("page_id").alias("p")))
    on = F.col("wiki").eqNullSafe(F.col("w")) & F.col("page_id").eqNullSafe(F.col("p"))
    order = Window.partitionBy("wiki", "page_id").orderBy("timestamp", "revision_id")
    # two rows of one revision have one number: the join would double them otherwise
    numbered = (
        keys.join(heavy, on, "left_semi")
        .select("wiki", "page_id", "revision_id", "timestamp")
        .distinct()
        .withColumn("number", F.row_number().over(order) - 1)
        .select(
            F.col("wiki").alias("w"),
            F.col("page_id").alias("p"),
            F.col("revision_id").alias("r"),
            F.col("timestamp").alias("t"),
            "number",
        )
    )
    same = on & F.col("revision_id").eqNullSafe(F.col("r")) & F.col("timestamp").eqNullSafe(F.col("t"))
    own = F.floor(F.col("number") / long)
    last = F.col("number") % long >= long - (RADIUS + 1)
    here = F.struct(own.alias("s"), F.lit(False).alias("k"))
    there = F.struct((own + 1).alias("s"), F.lit(True).alias("k"))
    places = F.when(last, F.array(here, there)).otherwise(F.array(here))
    told_apart = (
        rows.join(numbered, same)
        .withColumn("place", F.explode(places))
        .withColumn("stretch", F.col("place.s"))
        .withColumn("known", F.col("place.k"))
        .drop("w", "p", "r", "t", "number", "place")
    )
    return _whole(rows.join(heavy, on, "left_anti")).unionByName(told_apart)


def _arrow_schema() -> Any:
    import pyarrow as pa  # noqa: PLC0415  (an extra; the executors need it too)

    from wikidiff.scale.arrow import kind_of  # noqa: PLC0415

    return pa.schema(
        [
            pa.field("revision", kind_of(REVISIONS)),
            pa.field("findings", kind_of([FINDINGS])),
            pa.field("errors", kind_of([ERRORS])),
        ]
    )


def _mapper(settings: Settings) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what Spark runs on each partition: batches of revisions in, batches of rows out."""

    def batches(incoming: Iterator[Any]) -> Iterator[Any]:
        wanted = _arrow_schema()
        chain, stretch = Chain(settings), None
        rows: list[dict[str, Any]] = []
        characters = 0
        for part in incoming:
            for told in part.to_pylist():
                revision = revision_of(told)
                key = (key_of(revision), told["stretch"])
                if key != stretch:
                    chain, stretch = Chain(settings), key
                if told["known"]:
                    chain.observe(revision)
                    continue
                outcome = chain.step(revision)
                rows.append(outcome._asdict())
                characters += sum(len(found["old"]) + len(found["new"]) for found in outcome.findings)
                if len(rows) >= _OUT or characters > _MOST_CHARACTERS:
                    yield _batch(rows, wanted)
                    rows, characters = [], 0
        if rows:
            yield _batch(rows, wanted)

    return batches


def _batch(rows: list[dict[str, Any]], wanted: Any) -> Any:
    """Return outcomes as one batch of Arrow."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        return pa.RecordBatch.from_pylist(rows, schema=wanted)
    except UnicodeEncodeError:
        safe = [
            {
                "revision": sound(one["revision"]),
                "findings": [sound(row) for row in one["findings"]],
                "errors": [sound(row) for row in one["errors"]],
            }
            for one in rows
        ]
        return pa.RecordBatch.from_pylist(safe, schema=wanted)


def revision_of(row: Mapping[str, Any]) -> Revision:
    """Return the revision that a row of `FIELDS` tells; what it calls hidden is left out."""
    hidden = frozenset(name for name in ("user", "comment", "text") if row[f"{name}_visible"] is False)
    title = row["title"]
    return Revision(
        id=row["revision_id"],
        text=None if "text" in hidden else row["text"],
        page=Page(
            wiki=row["wiki"],
            title=title.replace("_", " ") if title is not None else None,
            id=row["page_id"],
            namespace=row["namespace"],
        ),
        parent_id=row["parent_id"],
        timestamp=row["timestamp"],
        user=None if "user" in hidden else _user(row),
        comment=None if "comment" in hidden else row["comment"],
        minor=row["minor"],
        tags=tuple(row["tags"] or ()),
        sha1=digest(row["sha1"]),
        bytes=row["size"],
        hidden=hidden,
        suppressed=bool(row["suppressed"]),
        model=row["model"],
    )


def _user(row: Mapping[str, Any]) -> User | None:
    """Return the user as dumps tell it: a temporary account is known by its name where no column says so."""
    told = user(row["user"], row["user_id"])
    if told is None or (row["temporary"] is None and row["bot"] is None):
        return told
    return replace(
        told,
        temporary=told.temporary if row["temporary"] is None else row["temporary"],
        bot=bool(row["bot"]),
    )
