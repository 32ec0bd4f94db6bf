"""How a watch is: read from its state by `wikidiff watch status`, served on loopback as a page and as metrics."""

from __future__ import annotations

import html
import json
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from wikidiff.errors import ConfigError
from wikidiff.monitor.rules import Rule
from wikidiff.monitor.state import State
from wikidiff.report.words import plural

if TYPE_CHECKING:
    from wikidiff.monitor.watcher import Watcher

_LAST: Final = 20
_HEAD: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="15">
<title>wikidiff watch</title><style>body{font:15px/1.5 system-ui,sans-serif;
max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}td,th{text-align:left;padding:.25rem .75rem .25rem 0;
border-bottom:1px solid #8884;vertical-align:top}.bad{color:#b00020;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}.bad{color:#ff6b6b}a{color:#8ab4ff}}</style>
<h1>wikidiff watch</h1>"""


def told(state: State) -> dict[str, Any]:
    """Return what the state tells of a watch, ready for JSON."""
    now = time.time()
    cursors = [
        {"source": row["source"], "time": _iso(row["time"]), "age": round(now - row["time"], 1)}
        for row in state.rows("SELECT source, time FROM cursors ORDER BY source")
    ]
    queues = state.rows(
        "SELECT sink, count(*) n, min(due) oldest, max(attempts) attempts, sum(due <= ?) due, max(error) error "
        "FROM queue GROUP BY sink ORDER BY sink",
        now,
    )
    sinks = {row["name"]: dict(row) for row in state.rows("SELECT * FROM sinks")}
    for row in queues:
        sinks.setdefault(row["sink"], {"name": row["sink"], "told": None, "failed": None, "error": row["error"]})
        sinks[row["sink"]].update(waiting=row["n"], due=row["due"] or 0, oldest=_iso(row["oldest"]))
    for sink in sinks.values():
        sink["told"], sink["failed"] = _iso(sink["told"]), _iso(sink["failed"])
    return {
        "cursors": cursors,
        "settling": state.one("SELECT count(*) FROM pending") or 0,
        "sinks": [sinks[name] for name in sorted(sinks)],
        "totals": state.totals(),
        "rules": {
            row["rule"]: row["n"]
            for row in state.rows("SELECT rule, count(*) n FROM alerts GROUP BY rule ORDER BY rule")
        },
        "gaps": [
            {**dict(row), "began": _iso(row["began"]), "ended": _iso(row["ended"])}
            for row in state.rows("SELECT began, ended, reason, filled, outcome FROM gaps ORDER BY id DESC LIMIT 10")
        ],
        "alerts": [
            {
                "key": row["key"],
                "time": _iso(row["time"]),
                "severity": row["severity"],
                "state": row["state"],
                "url": json.loads(row["body"]).get("url"),
                "title": row["title"],
                "rule": row["rule"],
            }
            for row in state.rows("SELECT * FROM alerts ORDER BY made DESC LIMIT ?", _LAST)
        ],
    }


def as_text(found: dict[str, Any]) -> str:
    """Return what `told` returned as lines for people."""
    lines = [
        f"read up to   {cursor['time']} ({_ago(cursor['age'])}) of {cursor['source']}" for cursor in found["cursors"]
    ]
    lines.append(f"settling     {plural(found['settling'], 'edit')}")
    for sink in found["sinks"]:
        waiting = sink.get("waiting", 0)
        lines.append(f"sink         {sink['name']}: {waiting:,} waiting, last told {sink['told'] or 'never'}")
        if sink["failed"]:
            lines.append(f"             down since {sink['failed']}: {sink['error']}")
    lines.extend(f"rule         {name}: {plural(count, 'alert')}" for name, count in found["rules"].items())
    lines.extend(f"total        {name}: {value:,.0f}" for name, value in found["totals"].items())
    lines.extend(
        f"gap          {gap['began']} to {gap['ended']}: {gap['reason']}; {gap['outcome']}" for gap in found["gaps"]
    )
    lines.extend(f"alert        {one['time']} {one['severity']} {one['rule']} {one['title']} ({one['state']})"
                 for one in found["alerts"])  # fmt: skip
    return "\n".join(lines) + "\n"


def metrics(watcher: Watcher) -> str:
    """Return Prometheus' text format."""
    now, found, health = time.time(), told(watcher.state), watcher.health
    rows: list[tuple[str, str, str, list[tuple[str, float]]]] = [
        ("up", "gauge", "Whether the source can be heard", [("", float(health.connection != "lost"))]),
        ("lag_seconds", "gauge", "Age of the moment up to which all was told", [("", health.lag or 0.0)]),
        ("events_per_second", "gauge", "Events read over the last minute", [("", health.rate(now))]),
        ("cursor_time_seconds", "gauge", "Time of the committed cursor",
         [("", max((_seconds(one["time"]) for one in found["cursors"]), default=0.0))]),
        ("settling", "gauge", "Edits that wait to settle", [("", float(found["settling"]))]),
        ("queue", "gauge", "Messages that wait for a sink",
         [(f'{{sink="{_label(one["name"])}"}}', float(one.get("waiting", 0))) for one in found["sinks"]]),
        ("trouble", "gauge", "What is wrong just now",
         [(f'{{about="{_label(name)}"}}', 1.0) for name in health.trouble]),
        ("alerts", "gauge", "Alerts in the state by rule",
         [(f'{{rule="{_label(name)}"}}', float(count)) for name, count in found["rules"].items()]),
    ]  # fmt: skip
    rows.extend(
        (f"{_metric(name)}_total", "counter", "Since the state was made", [("", value)])
        for name, value in found["totals"].items()
    )
    lines = []
    for name, kind, text, values in rows:
        lines += [f"# HELP wikidiff_watch_{name} {text}", f"# TYPE wikidiff_watch_{name} {kind}"]
        lines += [f"wikidiff_watch_{name}{label} {value:g}" for label, value in values]
    return "\n".join(lines) + "\n"


def page(watcher: Watcher) -> str:
    """Return the status page."""
    found, health = told(watcher.state), watcher.health
    lag = "unknown" if health.lag is None else f"{health.lag:,.1f} s"
    state = f"{health.connection}{f' ({health.reason})' if health.reason else ''}"
    facts = [
        ("wiki", watcher.settings.wiki),
        ("connection", state),
        ("lag", lag),
        ("events", f"{health.rate(time.time()):.1f} a second"),
        ("settling", f"{found['settling']:,}"),
    ]
    parts = [_HEAD, _table(("", ""), facts)]
    if health.trouble:
        rows = "".join(f"<li class=bad>{_text(name)}: {_text(why)}</li>" for name, why in health.trouble.items())
        parts.append(f"<h2>Trouble</h2><ul>{rows}</ul>")
    parts.append("<h2>Rules</h2>" + _table(
        ("rule", "severity", "alerts", "sinks"),
        [(rule.name, rule.severity, found["rules"].get(rule.name, 0), ", ".join(rule.sinks))
         for rule in watcher.settings.rules],
    ))  # fmt: skip
    parts.append("<h2>Sinks</h2>" + _table(
        ("sink", "waiting", "last told", "trouble"),
        [(one["name"], one.get("waiting", 0), one["told"] or "never", one["error"] or "") for one in found["sinks"]],
    ))  # fmt: skip
    rows = "".join(
        f"<tr><td>{_text(one['time'])}<td>{_text(one['severity'])}<td>{_text(one['rule'])}<td>{_link(one)}"
        f"<td>{_text(one['state'])}</tr>"
        for one in found["alerts"]
    )
    parts.append(f"<h2>Last alerts</h2><table>{rows}</table>")
    if found["gaps"]:
        gaps = [(one["began"], one["ended"], one["reason"], one["outcome"]) for one in found["gaps"]]
        parts.append("<h2>Gaps</h2>" + _table(("from", "to", "why", "what was done"), gaps))
    return "".join(parts)


class StatusServer:
    """Serves `/`, `/status.json`, `/metrics` and `/health` to this machine."""

    def __init__(self, watcher: Watcher, address: tuple[str, int]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = _answer(watcher, self.path.partition("?")[0], self.headers.get("Host", ""))
                status, kind, text = answer
                data = text.encode("utf-8", "replace")
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
                """Log nothing: the log is for the watch."""

        try:
            self._server = ThreadingHTTPServer(address, Handler)
        except OSError as error:
            raise ConfigError(
                f"the status page cannot be served on {address[0]}:{address[1]} ({error.strerror})",
                hint="another watcher may serve there; name another port under [status]",
            ) from error
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name="status", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


def _answer(watcher: Watcher, path: str, host: str) -> tuple[int, str, str]:
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name.strip("[]") not in ("127.0.0.1", "localhost", "::1"):  # a page elsewhere must not read it through a name
        return 403, "text/plain", "ask under 127.0.0.1\n"
    if path == "/":
        return 200, "text/html", page(watcher)
    if path == "/metrics":
        return 200, "text/plain; version=0.0.4", metrics(watcher)
    if path == "/status.json":
        found = {**told(watcher.state), "connection": watcher.health.connection, "trouble": watcher.health.trouble}
        return 200, "application/json", json.dumps(found)
    if path == "/health":
        bad = bool(watcher.health.trouble) or watcher.health.connection == "lost"
        return (503 if bad else 200), "text/plain", ("trouble\n" if bad else "well\n")
    return 404, "text/plain", "there is /, /status.json, /metrics and /health\n"


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    head = "<tr>" + "".join(f"<th>{_text(one)}" for one in heads) + "</tr>" if any(heads) else ""
    body = "".join("<tr>" + "".join(f"<td>{_text(one)}" for one in row) + "</tr>" for row in rows)
    return f"<table>{head}{body}</table>"


def _link(one: dict[str, Any]) -> str:
    url = one["url"]
    title = _text(one["title"] or one["key"])
    return f'<a href="{html.escape(url)}">{title}</a>' if isinstance(url, str) and url.startswith("http") else title


def _text(value: object) -> str:
    return html.escape(str(value))


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _metric(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)


def _iso(moment: float | None) -> str | None:
    return (
        None
        if moment is None
        else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )


def _seconds(text: str | None) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _ago(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit} ago"
    return f"{seconds:.0f} s ago"


def rules_as_text(rules: tuple[Rule, ...]) -> str:
    """Return rules as lines for people, for --check."""
    from wikidiff.monitor.conditions import said  # noqa: PLC0415

    return "".join(
        f"rule {rule.name} ({rule.severity}) -> {', '.join(rule.sinks)}: {said(rule.condition)}\n" for rule in rules
    )
