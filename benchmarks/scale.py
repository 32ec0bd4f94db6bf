"""Whole dumps: beside a plain loop of mwxml and mwedittypes, with one process and two, as they grow, and in Spark.

python -m benchmarks.scale make FILE --revisions 20000     write a dump: real articles, edited over and over
python -m benchmarks.scale histories FILE                  write the real histories of the fixtures as JSON lines
python -m benchmarks.scale run FILE [--jobs 1 2]           processor time, memory and rate of `wikidiff dump`
python -m benchmarks.scale peers FILE [--pairs 40]         the plain loop, on pairs spread over the file
python -m benchmarks.scale grow [--largest 1000000 --short] cost and memory of 10^3, 10^4, … revisions, of short pages
python -m benchmarks.scale spark FILE                      the same rows from Spark on two threads

Times are processor time, of all processes together, beside the time on the clock: on a machine that others use the
first says more. mwxml and mwedittypes are installed by `make bench`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from benchmarks import chain, material
from wikidiff.model import Page, Revision, User
from wikidiff.sources.lines import to_line

PER_PAGE = 200
_HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <dbname>enwiki</dbname>
    <base>https://en.wikipedia.org/wiki/Main_Page</base>
    <generator>made</generator>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
    </namespaces>
  </siteinfo>
"""


class Cost(NamedTuple):
    """What a run took: seconds of all processors and on the clock, the most MB of a worker, seconds of the reader."""

    revisions: int
    processor: float
    clock: float
    memory: float
    reader: float = 0.0

    def __str__(self) -> str:
        each = 1000 * self.processor / max(1, self.revisions)
        return (
            f"{self.revisions:>9,} revisions  {self.processor:8.1f} s processor ({each:.2f} ms each)  "
            f"{self.clock:8.1f} s clock  {self.memory:6.0f} MB a worker  "
            f"{100 * self.reader / max(0.001, self.processor):3.0f} % of it in the process that reads and writes"
        )


def short(text: str) -> str:
    """Return an article of six paragraphs, made of a longer one; no text where that has fewer."""
    lines = [line for line in text.split("\n") if 300 < len(line) < 900 and line[0].isalpha()][:6]
    whole = [*lines[:2], "== History ==", *lines[2:], "== Notes ==", "{{reflist}}", ""]
    return "\n\n".join(whole) if len(lines) == 6 else ""


def make(path: Path, revisions: int, per_page: int = PER_PAGE, *, shortened: bool = False) -> None:
    """Write a dump of so many revisions: real English articles, each with a history of real kinds of edits."""
    articles = [text for text in material.articles() if 8_000 < len(text.text) < 40_000]
    if shortened:
        articles = [replace(text, text=made) for text in articles if (made := short(text.text))]
    start, number = datetime(2010, 1, 1, tzinfo=UTC), 0
    with path.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        for page in itertools.count():
            if number >= revisions:
                break
            article = articles[page % len(articles)]
            name = article.name.partition(":")[2]
            out.write(f"  <page>\n    <title>{escape(name)} {page}</title>\n    <ns>0</ns>\n    <id>{page + 1}</id>\n")
            parent = 0
            for text in itertools.islice(chain.texts(per_page, seed=page, article=article.text), revisions - number):
                number += 1
                out.write(_revision(number, parent, start + timedelta(minutes=7 * number), text))
                parent = number
            out.write("  </page>\n")
        out.write("</mediawiki>\n")


def _revision(number: int, parent: int, moment: datetime, text: str) -> str:
    told = f"      <parentid>{parent}</parentid>\n" if parent else ""
    who = f"<username>U{number % 97}</username>\n        <id>{number % 97 + 1}</id>"
    return (
        f"    <revision>\n      <id>{number}</id>\n{told}      <timestamp>{moment:%Y-%m-%dT%H:%M:%SZ}</timestamp>\n"
        f"      <contributor>\n        {who}\n      </contributor>\n"
        "      <comment>made</comment>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
        f'      <text bytes="{len(text.encode())}" xml:space="preserve">{escape(text)}</text>\n      <sha1></sha1>\n'
        "    </revision>\n"
    )


def histories(titles: Container[str] | None = None) -> Iterator[Revision]:
    """Yield the histories of the fixtures, page by page, as revisions."""
    for row in material.histories():
        if titles is not None and row["title"] not in titles:
            continue
        source = row["source"].partition("/")[0]
        told = row["timestamp"]
        yield Revision(
            id=int(row["rev_id"]),
            text=row["text"],
            page=Page(wiki=_WIKIS.get(row["title"], "aawiki" if source == "aawiki" else "enwiki"), title=row["title"]),
            timestamp=datetime.fromisoformat(told) if told else None,
            user=User(name=row["user"]) if row["user"] else None,
            comment=row["comment"],
            minor=bool(row["minor"]),
        )


_WIKIS = {"Amen": "itwiki", "कहानी": "hiwiki"}

_RUN = """
import resource, sys, time
from pathlib import Path
from wikidiff.scale.crew import Crew
from wikidiff.scale.run import Manner, run
most = 0
held = []
enter = Crew.__enter__
def entered(crew):
    held.append(crew)
    return enter(crew)
Crew.__enter__ = entered
def show(progress):
    global most
    for pid in held[0].pids:
        status = Path(f"/proc/{pid}/status").read_text()
        most = max(most, int(status.partition("VmHWM:")[2].split()[0]))
if __name__ == "__main__":
    start = time.perf_counter()
    summary = run([sys.argv[1]], sys.argv[2], manner=Manner(jobs=int(sys.argv[3])), progress=show, restart=True)
    clock = time.perf_counter() - start
    own, others = (sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(summary.revisions, own + others, clock, most / 1024, own)
"""


