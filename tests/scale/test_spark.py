"""Real Spark on this machine: the rows are those of the local runner, whatever the partitions and whoever dies."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from tests.scale import made
from tests.scale.made import page, plain, real, revision
from wikidiff.errors import UsageError
from wikidiff.scale.pairs import Settings, outcomes

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
SHARED = (
    "wiki",
    "page_id",
    "namespace",
    "title",
    "revision_id",
    "parent_id",
    "timestamp",
    "user",
    "user_id",
    "comment",
)
COLUMNS = {name: f"`{name}`" for name in (*SHARED, "minor", "sha1", "size", "model", "text", "text_visible")}


def told(entry):
    """Return a revision as a row of a table."""
    return {
        "wiki": entry.page.wiki,
        "page_id": entry.page.id,
        "namespace": entry.page.namespace,
        "title": entry.page.title,
        "revision_id": entry.id,
        "parent_id": entry.parent_id,
        "timestamp": entry.timestamp,
        "user": entry.user.name if entry.user else None,
        "user_id": entry.user.id if entry.user else None,
        "comment": entry.comment,
        "minor": entry.minor,
        "sha1": entry.sha1,
        "size": entry.bytes,
        "model": entry.model,
        "text": entry.text,
        "text_visible": "text" not in entry.hidden,
    }


def table(spark, revisions):
    return spark.createDataFrame(pa.Table.from_pylist([told(entry) for entry in revisions]))


def expected(revisions):
    key = lambda entry: (entry.page.id, entry.timestamp, entry.id)  # noqa: E731
    found = list(outcomes(sorted(revisions, key=key)))
    return sorted(
        (one.revision["revision_id"], plain(one.revision), [plain(row) for row in one.findings]) for one in found
    )


def rows(tables):
    found = tables.rows.toArrow().to_pylist()
    return sorted(
        (row["revision"]["revision_id"], plain(row["revision"]), [plain(item) for item in row["findings"]])
        for row in found
    )


# A long page with reverts and hidden texts beside real ones, out of order
LONG = page(
    [None if number % 29 == 7 else f"The town has {number % 5},000 people in {number // 9}." for number in range(90)],
    number=99_999,
    first=900_000,
)
SOME = [*real(60)[:60], *LONG]


@pytest.mark.parametrize(("partitions", "long", "batch"), [(1, None, 7), (5, 40, 1000)])
def test_rows_are_those_of_the_local_runner_for_any_partitions(spark, partitions, long, batch):
    from wikidiff.scale.spark import analyze

    mixed = random.Random(partitions).sample(SOME, len(SOME))  # noqa: S311  (no secret)
    tables = analyze(table(spark, mixed), COLUMNS, partitions=partitions, long=long, batch=batch)
    assert rows(tables) == expected(SOME)


def test_tables_are_written_once_and_read_back(spark, tmp_path):
    from wikidiff.scale.spark import analyze

    some = SOME[:50]
    written = analyze(table(spark, some), COLUMNS, long=None).write(str(tmp_path / "out"))
    assert rows(written) == expected(some)
    assert written.revisions.count() == spark.read.parquet(str(tmp_path / "out" / "revisions")).count() == 50
    assert written.findings.count() == sum(len(found) for _, _, found in expected(some))
    assert written.errors.count() == 0


def test_the_lakes_own_columns_are_known_and_what_is_hidden_is_not_read(spark):
    from wikidiff.scale.spark import CONTENT_HISTORY_V1, analyze

    history = page(["a b", "a c", "a d", "a e"])
    shape = (
        "page_id long, page_namespace_id int, page_title string, user_id long, user_text string, "
        "user_is_visible boolean, "
        "revision_id long, revision_parent_id long, revision_dt timestamp, revision_is_minor_edit boolean, "
        "revision_comment string, revision_comment_is_visible boolean, revision_size long, "
        "revision_content_slots map<string,struct<content_body:string,content_format:string,content_model:string,"
        "content_sha1:string,content_size:long,origin_rev_id:long>>, "
        "revision_content_is_visible boolean, wiki_id string"
    )
    lake = [
        (
            *(1, 0, "Page_1", 7, "Ada", number != 1, entry.id, entry.parent_id, entry.timestamp, False, "secret"),
            *(number != 1, 3),
            {"main": (entry.text, "text/x-wiki", "wikitext", "x", 3, entry.id)},
            *(number != 1, "aawiki"),
        )
        for number, entry in enumerate(history)
    ]
    found = analyze(spark.createDataFrame(lake, shape), CONTENT_HISTORY_V1).rows.toArrow().to_pylist()
    told = sorted((row["revision"] for row in found), key=lambda row: row["revision_id"])
    assert [row["status"] for row in told] == ["created", "hidden", "compared_over", "compared"]
    assert told[1]["hidden"] == ["comment", "text", "user"]
    assert [row["user"] for row in told] == ["Ada", None, "Ada", "Ada"]
    assert [row["comment"] for row in told] == ["secret", None, "secret", "secret"]
    assert told[0]["title"] == "Page 1"
    assert "a c" not in json.dumps([row["findings"] for row in found])


def test_older_tables_of_the_lake_are_known(spark):
    from wikidiff.scale.spark import WIKITEXT_HISTORY, analyze

    names = dict(zip(WIKITEXT_HISTORY, WIKITEXT_HISTORY.values(), strict=True))
    history = page(["a b", "a c"])
    fields = {name: source.removeprefix("to_timestamp(").removesuffix(")") for name, source in names.items()}
    lake = [
        {
            source: {
                "timestamp": f"{entry.timestamp:%Y-%m-%dT%H:%M:%SZ}",
                "model": "wikitext",
                "size": 3,
                "sha1": "x",
            }.get(name, {**told(entry), "user_visible": True, "comment_visible": True}.get(name))
            for name, source in fields.items()
        }
        for entry in history
    ]
    found = analyze(spark.createDataFrame(pa.Table.from_pylist(lake)), WIKITEXT_HISTORY)
    assert [row[1]["status"] for row in rows(found)] == ["created", "compared"]
    assert [row[1]["timestamp"] for row in rows(found)] == ["2020-01-01T01:00:00Z", "2020-01-01T02:00:00Z"]


def test_sparks_own_source_of_xml_gives_the_rows_of_the_dump(spark, tmp_path):
    from wikidiff.scale.spark import analyze, read_xml
    from wikidiff.sources.dumps import open_dump

    with gzip.open(made.DUMPS / "simplewiki-sample-0.11.xml.gz", "rb") as packed:
        (tmp_path / "a.xml").write_bytes(packed.read())
    with open_dump(tmp_path / "a.xml") as dump:
        local = [entry for entry in dump if not entry.slots]
    told = rows(analyze(*read_xml(spark, str(tmp_path / "a.xml"), "simplewiki"), long=None))
    ids = {entry.id for entry in local}
    assert len(ids) > 20
    assert [row for row in told if row[0] in ids] == [row for row in expected(local) if row[0] in ids]


def test_the_job_of_the_examples_runs_as_its_page_says(spark, spark_options, tmp_path):
    """`spark-submit` of this venv, with the file as it is: its tables are those of the dump."""
    from wikidiff.scale.spark import Tables
    from wikidiff.sources.dumps import open_dump

    with gzip.open(made.DUMPS / "simplewiki-sample-0.11.xml.gz", "rb") as packed:
        (tmp_path / "a.xml").write_bytes(packed.read())
    done = subprocess.run(
        [
            Path(sys.executable).with_name("spark-submit"),
            *("--master", "local[2]"),
            *(part for name, value in spark_options.items() for part in ("--conf", f"{name}={value}")),
            made.ROOT / "docs" / "examples" / "spark_job.py",
            *("--wiki", "simplewiki", "--xml", "a.xml", "--out", "out", "--partitions", "1"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(made.ROOT), "SPARK_LOCAL_IP": "127.0.0.1"},
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with open_dump(tmp_path / "a.xml") as dump:
        local = [entry for entry in dump if not entry.slots]
    ids = {entry.id for entry in local}
    told = {name: spark.read.parquet(str(tmp_path / "out" / name)) for name in ("rows", "revisions", "findings")}
    own = [row for row in expected(local) if row[0] in ids]
    assert len(own) > 20
    assert [row for row in rows(Tables(told["rows"])) if row[0] in ids] == own
    assert told["revisions"].count() == told["rows"].count()
    assert told["findings"].count() == sum(row["revision"]["findings"] for row in told["rows"].toArrow().to_pylist())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({**COLUMNS, "txt": "text"}, "a column map has no txt; it may name wiki"),
        ({"text": "text", "page_id": "page_id"}, "a column map needs revision_id, timestamp"),
        ({"text": "a", "revision_id": "b", "timestamp": "c"}, "a column map needs page_id or title"),
    ],
)
def test_a_column_map_that_cannot_be_is_refused_in_one_sentence(spark, columns, said):
    from wikidiff.scale.spark import analyze

    with pytest.raises(UsageError, match=said):
        analyze(table(spark, SOME[:2]), columns)
    with pytest.raises(UsageError, match="shorter than a revert reaches"):
        analyze(table(spark, SOME[:2]), COLUMNS, long=10)


def test_strings_that_utf_8_cannot_hold_are_escaped_where_rows_are_written():
    from wikidiff.scale.spark import _arrow_schema, _batch

    history = page(["a b", "a \ud800 c"])
    told = _batch([one._asdict() for one in outcomes(history)], _arrow_schema()).to_pylist()
    assert [[row["escaped"] for row in one["findings"]] for one in told][1] == [True]
    assert "\\ud800" in told[1]["findings"][0]["new"]


def test_a_fault_is_a_row_and_no_failed_task(spark):
    from wikidiff.scale.spark import analyze

    history = page(["a b", f"a {made.WRONG}", "a c"])
    tables = analyze(table(spark, history), COLUMNS, settings=Settings(inspect=made.inspect), long=None)
    assert sorted(tables.revisions.select("revision_id", "status").collect()) == [
        (1, "created"),
        (2, "failed"),
        (3, "compared"),
    ]
    assert [row["revision_id"] for row in tables.errors.collect()] == [2]


def end_of_an_executor(entry):
    """Kill the executor that this runs in, once: the process of Java above the one of Python."""
    flag = Path(os.environ["WIKIDIFF_TEST_FLAG"])
    if entry.id != 900_050 or flag.exists():
        return
    flag.touch()
    parent = os.getppid()
    while "java" not in str(Path(f"/proc/{parent}/exe").readlink()):
        parent = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)


CLUSTER = """
import json, pickle, sys
from pyspark.sql import SparkSession
from tests.scale import test_spark as t
from wikidiff.scale.pairs import Settings
from wikidiff.scale.spark import analyze
builder = SparkSession.builder.master("local-cluster[1,2,1024]").appName("wikidiff tests")
for name, value in json.loads(sys.argv[1]).items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
some = t.LONG
inspect = t.end_of_an_executor
tables = analyze(t.table(spark, some), t.COLUMNS, partitions=2, long=None, settings=Settings(inspect=inspect))
told = t.rows(tables)
spark.stop()
print("same" if told == t.expected(some) else "other", len(told))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="executors are found by /proc")
def test_an_executor_that_is_killed_in_the_middle_costs_no_row(spark_options, tmp_path):
    flag = tmp_path / "killed"
    environment = {
        **os.environ,
        "WIKIDIFF_TEST_FLAG": str(flag),
        "PYTHONPATH": str(made.ROOT),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
    }
    options = {**spark_options, "spark.executor.memory": "512m", "spark.driver.memory": "512m"}
    options["spark.executor.extraJavaOptions"] = "-XX:TieredStopAtLevel=1"
    options["spark.executorEnv.PYTHONPATH"] = str(made.ROOT)
    options["spark.executorEnv.WIKIDIFF_TEST_FLAG"] = str(flag)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLUSTER, json.dumps(options)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        timeout=600,
    )
    assert flag.exists(), done.stderr[-2000:]
    assert done.stdout.splitlines()[-1:] == [f"same {len(LONG)}"], done.stderr[-2000:]
    assert revision(1, "a").id == 1
