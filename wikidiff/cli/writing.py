"""Write results to standard output or a file, whoever reads them and whenever they stop."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Container, Iterable
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, Final, Self

import click

from wikidiff.errors import UsageError

_PLAIN: Final = str.maketrans(
    {"→": "->", "…": "...", "›": ">", "·": "-", "×": "x", "−": "-", "±": "+/-", "¶": "//", "␣": "_"}
    | dict.fromkeys("“”", '"')
    | {"«": "<<", "»": ">>", "█": "#", "░": "-", "│": "|", "\u2066": "", "\u2067": "", "\u2069": ""}
)
WIDEST: Final = 120  # longer lines are hard to read, however wide the window is
_ENDINGS: Final = {
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "txt": "terminal",
    "html": "html",
    "htm": "html",
    "md": "markdown",
    "markdown": "markdown",
    "wiki": "wikitext",
    "wikitext": "wikitext",
    "mediawiki": "wikitext",
}
_LINKING: Final = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WEZTERM_PANE", "DOMTERM", "GHOSTTY_BIN_DIR")
_LINKING_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "mintty"})
_LINKING_KINDS: Final = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
_PART: Final = 1 << 16  # characters that are written at once


def form_of(output: str | None, forms: Container[str]) -> str | None:
    """Return the format that the name of a file asks for, None where it asks for none of these."""
    form = _ENDINGS.get(PurePath(output).suffix.lower().removeprefix(".")) if output else None
    return form if form in forms else None


class Output:
    """Where results go: a context manager that leaves no half-written file behind.

    A file is opened before the work starts, so that a wrong name costs nothing, and emptied at the first result,
    so that failed work costs no earlier result.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.gone = False
        self._written = False
        self._created = path is not None and not Path(path).exists()
        self._stream = self._open()

    def _open(self) -> BinaryIO:
        if self.path is None:
            if sys.stdout is None:
                raise UsageError("standard output is closed", hint="name a file with -o")
            return sys.stdout.buffer
        if not self.path:
            raise UsageError("the name of the file to write is empty", hint="name one after -o, or leave -o out")
        try:
            return Path(self.path).open("ab", buffering=0)  # what did not fit must not be tried again on closing
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise UsageError(f"it cannot be written ({reason})", hint="name another file", path=self.path) from error

    @property
    def terminal(self) -> bool:
        """Whether a person looks at it."""
        return self.path is None and sys.stdout.isatty()

    @property
    def color(self) -> bool:
        """Whether escape sequences are welcome: on a terminal that knows them, unless `NO_COLOR` is set."""
        return self.terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns for text: those of the terminal within reason, else 80."""
        return min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if self.path is None else 80

    @property
    def columns(self) -> int:
        """Columns of the terminal that a person looks at, 0 where nobody does."""
        return shutil.get_terminal_size((80, 24)).columns if self.terminal else 0

    @property
    def links(self) -> bool:
        """Whether the terminal takes links (OSC 8): those that are known to, or `FORCE_HYPERLINK` other than 0."""
        forced = os.environ.get("FORCE_HYPERLINK")
        if not self.color or forced == "0":
            return False
        kind, vte = os.environ.get("TERM", ""), os.environ.get("VTE_VERSION", "")
        if forced or os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS or kind.startswith(_LINKING_KINDS):
            return True
        return any(os.environ.get(name) for name in _LINKING) or (vte.isdecimal() and int(vte) >= 5000)

    def page(self, text: str) -> bool:
        """Write text for people through their pager (`PAGER`) where it is longer than the terminal is high."""
        if not self.terminal or text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
            return self.text(text)
        click.echo_via_pager(text)
        return True

    def document(self, parts: Iterable[str]) -> bool:
        """Write the parts of one document in UTF-8, as they come; return False when nobody reads any more."""
        held: list[str] = []
        size = 0
        for part in parts:
            held.append(part)
            size += len(part)
            if size >= _PART:
                if not self._write("".join(held).encode("utf-8")):
                    return False
                held, size = [], 0
        return self._write("".join(held).encode("utf-8"))

    def text(self, text: str) -> bool:
        """Write text for people, in the terminal's own encoding; return False when nobody reads any more."""
        encoding = "utf-8" if self.path is not None else sys.stdout.encoding or "utf-8"
        try:
            return self._write(text.encode(encoding))
        except UnicodeEncodeError:
            return self._write(text.translate(_PLAIN).encode(encoding, "replace"))

    def data(self, text: str) -> bool:
        """Write one document for programs, in UTF-8; return False when nobody reads any more."""
        return self._write(text.encode("utf-8") + b"\n")

    def _write(self, raw: bytes) -> bool:
        if self.gone:
            return False
        try:
            if not self._written and self.path is not None and Path(self.path).is_file():
                self._stream.truncate(0)
            self._written = True
            rest = memoryview(raw)
            while rest:
                rest = rest[self._stream.write(rest) :]
            self._stream.flush()
        except BrokenPipeError:
            self.gone = True
            if self.path is None:  # or the interpreter complains when it flushes on its way out
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            name = self.path or "standard output"
            raise UsageError(f"it cannot be written ({error.strerror or error})", path=name) from error
        return not self.gone

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.path is None:
            return
        self._stream.close()
        if kind is not None and self._created and not self._written:
            Path(self.path).unlink(missing_ok=True)
