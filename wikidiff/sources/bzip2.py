"""bzip2 by several threads: a file is cut where its blocks begin, and each block is unpacked as a stream of its own.

A block begins with 48 bits that are the same in all files, at any bit. Between two such places lies one block. With a
header before it and an end behind it, it is a whole bzip2 stream: the decompressor of the standard library, which lets
other threads run while it works, unpacks it and checks its sum. The sum of a stream is made of those of its blocks.

Nothing odd is judged here. Where a cut, a sum or anything else is not as it has to be, another reader goes on from
the beginning of that stream, and what it says of the file is what is said.
"""

from __future__ import annotations

import bz2
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple

from wikidiff.errors import InputError

MOST: Final = 4  # threads: so many unpack faster than one process reads XML
_MAGIC, _END, _BITS = 0x314159265359, 0x177245385090, 48
_SUM, _SUM_MASK = 32, (1 << 32) - 1
_HEADER = 4  # bytes before the first block of a stream: BZh and its level
_MARK = 7  # bytes in which a magic lies at any bit
_LONGEST = 1 << 22  # packed bytes of one block: the format allows some 2.3 million
_AT_ONCE = (
    1 << 22
)  # unpacked bytes of a block that a thread makes: blocks rarely hold more than 900,000, but up to 46 MB
_PIECE = 1 << 18  # unpacked bytes that are given at once

Again = Callable[[int, int], Iterator[bytes]]
Out = tuple[bytes, bz2.BZ2Decompressor]


class Block(NamedTuple):
    """One block as a stream of its own; `member` is the byte of the file at which its stream begins."""

    member: int
    packed: bytes


