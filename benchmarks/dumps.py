"""Dumps read beside mwxml, and beside the bare decompressor: trust ratios of one run, not megabytes a second.

    python -m benchmarks.dumps [--rounds 5] [--megabytes 24] [--gate]

Three dumps: a whole wiki (aa), histories (the pages of fixtures/histories, written again under other ids until they are
long enough), and single revisions of long articles. Every reader makes all its records and touches every text. Times
are processor seconds; against the decompressor it is time on the clock, because unpacking runs beside reading: in one
thread, and in several. The best of several rounds counts, in turns; cores that others use make the last number worse.
Memory is that of a process of its own that reads a dump, and one four times as long.
"""

from __future__ import annotations

import argparse
import bz2
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import mwxml

from benchmarks import material
from wikidiff.sources import bzip2
from wikidiff.sources.dumps import open_dump

BLOCK = 1 << 20
SLOWEST = 1.10  # of the time that the decompressor alone takes
READ = """
import sys
from wikidiff.sources.dumps import open_dump
count = sum(1 for _ in open_dump(sys.argv[1]))
peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))
print(count, peak.split()[1])
"""


def aawiki() -> bytes:
    """Return the whole wiki as XML."""
    packed = material.FIXTURES / "dumps" / "aawiki-20260101-pages-meta-history.xml.bz2"
    return bz2.decompress(packed.read_bytes())


def articles() -> bytes:
    """Return single revisions of long articles as XML."""
    return bz2.decompress((material.FIXTURES / "pages" / "enwiki-2016-sample.xml.bz2").read_bytes())


def histories(megabytes: int) -> bytes:
    """Return long histories as XML of at least so many megabytes, written as MediaWiki writes them."""
    start, _, _ = aawiki().partition(b"  <page>")
    parts, size, page_id = [start], 0, 0
    while size < megabytes * 1_000_000:
        for (_, title), revisions in material.chains().items():
            page_id += 1
            written = "".join(_page(title, page_id, revisions)).encode()
            parts.append(written)
            size += len(written)
    return b"".join([*parts, b"</mediawiki>\n"])


def _page(title: str, page_id: int, revisions: tuple[dict[str, object], ...]) -> Iterator[str]:
    yield f"  <page>\n    <title>{escape(title)} {page_id}</title>\n    <ns>0</ns>\n    <id>{page_id}</id>\n"
    for number, row in enumerate(revisions, 1):
        text, user = str(row["text"] or ""), escape(str(row["user"] or "x"))
        inside = escape(text, {chr(34): "&quot;"})
        yield (
            f"    <revision>\n      <id>{page_id * 10_000 + number}</id>\n"
            f"      <timestamp>{row['timestamp']}</timestamp>\n      <contributor>\n"
            f"        <username>{user}</username>\n        <id>7</id>\n      </contributor>\n"
            f"      <comment>{escape(str(row['comment'] or 'x'))}</comment>\n      <origin>{number}</origin>\n"
            "      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
            f'      <text bytes="{len(text.encode())}" xml:space="preserve">{inside}</text>\n'
            "      <sha1>phoiac9h4m842xq45sp7s6u21eteeq1</sha1>\n    </revision>\n"
        )
    yield "  </page>\n"


def with_wikidiff(path: Path) -> int:
    """Read a dump with wikidiff."""
    return sum(len(revision.text or "") for revision in open_dump(path))


def with_mwxml(path: Path) -> int:
    """Read a dump with mwxml."""
    with path.open("rb") as stream:
        return sum(len(revision.text or "") for page in mwxml.Dump.from_file(stream) for revision in page)


def unpack(path: Path) -> int:
    """Unpack a file and do nothing with it."""
    decompressor, size = bz2.BZ2Decompressor(), 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            size += len(decompressor.decompress(block))
    return size


def packed_by(threads: int, path: Path) -> int:
    """Read a packed dump with wikidiff, unpacked by so many threads."""
    own, bzip2.threads = bzip2.threads, lambda: threads
    try:
        return with_wikidiff(path)
    finally:
        bzip2.threads = own


def unpacking(path: Path, rounds: int) -> list[str]:
    """Print what reading a dump of bzip2 takes of the time of unpacking alone; return what is too slow."""
    threads = bzip2.threads()
    works: dict[str, Callable[[], int]] = {"bare": lambda: unpack(path), "one thread": lambda: packed_by(1, path)}
    if threads > 1:
        works["several"] = lambda: packed_by(threads, path)
    taken = best(works, rounds, time.perf_counter)
    shares = ", ".join(f"{name} {seconds / taken['bare']:.2f}" for name, seconds in taken.items())
    print(f"bz2: {shares} of the {taken['bare']:.2f} s that unpacking alone takes (several: {threads} threads)")
    ratio = taken.get("several", 0.0) / taken["bare"]
    return (
        [f"bz2: read in {ratio:.2f} of the time that unpacking takes, more than {SLOWEST}"] if ratio > SLOWEST else []
    )


def best(works: dict[str, Callable[[], int]], rounds: int, clock: Callable[[], float]) -> dict[str, float]:
    """Return the least time of each, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = clock()
            work()
            times[name].append(clock() - start)
    return {name: min(taken) for name, taken in times.items()}


def peak(path: Path) -> tuple[int, int]:
    """Return the revisions of a dump, and the most kilobytes that a process held while it read them."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    count, kilobytes = done.stdout.split()
    return int(count), int(kilobytes)


def main() -> int:
    """Measure, print, and return 1 where a gate was asked for and missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=24, help="of the histories")
    parser.add_argument("--gate", action="store_true")
    given = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        made = {"aawiki": aawiki(), "histories": histories(given.megabytes), "articles": articles()}
        print(f"{'dump':12}{'MB':>7}{'wikidiff':>12}{'mwxml':>12}{'ratio':>8}")
        for name, data in made.items():
            path = Path(folder, f"{name}.xml")
            path.write_bytes(data)
            assert with_wikidiff(path) == with_mwxml(path)
            taken = best(
                {"wikidiff": lambda path=path: with_wikidiff(path), "mwxml": lambda path=path: with_mwxml(path)},  # type: ignore[misc]
                given.rounds,
                time.process_time,
            )
            megabytes, ratio = len(data) / 1e6, taken["mwxml"] / taken["wikidiff"]
            rates = "".join(f"{megabytes / taken[reader]:7.1f} MB/s" for reader in ("wikidiff", "mwxml"))
            print(f"{name:12}{megabytes:7.1f}{rates}{ratio:8.2f}")
            if name != "articles" and ratio < 2:
                missed.append(f"{name}: {ratio:.2f} of mwxml's rate, less than 2")
        packed = Path(folder, "histories.xml.bz2")
        packed.write_bytes(bz2.compress(made["histories"]))
        missed += unpacking(packed, given.rounds)
        longer = Path(folder, "longer.xml")
        longer.write_bytes(histories(given.megabytes * 4))
        (count, small), (count4, large) = peak(Path(folder, "histories.xml")), peak(longer)
        print(f"memory: {small / 1000:.0f} MB at {count:,} revisions, {large / 1000:.0f} MB at {count4:,}")
        if large > small * 1.2:
            missed.append(f"memory grew from {small} to {large} kB")
    for line in missed:
        print(f"missed: {line}")
    return int(given.gate and bool(missed))


if __name__ == "__main__":
    sys.exit(main())
