from __future__ import annotations

import bz2
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.scale import made
from tests.scale.made import AA, DEADLY, WRONG, Given, lines, page, plain, real, revision, xml
from wikidiff.errors import InputError, UsageError
from wikidiff.model import Category
from wikidiff.scale import feed as feeding
from wikidiff.scale.crew import Crew, CrewError
from wikidiff.scale.feed import Feed, Place, in_order
from wikidiff.scale.pairs import Chain, Settings, outcomes
from wikidiff.scale.run import Manner, Progress, run
from wikidiff.scale.selection import Selection, titles
from wikidiff.sources.dumps import open_dump

ONE = Manner(jobs=1)
HISTORY = (*page([f"The town has {number},000 people." for number in range(1, 8)]), *page(["a b", "a c"], 2, 20))


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows_of(revisions, settings=None):
    found = list(outcomes(revisions, settings))
    return [plain(one.revision) for one in found], [plain(row) for one in found for row in one.findings]


def fed(revisions, selection=None, start=None):
    """Return the rows that the tasks of a feed give, performed here."""
    settings = Settings()
    feed = Feed(["-"], lambda *_: Given(revisions), settings, selection or Selection())
    if start:
        feed.start = start
    rows, marks = [], []
    for task in feed.tasks():
        marks.append(feed.marks.pop(task.number))
        chain = Chain(settings)
        for segment in task.segments:
            chain.resume(segment.context)
            rows += [plain(chain.step(entry).revision) for entry in segment.revisions]
    return rows, marks


