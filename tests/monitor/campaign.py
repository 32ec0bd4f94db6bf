"""A watcher as a process of its own, between a stream, a wiki and sinks that all can be made to fail."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.monitor.recorded import NAME, RecordedWiki, Row, change
from tests.wiki.bridge import Bridge

SECRET = "a-secret-of-the-tests"  # noqa: S105


class Receiver:
    """A webhook's other end, which knows what it has: the same `Idempotency-Key` twice is one message."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.when: dict[str, float] = {}
        self.posts: Counter[str] = Counter()
        self.unsigned = 0
        self.down = threading.Event()
        self.silent = threading.Event()  # takes the message, and ends the connection without an answer
        self._server = _receiver(self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook/token-in-address"

    def take(self, key: str, body: bytes, signature: str) -> None:
        stamp, _, mark = signature.partition(",v1=")
        signed = hmac.new(SECRET.encode(), f"{stamp.removeprefix('t=')}.".encode() + body, hashlib.sha256)
        self.unsigned += not hmac.compare_digest(signed.hexdigest(), mark)
        self.posts[key] += 1
        self.taken.setdefault(key, json.loads(body))
        self.when.setdefault(key, time.time())


def _receiver(receiver: Receiver) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 503 if receiver.down.is_set() else 204
            if status == 204:
                receiver.take(self.headers["Idempotency-Key"], body, self.headers["X-Wikidiff-Signature"] or "")
            if receiver.silent.is_set():
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of connections that ended."""

    return Server(("127.0.0.1", 0), Handler)


def settings(folder: Path, bridge: Bridge, wiki: RecordedWiki, receiver: Receiver, rules: str, settle: str) -> Path:
    """Write the file of a watch; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "watch.toml"
    path.write_text(
        f"""
[watch]
wiki = "{NAME}"
api = "{wiki.api_url}"
settle = "{settle}"
longest_burst = "10m"
recheck = "0s"
[source]
url = "{bridge.url}"
streams = ["recentchange"]
silence = "3s"
[sinks.hook]
type = "webhook"
url = "{receiver.url}"
secret = "{SECRET}"
[sinks.lines]
type = "file"
path = "alerts.jsonl"
{rules}
""",
        encoding="utf-8",
    )
    return path


class Watch:
    """The process; `kill` and `start` again as often as a test likes."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path, self.options = path, options
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        with (self.path.parent / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wikidiff", "watch", "-c", str(self.path), *self.options],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=environment(self.path.parent),
            )  # fmt: skip

    def keep(self) -> None:
        """Start it again if it has ended, as a service manager does."""
        if self.process is not None and self.process.poll() not in (None, 2):
            self.start()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def end(self, seconds: float = 30.0) -> int:
        """Ask it to end; return its status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def full_disk(self, room: int | None) -> None:
        """Let no file grow beyond `room` bytes: what a full disk does to writes. None makes room again."""
        if self.process is not None and self.process.poll() is None:
            endless = resource.RLIM_INFINITY
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (endless if room is None else room, endless))

    def memory(self) -> int:
        """Return the resident bytes of the process."""
        if self.process is None:
            return 0
        text = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii")
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def seconds(self) -> float:
        """Return the processor time that the process has used."""
        if self.process is None:
            return 0.0
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log(self) -> str:
        return (self.path.parent / "log.txt").read_text(encoding="utf-8", errors="replace")


def environment(folder: Path) -> dict[str, str]:
    """Return an environment that asks nobody else."""
    own = {
        "WIKIDIFF_CONTACT": "User:Tests of wikidiff",
        "WIKIDIFF_STATE": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "WIKIDIFF_PER_MINUTE": "1000000",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    return {**{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}, **own}


def tell(bridge: Bridge, rows: Sequence[Row], rate: float, stop: threading.Event | None = None) -> dict[int, float]:
    """Put edits into the stream at a rate; return when each was told."""
    told: dict[int, float] = {}
    begin = time.monotonic()
    for number, row in enumerate(rows):
        ahead = begin + number / rate - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        if stop is not None and stop.is_set():
            break
        bridge.add_recent_change(change(row))
        told[row.id] = time.time()
        if number % 97 == 0:
            bridge.canary()
    return told


def ending(rows: Sequence[Row]) -> list[Row]:
    """Return edits that only let time pass, so that all before them has settled."""
    last = rows[-1]
    return [
        Row(
            last.id + 1 + number,
            0,
            9_000_000 + number,
            f"Ending {number}",
            "Nobody",
            last.time + 3600.0 * (1 + number),
            "end",
        )
        for number in range(2)
    ]


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """Return what the file sink holds."""
    path = folder / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
