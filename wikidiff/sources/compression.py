"""Files as blocks of bytes, whatever they are packed with: gz, bz2 (also of several streams), zst, 7z, or not at all.

A file is known by its first bytes, not by its name. It is read in its order, in blocks, and never held whole: memory
does not grow with the file. What is cut off or damaged gives everything before the damage and then one `InputError`
that names the byte in the packed file.
"""

from __future__ import annotations

import bz2
import contextlib
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, Protocol

from wikidiff.errors import InputError
from wikidiff.sources import bzip2
from wikidiff.sources.ahead import read_ahead

BLOCK = 1 << 20  # bytes that are read from a file at once
UNPACKED = 1 << 18  # bytes that a decompressor gives at once: what damage can cost at most


_BZIP2_STREAM = re.compile(rb"BZh[1-9]1AY&SY")
_BZIP2_MAGIC = 10  # bytes of it
_DAMAGE = (OSError, ValueError, EOFError, zlib.error)


class Kind(NamedTuple):
    """How a file is packed: its name for people, and how its first bytes look."""

    name: str
    magic: bytes


KINDS = (
    Kind("gzip", b"\x1f\x8b"),
    Kind("bzip2", b"BZh"),
    Kind("zstandard", b"\x28\xb5\x2f\xfd"),
    Kind("7z", b"7z\xbc\xaf\x27\x1c"),
)
PLAIN = "none"
_PIECE = 1 << 13  # bytes that zstandard is given at once: it gives back all that they hold, up to 32 KiB for each
_SKIPPABLE = range(0x50, 0x60)  # the first bytes of zstandard's skippable frames, followed by 2A 4D 18


def packed_with(head: bytes) -> str:
    """Return how a file is packed (`gzip`, `bzip2`, `zstandard`, `7z`, `none`) by its first bytes."""
    if len(head) >= 4 and head[0] in _SKIPPABLE and head[1:4] == b"\x2a\x4d\x18":
        return "zstandard"
    return next((kind.name for kind in KINDS if head.startswith(kind.magic)), PLAIN)


def blocks(stream: BinaryIO, *, name: str | None = None) -> Iterator[bytes]:
    """Yield the unpacked bytes of a file, block by block; what takes long to unpack is unpacked ahead of the reader.

    `name` is what errors call the file. Raises `InputError` where the file is damaged, ends too early or cannot be
    read, and `MissingExtra` for 7z where nothing on this machine can unpack it.
    """
    head = _read(stream, BLOCK, name)
    kind = packed_with(head)
    if kind == "gzip":
        return read_ahead(_members(head, stream, name, kind, lambda: _Gzip(zlib.decompressobj(wbits=31))))
    if kind == "bzip2":
        return read_ahead(_bzip2(head, stream, name))
    if kind == "zstandard":
        return _zstandard(head, stream, name)
    if kind == "7z":
        from wikidiff.sources.sevenzip import members  # noqa: PLC0415  (an extra)

        return members(stream, name)
    return _plain(head, stream, name)


def stream_offsets(stream: BinaryIO, *, name: str | None = None) -> Iterator[int]:
    """Yield where the streams of a bzip2 file begin, in bytes from where `stream` is.

    The ten bytes that begin a stream and its first block are looked for; that packed data holds them by chance is less
    likely than damage. Nothing is unpacked.
    """
    held, place = b"", 0
    while data := _read(stream, BLOCK, name):
        held += data
        for match in _BZIP2_STREAM.finditer(held):
            yield place + match.start()
        kept = held[-(_BZIP2_MAGIC - 1) :]
        place += len(held) - len(kept)
        held = kept


class Decompressor(Protocol):
    """What bz2 offers, and gzip is made to offer."""

    @property
    def eof(self) -> bool:
        """Whether the end of this stream was seen."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without new bytes."""

    @property
    def unused_data(self) -> bytes:
        """What stood behind the end of this stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack at most `max_length` bytes."""


class _Gzip:
    """zlib's decompressor with the manners of bz2's."""

    def __init__(self, inner: zlib._Decompress) -> None:
        self._inner = inner
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._full

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(out) == max_length or bool(self._inner.unconsumed_tail)
        return out


def _bzip2(head: bytes, stream: BinaryIO, name: str | None) -> Iterator[bytes]:
    """Yield what a bzip2 file holds: unpacked by several threads, where there are cores and one can go back in it."""
    workers = bzip2.threads()
    if workers < 2 or not stream.seekable():
        return _members(head, stream, name, "bzip2", bz2.BZ2Decompressor)
    first = stream.tell() - len(head)

    def again(member: int, given: int) -> Iterator[bytes]:
        """Read on from where a stream begins, in the pieces in which all would be read from the start."""
        stream.seek(first + member - member % BLOCK)
        data = _read(stream, BLOCK, name)[member % BLOCK :]
        for out in _members(data, stream, name, "bzip2", bz2.BZ2Decompressor, member):
            if given < len(out):
                yield out[given:]
            given = max(0, given - len(out))

    return bzip2.unpacked(head, lambda: _read(stream, BLOCK, name), again, workers)


