"""wikidiff2, MediaWiki's own diff engine, asked through PHP: what it says of two texts, within a time limit a call."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

SCRIPT = Path(__file__).with_name("wikidiff2.php")
SECONDS = 20.0  # a real pair takes milliseconds; one long line of unrelated words can take minutes
ADDED, REMOVED, CHANGED, LEFT, ARRIVED = 1, 2, 3, 4, 5  # how wikidiff2 numbers the kinds of a line


class TooSlow(Exception):
    """wikidiff2 did not answer in time; its process was ended, and the next question starts another."""


class Gone(Exception):
    """wikidiff2's process ended by itself."""


@dataclass(frozen=True, slots=True)
class Side:
    """One line of one text, without its line break: where it starts, in code points, and which parts of it changed."""

    start: int
    text: str
    changed: tuple[tuple[int, int], ...] = ()

    @property
    def end(self) -> int:
        """Where the line ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that changed: only `new` where it was added, only `old` where it was removed, else both."""

    old: Side | None
    new: Side | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What wikidiff2 says of two texts, and how long it took by its own clock."""

    lines: tuple[Line, ...]
    seconds: float

    @property
    def removed(self) -> int:
        """How many lines of the old text are not in the new one as they were."""
        return sum(line.old is not None for line in self.lines)

    @property
    def added(self) -> int:
        """How many lines of the new text were not in the old one as they are."""
        return sum(line.new is not None for line in self.lines)

    @property
    def moves(self) -> tuple[tuple[Side, Side], ...]:
        """The lines that stand elsewhere, changed or not."""
        return tuple((line.old, line.new) for line in self.lines if line.moved and line.old and line.new)


@cache
def missing() -> str:
    """Say why wikidiff2 cannot be asked on this machine; "" where it can."""
    if shutil.which("php") is None:
        return "PHP is not installed (packages php-cli and php-wikidiff2)"
    there = "exit(function_exists('wikidiff2_inline_json_diff') ? 0 : 1);"
    if subprocess.run(["php", "-r", there], check=False, capture_output=True).returncode:
        return "PHP has no wikidiff2 (package php-wikidiff2)"
    return ""


class Wikidiff2:
    """A co-process that runs wikidiff2. Use it in `with`; it starts with the first question."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.started = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, old: str, new: str, seconds: float | None = None) -> Answer:
        """Compare two texts; `TooSlow` after so many seconds, and the process is ended."""
        question = json.dumps({"old": old, "new": new, "context": 0}).encode() + b"\n"
        process = self._running()
        try:
            assert process.stdin is not None
            process.stdin.write(question)
            process.stdin.flush()
            said = json.loads(self._line(process, time.monotonic() + (seconds or self.seconds)))
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise Gone(f"wikidiff2 ended with {process.returncode}") from error
        except TooSlow:
            self.close()
            raise
        return Answer(_lines(said["said"]["diff"], old, new), said["nanoseconds"] / 1e9)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(BrokenPipeError):  # what was not yet written is lost with it
                process.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self.started += 1
            command = ["php", "-d", "display_errors=stderr", "-d", "memory_limit=2G", str(SCRIPT)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    @staticmethod
    def _line(process: subprocess.Popen[bytes], until: float) -> bytes:
        """Read one line; nothing follows it before the next question."""
        assert process.stdout is not None
        out = process.stdout.fileno()
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                raise TooSlow(f"no answer in time, {sum(map(len, parts))} bytes so far")
            part = os.read(out, 1 << 16)
            if not part:
                raise EOFError
            parts.append(part)
        return b"".join(parts)


def _lines(rows: list[dict[str, Any]], old: str, new: str) -> tuple[Line, ...]:
    """Read wikidiff2's rows: its offsets are bytes, and a changed line holds the words of both sides in turn.

    Now and then wikidiff2 links a move to a line that it does not show as moved: then the line came or went.
    """
    old_bytes, new_bytes = old.encode(), new.encode()
    moved = {row["moveInfo"]["id"]: row for row in rows if row["type"] in (LEFT, ARRIVED)}
    lines: list[Line] = []
    for row in rows:
        kind, text = row["type"], row["text"]
        old_at, new_at = row["offset"]["from"], row["offset"]["to"]
        other = moved.get(row["moveInfo"]["linkId"]) if kind in (LEFT, ARRIVED) else None
        if kind == CHANGED or (kind == ARRIVED and other):
            old_at = other["offset"]["from"] if other else old_at
            before, after = _unwoven(text.encode(), row.get("highlightRanges", ()))
            left, right = Side(_characters(old_bytes, old_at), *before), Side(_characters(new_bytes, new_at), *after)
            lines.append(Line(left, right, moved=kind == ARRIVED))
        elif kind in (ADDED, ARRIVED):
            _, (whole, _) = _unwoven(text.encode(), row.get("highlightRanges", ()))
            lines.append(Line(None, Side(_characters(new_bytes, new_at), whole)))
        elif kind == REMOVED or (kind == LEFT and not other):
            lines.append(Line(Side(_characters(old_bytes, old_at), text), None))
    return tuple(lines)


def _characters(text: bytes, offset: int | None) -> int:
    """Return an offset in code points; a last line is sometimes given none."""
    if offset is None:
        return len(text[: text.rstrip(b"\n").rfind(b"\n") + 1].decode())
    return len(text[:offset].decode())


_Half = tuple[str, tuple[tuple[int, int], ...]]


def _unwoven(text: bytes, ranges: Any) -> tuple[_Half, _Half]:
    """Return the old line and the new line that a changed line holds, each with its changed ranges."""
    texts = ["", ""]
    changed: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    at = 0
    for part in ranges:
        both = text[at : part["start"]].decode()
        at = part["start"] + part["length"]
        own = text[part["start"] : at].decode()
        texts = [side + both for side in texts]
        side = 0 if part["type"] == 1 else 1  # here 0 is added and 1 removed
        changed[side].append((len(texts[side]), len(texts[side]) + len(own)))
        texts[side] += own
    rest = text[at:].decode()
    return (texts[0] + rest, tuple(changed[0])), (texts[1] + rest, tuple(changed[1]))
