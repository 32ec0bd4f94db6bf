"""What is followed, what a bot may edit, and what the status page says."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, cast

import pytest

from wikidiff.errors import ConfigError, SourceError, UsageError
from wikidiff.monitor import settings, targets
from wikidiff.monitor.events import Event, Kind
from wikidiff.monitor.feeds import Item
from wikidiff.monitor.settings import Settings
from wikidiff.monitor.sinks.bots import may_edit
from wikidiff.monitor.site import domains_of
from wikidiff.monitor.state import State
from wikidiff.monitor.status import StatusServer
from wikidiff.monitor.targets import Follow, Members, canonical
from wikidiff.monitor.watcher import Watcher
from wikidiff.report import alerts as texts


class Lists:
    """A wiki that lists what a test says."""

    def __init__(self, **lists: list[str]) -> None:
        self.lists = lists

    def _given(self, name: str) -> list[str]:
        if name not in self.lists:
            raise SourceError("the wiki does not answer")
        return self.lists[name]

    def category(self, title: str, depth: int) -> list[str]:
        return self._given(f"{title}{depth}")

    def embedded(self, template: str) -> list[str]:
        return self._given(template)

    def found(self, query: str, limit: int) -> list[str]:
        return self._given(query)[:limit]

    def edited_by(self, user: str, limit: int) -> list[str]:
        return self._given(user)[:limit]

    def linked(self, title: str) -> list[str]:
        return self._given(title)

    def project(self, name: str) -> list[str]:
        return self._given(name)


def pages(follow: Follow, wiki: Lists) -> frozenset[str]:
    return targets.members([follow], wiki, Members()).pages[follow.name]


def event(title: str, namespace: int = 0, user: str = "Ada") -> Event:
    return Event(kind=Kind.EDIT, wiki="w", time=0, origin="t", title=title, namespace=namespace, user=user, rev_id=1)


def test_a_list_is_all_of_its_parts_or_what_they_share():
    wiki = Lists(Mills2=["A", "B"], Infobox=["B", "C"])
    either = Follow(name="x", titles=("d_e",), categories=("Mills",), depth=2, templates=("Infobox",))
    assert pages(either, wiki) == {"A", "B", "C", "D e"}
    both = Follow(name="x", categories=("Mills",), depth=2, templates=("Infobox",), intersect=True)
    assert pages(both, wiki) == {"B"}


def test_the_banner_of_a_project_stands_on_talk_pages():
    wiki = Lists(Banner=["Talk:Mill", "Template talk:Mill", "Mill race"])
    assert pages(Follow(name="x", templates=("Banner",), talk=True), wiki) == {"Mill", "Template:Mill", "Mill race"}


def test_a_file_of_titles(tmp_path):
    file = tmp_path / "titles.txt"
    lines = ("\ufeff# mills", "mill race", "* [[Weir]] and [[:Category:Mills|mills]]", "C# (language)  # a comment")
    file.write_text("\n".join(lines), encoding="utf-8")
    follow = Follow(name="x", files=(str(file),))
    assert pages(follow, Lists()) == {"Mill race", "Weir", "Category:Mills", "C# (language)"}


def test_a_list_that_cannot_be_read_keeps_what_it_had():
    follow = Follow(name="x", categories=("Mills",))
    known = Members({"x": frozenset({"A"})})
    found = targets.members([follow], Lists(), known)
    assert found.pages["x"] == {"A"}
    assert "the wiki does not answer" in found.failed["x"]


def test_what_is_not_listed_is_what_it_must_be_like():
    follow = Follow(name="x", matching=re.compile("^Mill"), without=re.compile("race"), namespaces=(0,), users=("Ada",))
    members = Members()
    assert members.holds(follow, event("Mill"))
    assert not members.holds(follow, event("Mill race"))
    assert not members.holds(follow, event("Mill", 1))
    assert not members.holds(follow, event("Mill", user="Ben"))
    assert not members.holds(follow, event("Weir"))


def test_a_page_that_moves_is_still_followed():
    members = Members({"x": frozenset({"Mill"})})
    assert members.moved("mill", "Old mill") == 1
    assert members.holds(Follow(name="x", titles=("Mill",)), event("Old mill"))
    assert canonical("new_ town") == "New town"


def test_domains_are_read_out_of_lists_as_people_keep_them():
    text = (
        "* [[example.com]] (bad.example.org)\n{{rsp|dailynews.co.uk}} || https://www.sub.site.net/path\nuser@mail.com"
    )
    assert domains_of(text) >= {"example.com", "bad.example.org", "dailynews.co.uk", "sub.site.net"}
    assert "mail.com" not in domains_of(text)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("", True),
        ("text {{bots}}", True),
        ("{{nobots}}", False),
        ("{{Nobots\n}}", False),
        ("{{nobots|x}}", False),
        ("{{bots|allow=Alertbot}}", True),
        ("{{bots|allow=Alertbot2}}", False),
        ("{{bots|allow=Other, alertbot}}", True),
        ("{{bots|allow=none}}", False),
        ("{{bots|allow=all}}", True),
        ("{{bots|deny=Alertbot}}", False),
        ("{{bots|deny=Alertbot2,My Alertbot}}", True),
        ("{{bots|deny=all}}", False),
        ("{{bots|deny=none}}", True),
        ("{{ bots | deny = Other , <!-- x -->Alert_bot }}", True),
        ("{{bots|deny=<!-- why -->Alertbot}}", False),
        ("<!-- {{nobots}} -->", True),
        ("<nowiki>{{nobots}}</nowiki>", True),
        ("{{x|{{nobots}}}}", False),
        ("{{bots|optout=alerts}}", False),
        ("{{bots|optout=nosource}}", True),
        ("{{robots}} {{nobotsatall}}", True),
    ],
)
def test_what_bots_templates_say(text, may):
    assert (may_edit(text, "Alertbot", ("alerts",)) is None) is may


def test_a_name_with_a_blank_is_one_name():
    assert may_edit("{{bots|deny=Alert_bot}}", "Alert bot") is not None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", r"there is no \[watch\] in it"),
        ('[watch]\nwiki = "https://en.wikipedia.org"', "no database name"),
        ('[watch]\nwiki = "enwiki"', "there is no rule in it"),
        ('[watch]\nwiki = "enwiki"\n[source]\nkind = "irc"', "there is no 'irc' here"),
        ('[watch]\nwiki = "enwiki"\n[source]\nstreams = ["recentchanges"]', "did you mean 'recentchange'"),
        ('[watch]\nwiki = "enwiki"\n[status]\nlisten = "0.0.0.0:80"', "for this machine alone"),
        ('[watch]\nwiki = "enwiki"\n[templates]\na = "{{ x"', "this is no template"),
        ('[watch]\nwiki = "enwiki"\n[templates]\na = "{{ nothing }}"', "'nothing' is undefined"),
        ('[watch]\nwiki = "enwiki"\n[lists.a]', "there is nothing in this list"),
        ('[watch]\nwiki = "enwikki"', r"line 2: watch.wiki: there is no wiki 'enwikki' .* did you mean 'enwiki'\?"),
        ('[watch]\nwiki = "enwiki"\n[lists.a]\nfile = "no.txt"', "line 4: lists.a.file: there is no file no.txt"),
        ('[watch]\nwiki = "enwiki"\n[follow.a]\nfiles = "no.txt"', "line 4: follow.a.files: there is no file no.txt"),
        ('[watch]\nwiki = "enwiki"\n[[rule]]\nname = "a"\ncategry = "tone"', "line 5: .*did you mean 'category'"),
        (
            '[watch]\nwiki = "enwiki"\n[[rule]]\nname = "a"\ncategory = "tone"\ntemplate = "no"',
            r"line 6: rule\[1\].template: there is no template 'no'; write it under \[templates\]",
        ),
        ('[watch]\nwiki = "enwiki"\n[wach]', "did you mean 'watch'"),
        ('[watch]\nwiki = "enwiki"\npassword = { env = "NO_SUCH_SECRET" }', "NO_SUCH_SECRET is not set"),
    ],
)
def test_what_is_wrong_in_a_file(text, what):
    if "there is no rule" not in what and text:
        text += '\n[[rule]]\nname = "r"\ncategory = "tone"\n'
    with pytest.raises(ConfigError, match=what):
        settings.read(text, "watch.toml")


def test_a_template_cannot_reach_beyond_itself():
    assert texts.check("{{ ''.__class__.__mro__ }}") is not None
    assert texts.check("{{ page.title }} {% for f in findings %}{{ f.message }}{% endfor %}") is None
    said = texts.render(None, {"page": {"title": "Mill"}, "rule": {"name": "r", "severity": "high", "message": ""}})
    assert said.startswith("high: r on Mill")


class Silent:
    """A site that is asked nothing."""

    server = "https://test.org"

    def people(self, _: object) -> dict[str, object]:
        return {}

    def close(self) -> None:
        """Close nothing."""


def get(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    headers = {"Host": host} if host else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def made(folder: Path) -> Settings:
    text = '[watch]\nwiki = "testwiki"\n[[rule]]\nname = "a-b"\ncategory = "tone"\n'
    return settings.read(text, str(folder / "watch.toml"))


def test_the_status_page_and_the_metrics(tmp_path, polite):
    stop = threading.Event()
    watcher = Watcher(made(tmp_path), opener=None, open_site=lambda *_: Silent(), stop=stop)  # type: ignore[arg-type]
    watcher.state.add({"events": 12.0})
    watcher.state.run(
        "INSERT INTO alerts (key, wiki, title, rule, severity, time, made, body) VALUES "
        "('k', 'testwiki', '<script>', 'a-b', 'high', 1, 2, '{\"url\": \"javascript:alert(1)\"}')"
    )
    watcher.health.trouble["wiki"] = "<b>down</b>"
    server = StatusServer(watcher, ("127.0.0.1", 0))
    server.start()
    try:
        status, page = get(server.port, "/")
        assert status == 200
        assert "&lt;script&gt;" in page
        assert "<script>" not in page
        assert "javascript:" not in page
        assert "&lt;b&gt;down&lt;/b&gt;" in page
        _, metrics = get(server.port, "/metrics")
        assert "\nwikidiff_watch_events_total 12\n" in metrics
        assert '\nwikidiff_watch_trouble{about="wiki"} 1\n' in metrics
        assert all(re.fullmatch(r"# (HELP|TYPE) .*|[a-z_0-9]+(\{[^}]*\})? \S+", line) for line in metrics.splitlines())
        assert get(server.port, "/health")[0] == 503
        assert get(server.port, "/nothing")[0] == 404
        assert get(server.port, "/", "evil.org")[0] == 403
        assert '"settling": 0' in get(server.port, "/status.json")[1]
    finally:
        server.close()
        watcher.release()


@pytest.mark.parametrize(("once", "ends"), [(True, True), (False, False)])
def test_a_run_once_gives_up_where_nobody_answers(tmp_path, once, ends):
    for fail in ("stream", "wiki"):
        stop = threading.Event()
        silent = cast("Any", lambda *_: Silent())
        watcher = Watcher(made(tmp_path), opener=cast("Any", None), open_site=silent, once=once, stop=stop)
        for number in range(6):
            assert not stop.is_set(), number
            if fail == "stream":
                watcher._watermark([Item("lost", text="there is no such host")])
            else:
                watcher._wait("wiki", "the wiki does not answer")
        assert stop.is_set() is ends
        assert (watcher.health.failed is not None) is ends
        watcher.close()


def test_a_state_in_which_nothing_stands_is_none(tmp_path):
    (tmp_path / "watch.sqlite").touch()
    with pytest.raises(UsageError, match="this watch has not run yet; start it"):
        State(str(tmp_path / "watch.sqlite"), readonly=True)