@pytest.mark.parametrize("size", [1, 3, 50])
def test_rows_do_not_depend_on_how_many_revisions_a_task_has(size, monkeypatch):
    some = real(120)[:120]
    expected, _ = rows_of(some)
    monkeypatch.setattr(feeding, "REVISIONS", size)
    rows, marks = fed(some)
    assert rows == expected
    assert len(marks) == -(-len(some) // size)


def test_reading_goes_on_at_every_mark(monkeypatch):
    some = real(120)[:120]
    expected, _ = rows_of(some)
    monkeypatch.setattr(feeding, "REVISIONS", 17)
    _, marks = fed(some)
    for number in (0, 2, len(marks) - 2):
        rows, _ = fed(some, start=(marks[number].end, marks[number].page))
        assert rows == expected[17 * (number + 1) :]


def test_a_selection_leaves_rows_out_and_changes_none():
    some = real(120)[:120]
    expected, _ = rows_of(some)
    late = some[60].timestamp
    assert late is not None
    rows, marks = fed(some, Selection(since=late))
    assert rows == [
        row for row, entry in zip(expected, some, strict=True) if entry.timestamp and entry.timestamp >= late
    ]
    assert sum(mark.passed for mark in marks) == len(some) - len(rows) > 10
    chosen = Selection(namespaces=frozenset({0, 1, 4, 14}))
    assert [row["revision_id"] for row in fed(some, chosen)[0]] == [
        entry.id for entry in some if entry.page and entry.page.namespace in {0, 1, 4, 14}
    ]
    assert {row["title"] for row in fed(some, Selection(titles=titles(("Main_Page",))))[0]} == {"Main Page"}


def test_a_sample_is_a_share_of_the_pages_and_a_smaller_one_is_part_of_it():
    def sample(share):
        return {entry.page for entry in real() if entry.page and Selection(sample=share).page(entry.page)}

    pages = {entry.page for entry in real()}
    assert sample(0.2) < sample(0.6) < sample(1) == pages
    assert 0.4 < len(sample(0.6)) / len(pages) < 0.8
    for share in (0, -1, 1.5):
        with pytest.raises(UsageError, match="no share of the pages"):
            Selection(sample=share)


def test_parts_of_a_dump_are_put_in_order_by_their_names():
    names = [
        "x-p900p1000.xml.bz2",
        "x-p42r100r200.xml.bz2",
        "x-p42r9r99.xml.bz2",
        "x-p1p41.xml.bz2",
        "x-p1000r5r6.xml.bz2",
    ]
    assert in_order(names) == [names[3], names[2], names[1], names[0], names[4]]
    assert in_order(["b.xml", "a.xml"]) == ["b.xml", "a.xml"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_dump_gives_the_rows_of_its_revisions(form, tmp_path):
    expected, found = rows_of(real(120)[:120])
    path = written(tmp_path / "a.xml", "")
    told: list[Progress] = []
    summary = run(
        [path],
        tmp_path / "out",
        opener=lambda *_: Given(real(120)[:120]),
        form=form,
        manner=Manner(jobs=2, part=50),
        progress=told.append,
    )
    assert (summary.revisions, summary.findings, summary.errors) == (len(expected), len(found), 0)
    assert told[-1].revisions == 120
    if form == "jsonl":
        assert lines(tmp_path / "out", "revisions") == expected
        assert lines(tmp_path / "out", "findings") == found
    else:
        query = f"select revision_id, status from '{tmp_path}/out/revisions/*.parquet'"  # noqa: S608
        assert duckdb.connect().execute(query).fetchall() == [(row["revision_id"], row["status"]) for row in expected]


def test_a_page_goes_on_over_the_borders_of_files(tmp_path):
    parts = [
        written(tmp_path / f"x-p1r{entries[0].id}r{entries[-1].id}.xml", xml(entries))
        for entries in (HISTORY[3:6], HISTORY[6:], HISTORY[:3])
    ]
    run(parts, tmp_path / "out", form="jsonl", manner=ONE)
    expected = [(entry.id, entry.parent_id or None) for entry in HISTORY]
    rows = lines(tmp_path / "out", "revisions")
    assert [(row["revision_id"], row["old"]["revision_id"]) for row in rows] == expected
    assert [row["status"] for row in rows].count("created") == 2


def test_a_part_that_is_missing_makes_no_false_insertion(tmp_path):
    path = written(tmp_path / "x-p1r4r7.xml", xml(HISTORY[3:]))
    run([path], tmp_path / "out", form="jsonl", manner=ONE)
    rows = lines(tmp_path / "out", "revisions")
    assert rows[0]["status"] == "parent_missing"
    assert rows[0]["findings"] == 0
    assert rows[1]["status"] == "compared"


def test_a_broken_page_and_a_broken_tail_are_rows_of_errors(tmp_path):
    text = xml((*page(["a b", "a c"]), *page(["d e", "d f"], 2, 10), *page(["g h", "g i"], 3, 20)))
    broken = text.replace("<id>11</id>", "<id>eleven</id>")
    head, tail = text[: len(text) // 2].encode(), text[len(text) // 2 :].encode()
    cut = tmp_path / "x-p4p6.xml.bz2"
    cut.write_bytes(bz2.compress(head) + bz2.compress(tail)[:-20])
    files = [written(tmp_path / "x-p1p3.xml", broken), str(cut)]
    summary = run(files, tmp_path / "out", form="jsonl", manner=ONE)
    errors = lines(tmp_path / "out", "errors")
    assert summary.errors == len(errors) == 2
    assert errors[0]["title"] == "Page 2"
    assert errors[0]["byte"] > 0
    assert errors[1]["path"] == files[1]
    ids = [row["revision_id"] for row in lines(tmp_path / "out", "revisions")]
    assert ids[:7] == [1, 2, 10, 20, 21, 1, 2]
    assert errors[1]["byte"] > len(bz2.compress(head))


def test_what_is_no_dump_is_said_before_anything_is_done(tmp_path):
    wrong = written(tmp_path / "a.txt", "no dump at all")
    with pytest.raises(InputError, match=r"a\.txt"):
        run([wrong], tmp_path / "out", form="jsonl")
    with pytest.raises(UsageError, match="cannot be read"):
        run([str(tmp_path / "missing.xml")], tmp_path / "out", form="jsonl")
    with pytest.raises(UsageError, match="there is no format 'xls'"):
        run([wrong], tmp_path / "out", form="xls")
    assert not (tmp_path / "out").exists()


def test_a_folder_is_for_one_run(tmp_path):
    path = written(tmp_path / "a.xml", xml(HISTORY))
    run([path], tmp_path / "out", form="jsonl", manner=ONE)
    again = run([path], tmp_path / "out", form="jsonl", manner=ONE)
    assert again.resumed
    assert again.revisions == len(HISTORY)
    with pytest.raises(UsageError, match="a run with other only; name another folder"):
        run([path], tmp_path / "out", form="jsonl", settings=Settings(only=frozenset({Category.TONE})))
    run([path], tmp_path / "out", form="jsonl", settings=Settings(only=frozenset({Category.TONE})), restart=True)
    assert lines(tmp_path / "out", "findings") == []
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="it holds something else"):
        run([path], tmp_path / "mine", form="jsonl", restart=True)
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_a_worker_that_dies_costs_its_revision_alone(tmp_path):
    texts = [f"The town has {number},000 people." for number in range(1, 9)]
    texts[3], texts[6] = f"{DEADLY} once", f"{WRONG}, and no more"
    history = page(texts)
    path = written(tmp_path / "a.xml", xml(history))
    summary = run([path], tmp_path / "out", form="jsonl", settings=Settings(inspect=made.inspect), manner=ONE)
    rows = lines(tmp_path / "out", "revisions")
    assert [row["revision_id"] for row in rows] == [entry.id for entry in history]
    assert [row["status"] for row in rows] == [
        *("created", "compared", "compared", "lost", "compared", "compared", "failed", "compared")
    ]
    assert summary.restarts == 1
    errors = lines(tmp_path / "out", "errors")
    assert [(error["kind"], error["revision_id"]) for error in errors] == [("lost", 4), ("failed", 7)]
    assert "died, status -9" in errors[0]["message"]
    expected, _ = rows_of(history)
    told = ("revision_id", "findings", "characters", "notes")
    assert [[row[name] for name in told] for row in rows if row["status"] == "compared"] == [
        [row[name] for name in told] for row, entry in zip(expected, rows, strict=True) if entry["status"] == "compared"
    ]
    assert rows[4]["old"]["revision_id"] == 4


@pytest.mark.skipif(sys.platform == "win32", reason="address space is bounded by setrlimit")
def test_a_worker_has_no_more_memory_than_it_may(tmp_path):
    history = page(["a b", f"a {DEADLY}", "a c"])
    path = written(tmp_path / "a.xml", xml(history))
    settings = Settings(inspect=made.greedy)
    run([path], tmp_path / "out", form="jsonl", settings=settings, manner=Manner(jobs=1, memory=2 << 30))
    assert [row["status"] for row in lines(tmp_path / "out", "revisions")] == ["created", "failed", "compared"]
    assert "MemoryError" in lines(tmp_path / "out", "errors")[0]["message"]


def test_workers_that_cannot_begin_are_an_error_and_not_a_loop():
    feed = Feed(["-"], lambda *_: Given(HISTORY), Settings(), Selection())
    with Crew(Settings(), "jsonl", 1, memory=1 << 20) as crew, pytest.raises(CrewError, match="3 workers died"):
        list(crew.perform(feed.tasks()))


KILLED = """
import os, signal, sys
from pathlib import Path
from wikidiff.scale import feed
from wikidiff.scale.run import Manner, Progress, run
from wikidiff.scale.selection import Selection
feed.REVISIONS = 20
def show(progress):
    if progress.revisions >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    only = Selection(namespaces=frozenset({0, 1, 4, 14}))
    run([sys.argv[1]], sys.argv[2], form="jsonl", selection=only, manner=Manner(jobs=1, part=60), progress=show)
"""


def test_after_a_kill_no_row_is_lost_and_none_is_there_twice(tmp_path):
    """The run is really killed, twice; what the last one leaves is what a run that nobody killed leaves."""
    script, out = tmp_path / "killed.py", tmp_path / "out"
    script.write_text(KILLED, encoding="utf-8")
    for at in (100, 190):
        command = [sys.executable, str(script), str(AA), str(out), str(at)]
        done = subprocess.run(command, check=False, cwd=made.ROOT, env={**os.environ, "PYTHONPATH": str(made.ROOT)})
        assert done.returncode == -signal.SIGKILL
    told = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]
    assert sum(entry["counts"]["revisions"] for entry in told) == 180
    assert list((out / "revisions").glob("*.unfinished"))
    with (out / "journal.jsonl").open("a") as journal:
        journal.write('{"part": 99, "end"')  # killed while it was told
    only = Selection(namespaces=frozenset({0, 1, 4, 14}))
    summary = run([str(AA)], out, form="jsonl", selection=only, manner=Manner(jobs=2, part=60))
    assert summary.resumed
    ids = [row["revision_id"] for row in lines(out, "revisions")]
    with open_dump(AA) as dump:
        assert ids == [entry.id for entry in dump if entry.page and entry.page.namespace in {0, 1, 4, 14}]
    assert summary.revisions == len(ids) > 240
    assert sum(row["findings"] for row in lines(out, "revisions")) == len(lines(out, "findings"))
    some = [entry for entry in real() if entry.page and entry.page.namespace in {0, 1, 4, 14}]
    assert lines(out, "revisions")[: len(some)] == rows_of(some)[0]
    assert not list(out.glob("*/*.unfinished"))
    assert json.loads((out / "journal.jsonl").read_text().splitlines()[-1])["finished"]


def test_only_one_run_writes_to_a_folder(tmp_path):
    path = written(tmp_path / "a.xml", xml(HISTORY))

    def second(_):
        with pytest.raises(UsageError, match="another run writes there"):
            run([path], tmp_path / "out", form="jsonl", manner=ONE)

    run([path], tmp_path / "out", form="jsonl", manner=ONE, progress=second)


def test_places_are_told_as_the_journal_holds_them():
    assert Place(*json.loads(json.dumps(Place(1, 2)))) == (1, 2)
    assert revision(3, "a").parent_id == 2