def _members(
    data: bytes, stream: BinaryIO, name: str | None, kind: str, new: Callable[[], Decompressor], taken: int = 0
) -> Iterator[bytes]:
    """Yield what the streams of a file hold, one stream behind the other; zeros behind the last are padding.

    `taken` are the packed bytes before `data`: 0, or where the second or a later stream begins or would begin.
    """
    first = stream.tell() - taken - len(data) if stream.seekable() else -1
    if taken:
        data, taken = _behind(data, taken, stream, name)
        if not data:
            return
    decompressor, begun = new(), False
    member, given = taken, 0  # where this stream begins, and the bytes that came of it
    piece = taken  # where the packed bytes begin that were handed over last
    while True:
        piece = taken if data else piece
        try:
            out = decompressor.decompress(data, UNPACKED)
        except _DAMAGE as error:
            if first >= 0:
                stream.seek(first + member)
                yield from _before_damage(stream, name, new(), given, piece - member)
            if begun or not taken:
                raise _damaged(kind, taken, name, error) from error
            raise _damaged(kind, taken, name, "what follows the last whole stream is no other") from error
        begun = begun or bool(data)
        taken += len(data)
        if out:
            given += len(out)
            yield out
        if decompressor.eof:
            data = decompressor.unused_data
            data, taken = _behind(data, taken - len(data), stream, name)
            if not data:
                return
            decompressor, begun = new(), False
            member, given = taken, 0
            continue
        data = b""
        if decompressor.needs_input:
            data = _read(stream, BLOCK, name)
            if not data:
                raise _cut(kind, taken, name)


def _behind(data: bytes, taken: int, stream: BinaryIO, name: str | None) -> tuple[bytes, int]:
    """Pass over zeros behind a stream; return what follows, nothing at the end, and the bytes taken before it."""
    while not data.strip(b"\0"):
        taken += len(data)
        data = _read(stream, BLOCK, name)
        if not data:
            break
    return data, taken


def _before_damage(
    stream: BinaryIO, name: str | None, decompressor: Decompressor, given: int, whole: int
) -> Iterator[bytes]:
    """Yield what a damaged stream holds between the `given` bytes that came of it and the damage.

    A decompressor that meets damage gives nothing of what it had unpacked in that call, and it looks ahead as far as
    it can. So the stream is unpacked again: the first `whole` packed bytes, which hold no damage, in large steps, and
    the others byte by byte; what comes of it likewise, up to where it came to and from there on.
    """
    data = b""
    with contextlib.suppress(*_DAMAGE):
        while not decompressor.eof:
            if decompressor.needs_input:
                data = _read(stream, min(whole, BLOCK) or 1, name)
                whole -= min(whole, len(data))
                if not data:
                    return
            out = decompressor.decompress(data, min(given, UNPACKED) or 1)
            data = b""
            if given:
                given -= len(out)
            elif out:
                yield out


def _zstandard(head: bytes, stream: BinaryIO, name: str | None) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415  (only those who have such files load it)

    data, taken, whole = head, 0, True
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    while data:
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            while piece:
                whole = False
                try:
                    out = decompressor.decompress(piece)
                except zstandard.ZstdError as error:
                    raise _damaged("zstandard", taken, name, error) from error
                if out:
                    yield out
                rest = decompressor.unused_data if decompressor.eof else b""
                taken += len(piece) - len(rest)
                if decompressor.eof:
                    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
                    whole = True
                piece = rest
        data = _read(stream, BLOCK, name)
    if not whole:
        raise _cut("zstandard", taken, name)


def _plain(head: bytes, stream: BinaryIO, name: str | None) -> Iterator[bytes]:
    while head:
        yield head
        head = _read(stream, BLOCK, name)


def _read(stream: BinaryIO, size: int, name: str | None) -> bytes:
    try:
        return stream.read(size)
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror or error})", path=name) from error


def _damaged(kind: str, byte: int, name: str | None, error: object) -> InputError:
    what = f"the {kind} data is damaged at byte {byte:,} of the packed file or behind it ({error})"
    return InputError(what, hint="fetch the file again", path=name, byte=byte)


def _cut(kind: str, byte: int, name: str | None) -> InputError:
    what = f"the {kind} data ends too early, at byte {byte:,} of the packed file"
    return InputError(what, hint="fetch the file again", path=name, byte=byte)
