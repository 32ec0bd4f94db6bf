"""How small the store is, how fast it is read and written, and whether its memory grows with a history.

    python -m benchmarks.store [COUNT]

The history is made of one real article of 100 KB (benchmarks.chain); beside it stand the real histories of the
fixtures. Every figure is of one run on one machine; ratios mean more than rates.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zlib import compress

from benchmarks import chain, material
from wikidiff.model import Page, Revision, User
from wikidiff.sources.store import Store

Result = TypeVar("Result")
COUNT = 1000
BATCH = 50  # revisions in an answer of the API
READS = 200


def main() -> None:
    """Print all measures, or with `--memory COUNT` those of one process."""
    if sys.argv[1:2] == ["--memory"]:
        print(*memory(int(sys.argv[2])))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder), count)
        real(Path(folder))
    flat(count)


def made(folder: Path, count: int) -> None:
    """Print size and rates of a long history of one large page."""
    with Store(folder / "made.sqlite") as store:
        raw, took = write(store, chain.revisions(count))
        store.tidy()
        disk = store.size()[0]
        print(f"{count:,} revisions of {raw / count / 1000:,.0f} KB, {raw / 1e6:,.0f} MB of text")
        print(f"  on disk             {disk / raw:8.2%}   {disk / 1e6:,.1f} MB, {disk / count:,.0f} bytes a revision")
        print(f"  each packed alone   {alone(chain.revisions(count), count):8.2%}   (zlib, every tenth)")
        print(f"  written             {count / took:8,.0f} revisions a second, {raw / took / 1e6:,.0f} MB a second")
        seconds, read = timed(lambda: sum(len(r.text or "") for r in store.history(wiki="enwiki", page_id=1)))
        print(
            f"  read in order       {count / seconds:8,.0f} revisions a second, {read / seconds / 1e6:,.0f} MB a second"
        )
        seconds, _ = timed(lambda: sum(1 for _ in store.history(wiki="enwiki", page_id=1, text=False)))
        print(f"  read without text   {count / seconds:8,.0f} revisions a second")
        dice = random.Random(3)
        times = sorted(one(folder / "made.sqlite", 1000 + dice.randrange(count)) * 1000 for _ in range(READS))
        median, most = times[READS // 2], times[READS * 95 // 100]
        print(f"  read at random      {median:8.1f} ms median, {most:.1f} ms p95, nothing at hand")


def real(folder: Path) -> None:
    """Print the size of the real histories, which are short and of small pages."""
    with Store(folder / "real.sqlite") as store:
        raw = count = 0
        for number, ((wiki, title), rows) in enumerate(material.chains().items(), 1):
            page = Page(wiki=wiki, title=title, id=number)
            size, _ = write(store, (told(row, page, number) for row in rows))
            raw, count = raw + size, count + len(rows)
        store.tidy()
        packed = store._sql.execute("SELECT sum(length(data)) FROM content").fetchone()[0]  # noqa: SLF001
        disk = store.size()[0]
        print(f"{count:,} real revisions of {len(material.chains()):,} pages, {raw / 1e6:,.1f} MB of text")
        print(f"  texts on disk       {packed / raw:8.2%}")
        print(
            f"  all on disk         {disk / raw:8.2%}   {(disk - packed) / count:,.0f} bytes a revision beside the text"
        )


def told(row: dict[str, str], page: Page, number: int) -> Revision:
    """Return a row of the fixtures as a revision."""
    return Revision(
        id=int(row["rev_id"]) + number * 10**11,
        text=row["text"],
        page=page,
        timestamp=datetime.fromisoformat(row["timestamp"]),
        user=User(name=row["user"]),
        comment=row["comment"],
    )


def flat(count: int) -> None:
    """Print the largest memory of a process for a history and for one four times as long."""
    for verb in ("writing", "reading"):
        peaks = []
        for size in (count // 4, count):
            command = [sys.executable, "-m", "benchmarks.store", "--memory", str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            peaks.append(int(done[0 if verb == "writing" else 1]) / 1000)

        told = f"{peaks[0]:8,.0f} MB for {count // 4:,} revisions, {peaks[1]:,.0f} MB for {count:,}"
        print(f"memory, {verb:<11} {told}: x{peaks[1] / peaks[0]:.2f}")


def memory(count: int) -> tuple[int, int]:
    """Return the peak of this process in kilobytes after writing and after reading a history."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        write(store, chain.revisions(count))
        written = peak()
        sum(1 for _ in store.history(wiki="enwiki", page_id=1))
        return written, peak()


def peak() -> int:
    """Return the largest memory of this process in kilobytes, without what it inherits."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def write(store: Store, revisions: Iterator[Revision]) -> tuple[int, float]:
    """Put revisions as answers of the API would bring them; return bytes of text, and seconds without the making."""
    raw, seconds = 0, 0.0
    while some := list(islice(revisions, BATCH)):
        raw += sum(revision.size or 0 for revision in some)
        took, _ = timed(lambda some=some: store.put(some, fresh=True))  # type: ignore[misc]
        seconds += took
    return raw, seconds


def alone(revisions: Iterator[Revision], count: int) -> float:
    """Return what share of their size texts have that are packed one by one."""
    texts = [(revision.text or "").encode() for revision in islice(revisions, 0, count, 10)]
    return sum(len(compress(text, 9)) for text in texts) / sum(map(len, texts))


def one(path: Path, number: int) -> float:
    """Return the seconds that one revision takes from a store with nothing at hand."""
    with Store(path, write=False) as store:
        return timed(lambda: store.revision(number, wiki="enwiki"))[0]


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds that some work takes, and its result."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


if __name__ == "__main__":
    main()
