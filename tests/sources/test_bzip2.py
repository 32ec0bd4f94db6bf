"""bzip2 by several threads: the same bytes and the same errors as by one, and no thread left behind."""

from __future__ import annotations

import bz2
import io
import itertools
import os
import signal
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doc_cases import ROOT
from wikidiff.errors import InputError
from wikidiff.sources import bzip2, compression, open_dump, open_part, stream_offsets
from wikidiff.sources.compression import blocks

PAGES = ROOT / "fixtures" / "pages" / "enwiki-2016-sample.xml.bz2"
MAGIC, END = bytes.fromhex("314159265359"), bytes.fromhex("177245385090")


@cache
def text() -> bytes:
    return bz2.decompress(PAGES.read_bytes())


@cache
def stream(size: int, level: int = 1) -> bytes:
    """Return a bzip2 stream of real text; of level 1 a block holds 100,000 bytes."""
    return bz2.compress(text()[size : 2 * size], level)


def given_before_error(file: BinaryIO) -> tuple[bytes, str, int | None]:
    """Return what a file gives, and the sentence and byte of the error behind it."""
    found: list[bytes] = []
    try:
        for block in blocks(file, name="a.bz2"):
            found.append(block)  # noqa: PERF402  (what came before an error is kept)
    except InputError as error:
        return b"".join(found), str(error), error.byte
    return b"".join(found), "", None


def both(raw: bytes) -> tuple[bytes, str, int | None]:
    """Return what a file gives, which has to be the same with one thread and with three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bzip2, "threads", lambda: 1)
        one = given_before_error(io.BytesIO(raw))
        patch.setattr(bzip2, "threads", lambda: 3)
        three = given_before_error(io.BytesIO(raw))
    assert (len(three[0]), three[1:]) == (len(one[0]), one[1:])
    assert three == one
    return three


def is_left() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("wikidiff-")]


SIZES = (0, 1, 3_000, 150_000, 330_000)


@pytest.mark.parametrize("level", [1, 9])
@pytest.mark.parametrize("sizes", [*((size,) for size in SIZES), (150_000,) * 3, SIZES, (0, 0, 330_000, 0)], ids=str)
def test_whole_files_are_unpacked_whole(sizes, level, monkeypatch):
    raw = b"".join(stream(size, level) for size in sizes)
    expected = b"".join(text()[size : 2 * size] for size in sizes)
    assert both(raw) == (expected, "", None)
    assert both(raw + bytes(5_000)) == (expected, "", None)
    assert is_left() == []


@pytest.mark.parametrize("raw", [stream(330_000), stream(330_000) * 2 + stream(1) * 3, stream(0)], ids=len)
def test_threads_alone_read_what_is_as_it_has_to_be(raw):
    def again(member, given):
        pytest.fail(f"another reader goes on at {member}")

    source = io.BytesIO(raw)
    found = b"".join(bzip2.unpacked(source.read(1_000), lambda: source.read(777), again, 2))
    assert found == bz2.decompress(raw)


@given(
    sizes=st.lists(st.sampled_from([0, 1, 3_000, 3_000, 110_000, 220_000]), min_size=1, max_size=2),
    level=st.sampled_from([1, 1, 9]),
    damages=st.lists(
        st.tuples(
            st.sampled_from(["cut", "flip", "flip", "gone", "put", "written", "behind", "head"]),
            st.floats(0, 1, exclude_max=True),
            st.sampled_from([b"\0", b"q", b"BZh", b"BZh9", b"BZh1" + MAGIC, MAGIC, END, END + bytes(4), bytes(9_000)]),
        ),
        max_size=2,
    ),
)
def test_what_is_damaged_gives_the_same_either_way(sizes, level, damages):
    raw = bytearray(b"".join(stream(size, level) for size in sizes))
    for kind, where, new in damages:
        at = 3 + int(where * (len(raw) - 3))
        if kind == "cut":
            del raw[at:]
        elif kind == "flip":
            raw[at : at + 1] = bytes(byte ^ 1 << int(where * 8) for byte in raw[at : at + 1])
        elif kind == "gone":
            del raw[at : at + len(new)]
        elif kind == "put":
            raw[at:at] = new
        elif kind == "written":
            raw[at : at + len(new)] = new
        elif kind == "head":
            raw[3 : 3 + len(new)] = new
        else:
            raw += new
    both(bytes(raw))


def test_every_byte_before_the_damage_is_given():
    raw = bytearray(stream(90_000))
    raw[-8] ^= 16  # of the bits that say that no block follows
    found, said, byte = both(bytes(raw))
    assert found == text()[90_000:180_000]
    assert "the bzip2 data is damaged" in said
    assert byte == 0
    raw = bytearray(stream(90_000))
    raw[-3] ^= 16  # of the sum of the whole stream
    assert both(bytes(raw))[0] == text()[90_000:180_000]


def test_a_block_that_unpacks_to_very_much_comes_whole_and_in_pieces():
    data = b"a" * 9_000_000 + b"b"
    raw = bz2.compress(data)
    assert both(raw) == (data, "", None)
    assert max(map(len, blocks(io.BytesIO(raw)))) <= 1 << 18


def test_bits_that_look_like_the_beginning_of_a_block_do_no_harm():
    """A block is cut in two, both halves unpack to nothing, and the reader of streams reads the stream."""
    with pytest.MonkeyPatch.context() as patch:
        find = bzip2._places
        patch.setattr(bzip2, "_places", lambda data, magic, **more: [*find(data, magic, **more), 4_001])
        assert both(stream(330_000)) == (text()[330_000:660_000], "", None)


def test_a_block_without_end_is_not_gathered():
    noise = b"".join(stream(150_000)[20:2_000] for _ in range(6_000))
    source = io.BytesIO(b"BZh9" + MAGIC + noise)
    cutter = bzip2.Cutter(source.read(100), lambda: source.read(1 << 20))
    assert list(cutter.blocks()) == []
    assert cutter.rest == 0
    assert source.tell() < 10 << 20 < len(noise)


class Broken(io.BytesIO):
    def read(self, size=-1):
        if self.tell() >= 1 << 20:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_file_that_cannot_be_read_on_says_so_behind_what_was_read(monkeypatch):
    data = os.urandom(2_000_000)
    raw = bz2.compress(data)
    told = []
    for workers in (1, 3):
        monkeypatch.setattr(bzip2, "threads", lambda workers=workers: workers)
        told.append(given_before_error(Broken(raw)))
    assert told[0] == told[1]
    assert data.startswith(told[0][0])
    assert len(told[0][0]) > 800_000
    assert "it cannot be read (Input/output error)" in told[0][1]


def test_who_stops_early_leaves_no_thread(monkeypatch):
    monkeypatch.setattr(bzip2, "threads", lambda: 3)
    found = blocks(io.BytesIO(stream(330_000) * 20))
    next(found)
    assert "wikidiff-bzip2_0" in is_left()
    del found
    assert is_left() == []

    def interrupted():
        for _ in blocks(io.BytesIO(stream(330_000) * 20)):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert is_left() == []


SCRIPT = """
import os, sys
from wikidiff.sources import bzip2
from wikidiff.sources.compression import blocks
bzip2.threads = lambda: 3
found = blocks(open(sys.argv[1], "rb"))
first = next(found)
if sys.argv[2] == "wait":
    print("reading", flush=True)
    for block in found:
        while True:
            pass