def threads() -> int:
    """Return how many threads unpack: as many as this process has cores, up to `MOST`."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return min(MOST, len(os.sched_getaffinity(0)))
    return min(MOST, os.cpu_count() or 1)


def unpacked(head: bytes, read: Callable[[], bytes], again: Again, workers: int) -> Iterator[bytes]:
    """Yield what a bzip2 file holds, unpacked by so many threads; none of them is left when this ends or is closed.

    Args:
        head: the first bytes of the file, behind which `read` goes on.
        read: gives the next bytes, none at the end.
        again: called with the byte where a stream begins and how much of it was given: gives all that follows.
        workers: how many threads; up to twice as many blocks are under way.
    """
    cutter = Cutter(head, read)
    blocks = cutter.blocks()
    under_way: deque[tuple[int, Future[Out | None]]] = deque()
    member = given = 0
    room = 1  # of the first block nobody knows yet whether more is wanted than the head of the file
    pool = ThreadPoolExecutor(workers, thread_name_prefix="wikidiff-bzip2")
    try:
        while True:
            while len(under_way) < room and (block := next(blocks, None)) is not None:
                under_way.append((block.member, pool.submit(_begun, block.packed)))
            if not under_way:
                break
            begun, future = under_way.popleft()
            if begun != member:
                member, given = begun, 0
            whole = _whole(future.result())
            if whole is None:
                cutter.rest = member
                break
            for start in range(0, len(whole), _PIECE):
                yield whole[start : start + _PIECE]
            given += len(whole)
            room = min(2 * room, 2 * workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    if cutter.rest is not None:
        yield from again(cutter.rest, given if cutter.rest == member else 0)


def _begun(packed: bytes) -> Out | None:
    """Unpack a block, of one that is long the beginning; None where it is none."""
    decompressor = bz2.BZ2Decompressor()
    try:
        return decompressor.decompress(packed, _AT_ONCE), decompressor
    except (OSError, ValueError):
        return None


def _whole(out: Out | None) -> bytes | None:
    """Return what a block holds if its end was seen, with the right sum, exactly where it was cut off."""
    if out is None:
        return None
    data, decompressor = out
    parts = [data]
    try:
        while not decompressor.eof and not decompressor.needs_input:
            parts.append(decompressor.decompress(b"", _AT_ONCE))
    except (OSError, ValueError):
        return None
    return b"".join(parts) if decompressor.eof and not decompressor.unused_data else None


class Cutter:
    """Cuts a file into blocks. Places are bits from its beginning, unless they are called bytes.

    `rest` is, behind the last block, the byte where a stream begins that somebody else has to read, or None.
    """

    def __init__(self, head: bytes, read: Callable[[], bytes]) -> None:
        self._read = read
        self._data, self._base = b"", 0  # the byte of the file at which `_data` begins
        self._marks: deque[int] = deque()  # where blocks seem to begin
        self._ended = False
        self._kept = 0  # the byte before which nothing is looked at again
        self.rest: int | None = None
        self._take(head)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in their order."""
        member: int | None = 0
        while member is not None:
            self.rest = self._kept = member
            try:
                if member and not self._has(member + 1):
                    self.rest = None
                    return
                member = yield from self._stream(member)
            except InputError:  # who reads it again meets it in its place
                return

    def _stream(self, member: int) -> Generator[Block, None, int | None]:
        """Yield the blocks of a stream; return the byte behind it, None where something is not as it has to be."""
        level = self._level(member)
        if level is None:
            return None
        at, total = (member + _HEADER) * 8, 0
        while self._bits(at, _BITS) == _MAGIC:
            end, checksum = self._next(at), self._bits(at + _BITS, _SUM)
            if end is None:
                return None
            total = ((total << 1 | total >> (_SUM - 1)) & _SUM_MASK) ^ checksum
            yield Block(member, self._packed(at, end, level, checksum))
            at, self._kept = end, end // 8
        right = self._bits(at, _BITS) == _END and self._bits(at + _BITS, _SUM) == total
        return (at + _BITS + _SUM + 7) // 8 if right else None

    def _packed(self, at: int, end: int, level: int, checksum: int) -> bytes:
        """Return a block with a header and an end of its own."""
        inside = self._bits(at, end - at)
        bits = end - at + _BITS + _SUM
        padding = -bits % 8
        number = ((inside << _BITS | _END) << _SUM | checksum) << padding
        return b"BZh%d" % level + number.to_bytes((bits + padding) // 8, "big")

    def _next(self, at: int) -> int | None:
        """Return where the block at a place ends: at the next one or at the end of its stream."""
        while self._marks and self._marks[0] <= at:
            self._marks.popleft()
        while not self._marks:
            if len(self._data) > 2 * _LONGEST:
                return None
            if not self._more():
                return self._last(at)
        mark = self._marks[0]
        before = self._end_before(mark // 8 - _HEADER) if mark % 8 == 0 else None
        return before if before is not None and before > at else mark

    def _end_before(self, member: int) -> int | None:
        """Return where the end of a stream stands right before the byte at which another may begin."""
        if self._level(member) is None:
            return None
        last = member * 8 - _BITS - _SUM
        return next((at for at in range(last, last - 8, -1) if self._bits(at, _BITS) == _END), None)

    def _last(self, at: int) -> int | None:
        """Return where the last stream of a file ends, its last block beginning at a place."""
        start = at // 8 - self._base
        found = _places(self._data[start:], _END, whole=False)
        return min((place + at // 8 * 8 for place in found), default=None)

    def _level(self, member: int) -> int | None:
        """Return the level in the header of a stream, None where there is no header."""
        level = self._bits(member * 8, 8 * _HEADER) - int.from_bytes(b"BZh0", "big")
        return level if 0 < level <= 9 else None

    def _bits(self, at: int, count: int) -> int:
        """Return some bits as a number, -1 where the file ends before them."""
        first, behind = at // 8, (at + count + 7) // 8
        if not self._has(behind):
            return -1
        number = int.from_bytes(self._data[first - self._base : behind - self._base], "big")
        return number >> (behind * 8 - at - count) & ((1 << count) - 1)

    def _has(self, behind: int) -> bool:
        """Read on until a byte is there; tell whether it is."""
        while self._base + len(self._data) < behind and self._more():
            pass
        return self._base + len(self._data) >= behind

    def _more(self) -> bool:
        if not self._ended:
            new = self._read()
            self._ended = not new
            self._take(new)
        return not self._ended

    def _take(self, new: bytes) -> None:
        """Add what was read, and note where in it blocks seem to begin."""
        overlap = self._data[-(_MARK - 1) :]
        first = (self._base + len(self._data) - len(overlap)) * 8
        self._marks.extend(sorted(first + place for place in _places(overlap + new, _MAGIC)))
        done = max(0, min(self._kept - self._base, len(self._data) - _MARK))
        self._data = self._data[done:] + new
        self._base += done


def _places(data: bytes, magic: int, *, whole: bool = True) -> Iterator[int]:
    """Yield the bits at which a magic begins; with `whole` only where all bytes follow that it may touch."""
    for shift in range(8):
        spread = (magic << (8 - shift)).to_bytes(_MARK, "big")
        inner = spread[1:-1]  # of the first and the last byte it has only some bits
        at = data.find(inner, 1)
        while at > 0:
            touched = data[at - 1 : at + _MARK - 1]
            if len(touched) == _MARK or (not whole and shift == 0):
                number = int.from_bytes(touched.ljust(_MARK, b"\0"), "big")
                if number >> (8 - shift) & ((1 << _BITS) - 1) == magic:
                    yield (at - 1) * 8 + shift
            at = data.find(inner, at + 1)