def measure(path: Path, jobs: int, cores: set[int] | None = None) -> Cost:
    """Run `wikidiff dump` on a file, on some cores alone if they are named."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "run.py"
        script.write_text(_RUN, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, script, path, Path(folder) / "out", str(jobs)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None,
        )
    told = done.stdout.split()
    return Cost(int(told[0]), float(told[1]), float(told[2]), float(told[3]), float(told[4]))


def pairs(path: Path, count: int) -> Iterator[tuple[str, str]]:
    """Yield so many pairs of neighbouring texts, spread over a dump, as mwxml reads it."""
    import mwxml  # noqa: PLC0415  (of the group of benchmarks)

    with subprocess.Popen(_unpacked(path), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        found = []
        for page in mwxml.Dump.from_file(process.stdout):
            last = ""
            for revision in page:
                text = revision.text or ""
                found.append((last, text))
                last = text
    step = max(1, len(found) // count)
    yield from found[step // 2 :: step][:count]


def _unpacked(path: Path) -> list[str]:
    return ["bzcat" if path.suffix == ".bz2" else "cat", str(path)]


def peers(path: Path, count: int) -> None:
    """Print what the plain loop takes, extrapolated from pairs, and what we take for the whole file."""
    import mwxml  # noqa: PLC0415
    from mwedittypes import SimpleEditTypes  # noqa: PLC0415

    start = time.process_time()
    with subprocess.Popen(_unpacked(path), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        revisions = sum(1 for page in mwxml.Dump.from_file(process.stdout) for _ in page)
    reading = (time.process_time() - start) / revisions
    times = []
    for old, new in pairs(path, count):
        begun = time.process_time()
        SimpleEditTypes("wikitext", old, new, lang="en").get_diff()
        times.append(time.process_time() - begun)
    each = statistics.fmean(times)
    loop = (reading + each) * revisions
    print(f"mwxml reads         {1000 * reading:8.2f} ms each")
    print(
        f"mwedittypes Simple  {1000 * each:8.2f} ms each ({len(times)} pairs; the slowest {1000 * max(times):.0f} ms)"
    )
    print(f"the plain loop      {loop:8.1f} s processor for {revisions:,} revisions, extrapolated")
    ours = measure(path, 2)
    print(ours)
    print(
        f"processor time: {loop / ours.processor:.1f}×; "
        f"on two free cores against one process: {2 * loop / ours.processor:.1f}×"
    )


def run_(path: Path, jobs: list[int]) -> None:
    """Print what a file takes with so many processes, each first on one core and then on all."""
    for count in jobs:
        print(f"{count} workers   {measure(path, count)}")
    if len(jobs) > 1:
        one = measure(path, 1, {0})
        print(f"on one core {one}")


def grow(largest: int, *, shortened: bool) -> None:
    """Print cost and memory of dumps that grow tenfold."""
    with tempfile.TemporaryDirectory() as folder:
        count = 1_000
        while count <= largest:
            path = Path(folder) / f"{count}.xml"
            make(path, count, shortened=shortened)
            print(f"{path.stat().st_size / 1e6:9.1f} MB  {measure(path, 2)}", flush=True)
            path.unlink()
            count *= 10


def spark(path: Path) -> None:
    """Print what Spark takes for the rows, past its start, beside the local runner with two workers."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  (only this measurement needs it)

    from wikidiff.scale.spark import analyze, read_xml  # noqa: PLC0415

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    pages, columns = read_xml(session, str(path), "enwiki")
    with tempfile.TemporaryDirectory() as folder:
        analyze(pages.limit(2), columns, long=None).rows.write.mode("overwrite").parquet(f"{folder}/warm")
        before, start = _spent(), time.perf_counter()
        analyze(pages, columns, partitions=8, long=None).rows.write.mode("overwrite").parquet(f"{folder}/rows")
        clock, spent = time.perf_counter() - start, _spent() - before
        revisions = session.read.parquet(f"{folder}/rows").count()
    session.stop()
    print(f"Spark, 2 threads   {Cost(revisions, spent, clock, 0)}")
    ours = measure(path, 2)
    print(f"the local runner   {ours}")
    print(f"Spark takes {spent / ours.processor:.2f}× the processor time, {clock / ours.clock:.2f}× the clock")


def _spent() -> float:
    """Return the processor time of this process and all below it that still run, Java and Python."""
    total, children = 0.0, {os.getpid()}
    tick = os.sysconf("SC_CLK_TCK")
    told = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            told[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / tick)
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in told.items() if parent in children} - children
        children |= more
        grown = bool(more)
    for pid in children:
        total += told.get(pid, (0, 0.0))[1]
    return total


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("make", "histories", "run", "peers", "grow", "spark"))
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--revisions", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--short", action="store_true", help="articles of a few paragraphs")
    given = parser.parse_args()
    if given.what == "grow":
        grow(given.largest, shortened=given.short)
        return
    if given.file is None:
        parser.error("name a file")
    if given.what == "make":
        make(given.file, given.revisions, shortened=given.short)
    elif given.what == "histories":
        with given.file.open("w", encoding="utf-8") as out:
            out.writelines(f"{to_line(revision)}\n" for revision in histories())
    elif given.what == "run":
        run_(given.file, given.jobs)
    elif given.what == "peers":
        peers(given.file, given.pairs)
    else:
        spark(given.file)


if __name__ == "__main__":
    main()
