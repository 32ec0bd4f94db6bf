"""7z archives as blocks of bytes: by py7zr (the extra `sevenzip`), or by the 7z program where that is installed.

What the files of an archive hold comes out one behind the other, in blocks, unpacked ahead of the reader: dumps have
one file in each archive. 7z keeps its table at the end, so an archive cannot be read from a pipe, and one that is cut
off gives nothing.
"""

from __future__ import annotations

import io
import lzma
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import BinaryIO

from wikidiff.errors import InputError, MissingExtra
from wikidiff.sources.ahead import given

_PROGRAMS = ("7zz", "7z", "7za", "7zr")
_PIECE = 1 << 16  # packed bytes that are unpacked at once: up to some MiB of wikitext
_BLOCK = 1 << 20

Give = Callable[[bytes], bool]


class _Unwanted(Exception):
    """The reader went away."""


def members(stream: BinaryIO, name: str | None) -> Iterator[bytes]:
    """Yield what the files of an archive hold.

    Raises `InputError` where the archive is damaged or comes from a pipe, `MissingExtra` where neither py7zr nor a 7z
    program is installed.
    """
    if not stream.seekable():
        raise InputError(
            "a 7z archive cannot be read from a pipe: its table stands at its end", hint="name the file", path=name
        )
    try:
        import py7zr  # noqa: F401, PLC0415  (an extra)
    except ImportError as error:
        program = next((found for one in _PROGRAMS if (found := shutil.which(one))), None)
        if program is None or not name:
            raise MissingExtra(
                "reading 7z needs py7zr or the program 7z",
                hint="install it with: pip install 'wikidiff[sevenzip]'",
                path=name,
            ) from error
        return _by_program(program, name)
    return given(lambda give: _by_library(stream, name, give))


class _Slowly(io.RawIOBase):
    """A file of which little is read at once, so that what is unpacked of it stays little too."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.piece = -1

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size if self.piece < 0 else min(size, self.piece) if size >= 0 else self.piece)


def _by_library(stream: BinaryIO, name: str | None, give: Give) -> None:
    import py7zr  # noqa: PLC0415  (an extra)
    from py7zr.io import Py7zIO, WriterFactory  # noqa: PLC0415

    class Giver(Py7zIO):
        """What py7zr writes to."""

        def write(self, s: bytes | bytearray) -> int:
            for start in range(0, len(s), _BLOCK):
                if not give(bytes(s[start : start + _BLOCK])):
                    raise _Unwanted
            return len(s)

        def read(self, size: int | None = None) -> bytes:  # noqa: ARG002
            return b""

        def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
            return 0

        def flush(self) -> None:
            """Everything was given already."""

        def size(self) -> int:
            return 0

    class Givers(WriterFactory):
        """One for each file of the archive."""

        def create(self, filename: str) -> Py7zIO:  # noqa: ARG002
            return Giver()

    stream.seek(0)
    slow = _Slowly(stream)
    try:
        with py7zr.SevenZipFile(slow) as archive:  # type: ignore[arg-type]  # read, seek and tell are all it uses
            slow.piece = _PIECE
            archive.extractall(factory=Givers())
    except _Unwanted:
        return
    except py7zr.PasswordRequired as error:
        raise InputError("the 7z archive needs a password", hint="unpack it first", path=name) from error
    except (py7zr.exceptions.ArchiveError, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        raise _damaged(name, str(error)) from error


def _by_program(program: str, name: str) -> Iterator[bytes]:
    command = [program, "x", "-so", "-bd", "-y", "--", name]
    with subprocess.Popen(  # noqa: S603  (the program that was found, and a file's name behind `--`)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        if process.stdout is None or process.stderr is None:  # cannot be: both are asked for
            return
        try:
            while block := process.stdout.read(_BLOCK):
                yield block
            said = process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            if process.wait():
                raise _damaged(name, said[-1] if said else f"the program ended with {process.returncode}")
        finally:
            process.kill()


def _damaged(name: str | None, why: str) -> InputError:
    what = f"the 7z archive is damaged ({why})" if why else "the 7z archive is damaged"
    return InputError(what, hint="fetch the file again", path=name)
