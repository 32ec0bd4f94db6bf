"""Each sink against something real: files, an HTTP server, a mail server."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

import pytest

from tests.monitor.campaign import SECRET, Receiver
from wikidiff.errors import ConfigError
from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks import read_sinks
from wikidiff.monitor.sinks.atom import Atom
from wikidiff.monitor.sinks.base import Secret, SinkFailed
from wikidiff.monitor.sinks.lines import File
from wikidiff.monitor.sinks.mail import Mail
from wikidiff.monitor.sinks.notify import Apprise
from wikidiff.monitor.sinks.webhook import Webhook
from wikidiff.monitor.tables import parse

BODY = {
    "rule": {"name": "numbers", "severity": "high"},
    "page": {"title": "Town"},
    "user": "Ada",
    "timestamp": "2026-01-05T10:00:00Z",
    "url": "https://test.org/w/index.php?diff=2&oldid=1",
    "analysis": {"findings": [{"category": "numeric"}]},
}


def message(
    key: str = "testwiki:2:numbers:1", word: Word = Word.ALERT, *, doubt: bool = False, text: str = ""
) -> Message:
    return Message(f"{key}:{word}", word, key, BODY, text or f"{word} of {key}\nsecond line é", doubt=doubt)


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_holds_each_message_once(tmp_path):
    sink = File("f", tmp_path / "deep" / "alerts.jsonl")
    sink.open()
    sink.deliver([message("a"), message("b")])
    sink.deliver([message("b", doubt=True), message("c", doubt=True)])
    assert ids(sink.path) == ["a:alert", "b:alert", "c:alert"]


def test_a_line_that_a_crash_cut_is_taken_out(tmp_path):
    sink = File("f", tmp_path / "alerts.jsonl")
    sink.open()
    sink.deliver([message("a")])
    with sink.path.open("ab") as stream:
        stream.write(b'{"id":"b:alert","wo')
    sink.deliver([message("b", doubt=True)])
    assert ids(sink.path) == ["a:alert", "b:alert"]


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path):
    sink = File("f", tmp_path / "alerts.jsonl")
    sink.open()
    sink.deliver([message("a")])
    sink.path.rename(tmp_path / "alerts.1")
    sink.deliver([message("b")])
    assert ids(sink.path) == ["b:alert"]


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full here")
def test_a_full_disk_is_a_failure_of_the_sink(tmp_path):
    sink = File("f", tmp_path / "full")
    sink.path.symlink_to("/dev/full")
    with pytest.raises(SinkFailed, match="No space left"):
        sink.deliver([message("a")])


def test_a_file_that_cannot_be_written_is_said_at_the_start(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"):
        File("f", tmp_path / "file" / "below").open()


def webhook(receiver: Receiver, form: str = "json") -> Webhook:
    sink = Webhook("hook", Secret(receiver.url), Secret(SECRET), form=form)
    sink.open()
    return sink


def test_a_webhook_is_signed_and_names_its_message(polite):
    with Receiver() as receiver:
        sink = webhook(receiver)
        sink.deliver([message("a")])
        sink.deliver([message("a", doubt=True)])
        sink.close()
        assert dict(receiver.posts) == {"a:alert": 2}
        assert receiver.taken["a:alert"]["page"] == {"title": "Town"}
        assert receiver.unsigned == 0


def test_a_webhook_that_fails_says_so_and_keeps_its_address_to_itself(polite):
    with Receiver() as receiver:
        sink = webhook(receiver)
        receiver.down.set()
        with pytest.raises(SinkFailed, match="it answered 503") as caught:
            sink.deliver([message("a")])
        assert not caught.value.forever
    with pytest.raises(SinkFailed) as caught:
        sink.deliver([message("a")])
    assert "token-in-address" not in str(caught.value)
    sink.close()


@pytest.mark.parametrize(("form", "field"), [("slack", "text"), ("discord", "content")])
def test_a_webhook_in_the_form_of_a_chat(form, field, polite):
    with Receiver() as receiver:
        sink = webhook(receiver, form)
        sink.deliver([message("a", text="@everyone look" + "x" * 60_000)])
        sink.close()
        said = receiver.taken["a:alert"]
        assert said[field].startswith("@everyone look")
        assert len(said[field]) <= (1900 if form == "discord" else 39_000)
        assert form != "discord" or said["allowed_mentions"] == {"parse": []}


class Mailbox:
    """A mail server that takes letters, or refuses them."""

    def __init__(self, refuse: str = "") -> None:
        self.letters: list[bytes] = []
        self.refuse = refuse
        box = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 test\r\n")
                while line := self.rfile.readline():
                    verb = line.split()[0].upper() if line.split() else b""
                    if verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        rows = []
                        while (row := self.rfile.readline()) != b".\r\n":
                            rows.append(row.removeprefix(b".") if row.startswith(b"..") else row)
                        box.letters.append(b"".join(rows))
                    if verb == b"RCPT" and box.refuse:
                        self.wfile.write(f"{box.refuse} no\r\n".encode())
                        continue
                    self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 test\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def mail(port: int) -> Mail:
    return Mail("m", host="127.0.0.1", port=port, tls="none", sender="bot@wiki.org", to=("you@wiki.org",))


def test_a_letter_has_an_id_of_its_own_and_stands_in_a_thread():
    with Mailbox() as box:
        sink = mail(box.port)
        sink.deliver([message("a"), message("a", Word.RETRACT), message("a")])
    first, second, again = (message_from_bytes(letter, policy=default) for letter in box.letters)
    assert first["Message-ID"] == again["Message-ID"] != second["Message-ID"]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert first["Subject"] == "alert of a"
    assert "second line é" in first.get_content()
    assert first["Auto-Submitted"] == "auto-generated"


def test_a_subject_has_no_lines_in_it():
    with Mailbox() as box:
        mail(box.port).deliver([message("a", text="one\tBcc: x@y.z \x0b two\nthree")])
    letter = message_from_bytes(box.letters[0], policy=default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "one Bcc: x@y.z two"


@pytest.mark.parametrize(("code", "forever"), [("550", True), ("451", False)])
def test_a_refused_letter(code, forever):
    with Mailbox(code) as box, pytest.raises(SinkFailed, match=code) as caught:
        mail(box.port).deliver([message("a")])
    assert caught.value.forever is forever


def test_no_mail_server_is_a_failure():
    with Mailbox() as box:
        port = box.port
    with pytest.raises(SinkFailed, match="cannot be reached"):
        mail(port).deliver([message("a")])


def entries(sink: Atom) -> list[tuple[str | None, str | None]]:
    space = "{http://www.w3.org/2005/Atom}"
    root = ET.parse(sink.path).getroot()  # noqa: S314  (our own)
    return [(one.findtext(f"{space}id"), one.findtext(f"{space}title")) for one in root.findall(f"{space}entry")]


def test_a_feed_has_each_alert_once_newest_first(tmp_path):
    sink = Atom("a", tmp_path / "feed.xml", title="T", most=2)
    sink.open()
    sink.deliver([message("a"), message("b")])
    sink.deliver([message("b", doubt=True)])
    assert [key for key, _ in entries(sink)] == ["urn:wikidiff:b", "urn:wikidiff:a"]
    sink.deliver([message("a", Word.RETRACT), message("gone", Word.RETRACT)])
    assert entries(sink)[1] == ("urn:wikidiff:a", "retract of a")
    sink.deliver([message("c")])
    assert [key for key, _ in entries(sink)] == ["urn:wikidiff:c", "urn:wikidiff:b"]


def test_a_feed_holds_what_xml_cannot(tmp_path):
    sink = Atom("a", tmp_path / "feed.xml", title="T", most=5)
    sink.open()
    sink.deliver([message("a", text="bell \x07 <b> & \ud800 ]]>")])
    assert entries(sink) == [("urn:wikidiff:a", "bell \ufffd <b> & \ufffd ]]>")]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # of Apprise's own imports
def test_apprise_sends_where_its_addresses_say(polite):
    pytest.importorskip("apprise")
    with Receiver() as receiver:
        host = receiver.url.removeprefix("http://").partition("/")[0]
        sink = Apprise("n", [Secret(f"json://{host}/x")])
        sink.open()
        receiver.take = lambda *_: None  # type: ignore[method-assign]  # it has no key of ours
        sink.deliver([message("a")])
        receiver.down.set()
        with pytest.raises(SinkFailed, match="could not send"):
            sink.deliver([message("a")])


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_an_address_that_apprise_does_not_know():
    pytest.importorskip("apprise")
    with pytest.raises(SinkFailed, match="does not know address 1") as caught:
        Apprise("n", [Secret("nosuch://secret-word")]).open()
    assert "secret-word" not in str(caught.value)
    with pytest.raises(ConfigError, match="does not know address 1 of sink 'n'; look at its urls") as refused:
        Apprise("n", [Secret("nosuch://secret-word")]).ready()
    assert "secret-word" not in str(refused.value)


def test_apprise_that_is_not_installed_is_told_before_a_watch_begins(tmp_path):
    path = tmp_path / "watch.toml"
    sink = '[sinks.x]\ntype = "apprise"\nurls = ["json://localhost"]\n'
    path.write_text(f'[watch]\nwiki = "enwiki"\n{sink}[[rule]]\nname = "a"\ncategory = "tone"\n', encoding="utf-8")
    program = "import sys; sys.modules['apprise'] = None\nfrom wikidiff.cli import main\nmain()"
    for option in ("--check", "--once"):
        command = [sys.executable, "-c", program, "watch", "-c", str(path), option]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = "sink 'x' needs Apprise, which is not installed; run pip install 'wikidiff[notify]'"
        assert (done.returncode, done.stderr) == (2, f"wikidiff: {said}\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[s.a]\ntype = "fax"', "there is no 'fax' here"),
        ('[s.a]\ntype = "file"', "'path' is missing"),
        ('[s.a]\ntype = "webhook"\nurl = "ftp://x"', "no http address"),
        ('[s.a]\ntype = "webhook"\nurl = { env = "NO_SUCH_VARIABLE" }', "NO_SUCH_VARIABLE is not set"),
        ('[s.a]\ntype = "webhook"\nurl = { file = "nowhere" }', "nowhere cannot be read"),
        ('[s.a]\ntype = "email"\nfrom = "a@b.c"\nhost = "h"', "'to' is missing"),
        ('[s.a]\ntype = "email"\nfrom = "x"\nto = "a@b.c"\nhost = "h"', "'x' is no address"),
        ('[s.a]\ntype = "wiki"', "'user' is missing"),
        ('[s.a]\ntype = "file"\npath = "x"\ncolour = 1', "there is no such setting"),
    ],
)
def test_what_is_wrong_in_a_sink(text, what, tmp_path):
    with pytest.raises(ConfigError, match=what):
        read_sinks(parse(text, "w.toml").table("s"), tmp_path)