if sys.argv[2] == "fork":
    child = os.fork()
    if not child:
        whole = b"".join(blocks(open(sys.argv[1], "rb")))
        os._exit(len(whole) % 251)
    told = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    whole = first + b"".join(found)
    print(told == len(whole) % 251, len(whole))
"""


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "a.bz2"
    path.write_bytes(stream(330_000) * 12)
    return path


def started(packed: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, packed, what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_an_end_in_the_middle_hangs_nowhere(packed):
    process = started(packed, "leave")
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, said, errors) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_ends_reading(packed):
    process = started(packed, "wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert errors.splitlines()[-1] == "KeyboardInterrupt"
    assert errors.count("Traceback") == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_in_the_middle_reads_for_itself(packed):
    process = started(packed, "fork")
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, said, errors) == (0, f"True {12 * 330_000}\n", "")


def test_pipes_and_parts_of_files_read_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(bzip2, "threads", lambda: 3)
    data = bz2.decompress((ROOT / "fixtures" / "dumps" / "rio-grande-0.3.xml.bz2").read_bytes())
    end = data.index(b"<page>")
    ends = [0, end, *(at for at in range(end, len(data)) if data.startswith(b"</page>", at)), len(data)]
    path = tmp_path / "a.xml.bz2"
    path.write_bytes(b"".join(bz2.compress(data[a:b]) for a, b in itertools.pairwise(ends)))
    with open_dump(path) as dump:
        whole = list(dump)
    with path.open("rb") as file:
        _, start, *_ = stream_offsets(file)
    with open_part(path, dump.site, start) as part:
        assert list(part) == whole
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as filled:
        filled.write(path.read_bytes())  # less than a pipe holds
    with os.fdopen(reading, "rb") as pipe, open_dump(pipe) as dump:
        assert list(dump) == whole


def test_as_many_threads_as_cores_and_one_core_is_left_alone(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert bzip2.threads() == bzip2.MOST
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert bzip2.threads() == 1
    monkeypatch.setattr(bzip2, "unpacked", lambda *_: pytest.fail("threads where there is one core"))
    assert b"".join(blocks(io.BytesIO(stream(3_000)))) == text()[3_000:6_000]
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert bzip2.threads() == 1
    assert compression.packed_with(stream(0)) == "bzip2"
