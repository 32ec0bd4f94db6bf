"""What can go wrong between a wiki and whoever asks it: waited out, asked again, or said in one sentence."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.wiki import proxy as faults
from tests.wiki.mediawiki import chain, free_port
from tests.wiki.proxy import FaultProxy
from tests.wiki.timer import Timer
from wikidiff.errors import ConfigError, SourceError, WikidiffError
from wikidiff.sources.budget import Budget
from wikidiff.sources.faults import BusyFault
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki

TITLE, NUMBERS = "Faults", range(120_001, 120_061)


@pytest.fixture(scope="session")
def faulty(mediawiki):
    shared = {"title": TITLE, "page_id": 120_001, "user": "Alice", "user_id": 501}
    seconds = (f"2020-01-01T00:00:{number - NUMBERS[0]:02}Z" for number in NUMBERS)
    rows = ({**shared, "id": n, "timestamp": t, "text": f"Text {n}"} for n, t in zip(NUMBERS, seconds, strict=True))
    mediawiki.import_revisions(chain(list(rows)))
    with FaultProxy(mediawiki.url) as proxy:
        yield proxy


@pytest.fixture
def timer():
    return Timer()


@pytest.fixture
def proxy(faulty, wiki):
    faulty.calm()
    yield faulty
    faulty.calm()


def client(url, timer, **settings):
    session = Session(budget=Budget(None), waits=timer.waits(**settings))
    made = Wiki(url, session=session)
    made.place = made.place.__class__(api_url=made.place.api_url, name="testwiki")
    return made


def numbers(asked):
    return [revision.id for revision in asked.history(TITLE)]


def sentence(caught) -> str:
    """Return what an error says, after seeing that it is one sentence with something to try."""
    said = str(caught.value)
    assert "\n" not in said
    assert not said.endswith(".")
    assert "Traceback" not in said
    assert "; " in said, said
    return said


# The wiki itself


def test_too_many_requests_are_followed_by_the_wait_that_was_asked_for(wiki, faulty, timer):
    wiki.order(status=429, headers={"Retry-After": "7"}, times=2)
    asked = client(wiki.api_url, timer)
    assert numbers(asked) == list(NUMBERS)
    assert len(timer.slept) == 2
    assert sum(timer.slept) == pytest.approx(14)


def test_503_is_obeyed_and_500_is_tried_again_later_each_time(wiki, faulty, timer):
    wiki.order(status=503, headers={"Retry-After": "3"})
    wiki.order(status=503)
    wiki.order(status=500)
    wiki.order(status=502)
    asked = client(wiki.api_url, timer)
    assert numbers(asked) == list(NUMBERS)
    assert timer.slept == [3.0, 0.5, 1.0, 2.0]


def test_a_server_that_goes_on_failing_is_left(wiki, faulty, timer):
    wiki.order(status=500, body="<h1>Internal error</h1>", type="text/html", times=0)
    with pytest.raises(SourceError, match="answers 500") as caught:
        numbers(client(wiki.api_url, timer))
    assert "Internal error" in sentence(caught)
    assert len(timer.slept) == 4


def test_who_wants_to_be_left_alone_too_long_is_left_alone_at_once(wiki, faulty, timer):
    wiki.order(status=429, headers={"Retry-After": "86400"}, times=0)
    asked = client(wiki.api_url, timer)
    with pytest.raises(SourceError, match="too many requests") as caught:
        numbers(asked)
    assert "try again in 86400 s" in sentence(caught)
    assert timer.slept == []
    seen = len(wiki.requests())
    with pytest.raises(SourceError, match="asks to be left alone for 3600 s more"):  # kept, but for an hour at most
        numbers(asked)
    assert len(wiki.requests()) == seen


def test_patience_ends_also_where_each_wait_is_short(wiki, faulty, timer):
    wiki.order(status=429, headers={"Retry-After": "0"}, times=0)
    with pytest.raises(SourceError):
        numbers(client(wiki.api_url, timer, patience=30))
    assert 20 <= sum(timer.slept) <= 31


def test_lag_is_waited_out_and_given_up_in_the_end(wiki, faulty, timer):
    wiki.order(lag=7.5, times=2)
    assert numbers(client(wiki.api_url, timer)) == list(NUMBERS)
    assert timer.slept == [5.0, 5.0]
    wiki.order(lag=7.5, times=0)
    with pytest.raises(SourceError, match="too busy") as caught:
        numbers(client(wiki.api_url, timer, patience=20))
    sentence(caught)


def test_a_wiki_that_is_read_only_is_read(wiki, faulty, timer):
    wiki.order(readonly="maintenance", times=0)
    assert numbers(client(wiki.api_url, timer)) == list(NUMBERS)


def test_an_exception_in_the_wiki_is_tried_again(wiki, faulty, timer):
    wiki.order(exception="RuntimeException", times=2)
    assert numbers(client(wiki.api_url, timer)) == list(NUMBERS)
    assert timer.slept == [0.5, 1.0]


def test_a_slow_answer_ends_at_the_time_limit(wiki, faulty, timer):
    wiki.order(sleep=1.2, match="prop=revisions", times=0)
    session = Session(budget=Budget(None), waits=timer.waits(tries=2), timeout=(1.0, 0.3))
    with pytest.raises(SourceError, match="did not answer in time") as caught:
        Wiki(wiki.api_url, session=session).revision(NUMBERS[0])
    sentence(caught)
    assert len(timer.slept) == 1


def test_a_private_wiki_says_that_it_is_one(wiki, faulty, timer):
    wiki.set("$wgGroupPermissions['*']['read'] = false;")
    with pytest.raises(SourceError, match="the wiki is private") as caught:
        numbers(client(wiki.api_url, timer))
    assert "log in" in sentence(caught)
    name, password = wiki.login
    session = Session(budget=Budget(None), waits=timer.waits())
    with Wiki(wiki.api_url, session=session, user=name, password=password) as asked:
        assert numbers(asked) == list(NUMBERS)


# What stands between


def test_a_line_stays_open_for_several_requests(proxy, timer):
    asked = client(proxy.api_url, timer)
    assert numbers(asked) == list(NUMBERS)
    assert len(proxy.requests) == 2
    assert proxy.connections == 1


@pytest.mark.parametrize("length", [True, False], ids=["with its length", "without a length"])
def test_an_answer_that_was_cut_off_is_asked_for_again(proxy, timer, length):
    proxy.order(faults.cut(0.5, length=length), match="prop=revisions", times=2)
    proxy.order(faults.cut(0.0, length=length), match="rvcontinue", times=1)
    assert numbers(client(proxy.api_url, timer)) == list(NUMBERS)
    assert timer.slept == [0.5, 1.0, 0.5]


def test_what_is_always_cut_off_is_said_to_be(proxy, timer):
    proxy.order(faults.cut(0.9))
    with pytest.raises(SourceError, match="cut off") as caught:
        numbers(client(proxy.api_url, timer))
    sentence(caught)


def test_a_line_that_hangs_up_is_tried_again(proxy, timer):
    proxy.order(faults.hung_up(), times=2)
    assert numbers(client(proxy.api_url, timer)) == list(NUMBERS)


def test_status_comes_before_json(proxy, timer):
    proxy.order(faults.instead(429, "Too many requests", "text/plain", Retry_After="2"), times=1)
    assert numbers(client(proxy.api_url, timer)) == list(NUMBERS)
    assert timer.slept == [2.0]


def test_html_in_place_of_json_is_no_answer_and_is_not_asked_for_again(proxy, timer):
    proxy.order(faults.instead(200, "<html><title>Welcome</title><p>Free wireless</p></html>"))
    with pytest.raises(SourceError, match="text/html where JSON was asked for") as caught:
        numbers(client(proxy.api_url, timer))
    assert "Free wireless" in sentence(caught)
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("body", ["[]", "null", '"query"'])
def test_json_of_another_kind_is_no_answer(proxy, timer, body):
    proxy.order(faults.instead(200, body, "application/json"))
    with pytest.raises(SourceError, match="JSON was asked for"):
        numbers(client(proxy.api_url, timer))


@pytest.mark.parametrize("query", [{"pages": [{"revisions": [{"revid": "x"}]}]}, {"pages": [{"revisions": [{}]}]}, {}])
def test_answers_of_an_unknown_form_are_an_error_and_no_traceback(proxy, timer, query):
    proxy.order(faults.rewritten(lambda _: {"query": query}))
    with pytest.raises(WikidiffError) as caught:
        numbers(client(proxy.api_url, timer))
    assert "\n" not in str(caught.value)


def test_a_log_in_page_of_the_network_is_named(proxy, timer):
    proxy.order(faults.instead(302, "", Location="http://portal.hotel.invalid/login?from=wiki"))
    with pytest.raises(SourceError, match=r"sends on to http://portal\.hotel\.invalid/login") as caught:
        numbers(client(proxy.api_url, timer))
    assert "open that address in a browser" in sentence(caught)
    assert len(proxy.requests) == 1


def test_a_redirect_within_the_site_is_followed_and_a_circle_ends(proxy, timer):
    def moved(request, reply):
        return faults.instead(301, "", Location=f"{proxy.url}{request.path}")(request, reply)

    proxy.order(moved, times=2)
    assert numbers(client(proxy.api_url, timer)) == list(NUMBERS)
    proxy.order(moved)
    with pytest.raises(SourceError, match="without end"):
        numbers(client(proxy.api_url, timer))


def test_a_post_stays_a_post_where_it_is_redirected(proxy, timer, wiki):
    def moved(request, reply):
        return faults.instead(301, "", Location=f"{proxy.url}{request.path}")(request, reply)

    proxy.order(moved, times=1)
    titles = "|".join(f"Title {number} {'x' * 60}" for number in range(50))
    found = client(proxy.api_url, timer).api.call({"action": "query", "titles": titles})
    assert len(found["query"]["pages"]) == 50
    assert [request.method for request in proxy.requests] == ["POST", "POST"]
    assert {request.path for request in proxy.requests} == {"/w/api.php?action=query"}
    assert {request.headers.get("Promise-Non-Write-API-Action") for request in proxy.requests} == {"true"}


def test_a_continuation_that_does_not_move_ends(proxy, timer):
    proxy.order(faults.rewritten(lambda found: {**found, "continue": {"rvcontinue": "1|1", "continue": "||"}}))
    with pytest.raises(SourceError, match="again and again"):
        numbers(client(proxy.api_url, timer))


def test_what_is_told_twice_is_handed_out_once(proxy, timer):
    seam: dict[str, object] = {}

    def again(found):
        entries = found["query"]["pages"][0]["revisions"]
        if "last" in seam:
            entries.insert(0, seam["last"])
        seam["last"] = entries[-1]

    proxy.order(faults.rewritten(again), match="prop=revisions")
    history = client(proxy.api_url, timer).history(TITLE)
    assert [revision.id for revision in history] == list(NUMBERS)
    assert history.duplicates == (NUMBERS[49],)
    assert [note.code for note in history.notes] == ["duplicate"]


def test_a_revision_that_does_not_come_is_a_gap(proxy, timer):
    def lose(found):
        entries = found["query"]["pages"][0]["revisions"]
        entries[:] = [entry for entry in entries if entry["revid"] != NUMBERS[20]]

    for direction in ("newer", "older"):
        proxy.order(faults.rewritten(lose), match="prop=revisions")
        history = client(proxy.api_url, timer).history(TITLE, direction=direction)
        assert len(list(history)) == len(NUMBERS) - 1
        assert history.gaps == ((NUMBERS[21], NUMBERS[20]),)
        assert [note.code for note in history.notes] == ["gap"]
        proxy.calm()


# Who asks


def test_the_class_of_limits_is_remembered(proxy, timer):
    proxy.order(faults.headed(x_wmf_ratelimit_class="unauthed-bot"))
    asked = client(proxy.api_url, timer)
    numbers(asked)
    assert asked.session.limits_class == "unauthed-bot"
    assert list(asked.session.budget.classes().values()) == ["unauthed-bot"]


def test_a_token_is_sent_and_one_that_is_refused_is_named(proxy, timer):
    proxy.order(faults.guarded("secret-token"))
    proxy.order(
        faults.rewritten(lambda _: {"query": {"userinfo": {"id": 1, "name": "A", "rights": ["apihighlimits"]}}}),
        match="userinfo",
    )
    with pytest.raises(SourceError, match="refuses the token") as caught:
        numbers(Wiki(proxy.api_url, session=Session(budget=Budget(None), waits=timer.waits()), token="old"))  # noqa: S106
    assert "make a new owner-only token" in sentence(caught)
    assert "old" not in re.sub(r"make a new.*", "", str(caught.value))
    proxy.requests.clear()
    good = Wiki(proxy.api_url, session=Session(budget=Budget(None), waits=timer.waits()), token="secret-token")  # noqa: S106
    assert good.api.batch == 500
    assert proxy.requests[0].headers["Authorization"] == "Bearer secret-token"


def test_401_is_a_log_in_that_is_refused(proxy, timer):
    proxy.order(faults.instead(401, "expired", "text/plain", WWW_Authenticate='Bearer error="invalid_token"'))
    with pytest.raises(SourceError, match="401: the log-in is refused") as caught:
        numbers(client(proxy.api_url, timer))
    sentence(caught)
    assert len(proxy.requests) == 1


def test_403_says_to_look_at_the_contact(proxy, timer):
    proxy.order(faults.instead(403, "Please set a user-agent and respect our robot policy", "text/plain"))
    with pytest.raises(SourceError, match="403: refused") as caught:
        numbers(client(proxy.api_url, timer))
    assert "contact" in sentence(caught)


def test_a_bot_password_logs_in_keeps_its_cookies_and_has_higher_limits(wiki, faulty, timer):
    name, password = wiki.login
    session = Session(budget=Budget(None), waits=timer.waits())
    with Wiki(wiki.api_url, session=session, user=name, password=password) as asked:
        assert asked.api.batch == 500
        assert numbers(asked) == list(NUMBERS)
        assert all("assert=user" in r["uri"] for r in wiki.requests() if "prop=revisions" in r["uri"])
        session.http.cookies.clear()  # the session ran out
        assert numbers(asked) == list(NUMBERS)
    wrong = Wiki(wiki.api_url, session=Session(budget=Budget(None)), user=name, password="no")  # noqa: S106
    with pytest.raises(SourceError, match="refuses the log-in of Admin@tests") as caught:
        numbers(wrong)
    assert "BotPasswords" in sentence(caught)


def test_a_log_in_goes_over_an_encrypted_line_only(polite):
    with pytest.raises(ConfigError, match="not sent unencrypted"):
        _ = Wiki("http://wiki.somewhere.org/w/api.php", token="t").api  # noqa: S106


# Other ways there


def test_over_ipv6(faulty, wiki, timer):
    try:
        on_six = FaultProxy(wiki.url, host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with on_six as proxy:
        assert proxy.url.startswith("http://[::1]:")
        for name in (proxy.api_url, proxy.url.removeprefix("http://")):
            assert Wiki(name, session=Session(budget=Budget(None))).revision(NUMBERS[0]).text == f"Text {NUMBERS[0]}"


def test_through_a_proxy_and_where_there_is_none(proxy, wiki, timer, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    assert numbers(client(wiki.api_url, timer)) == list(NUMBERS)
    assert proxy.requests[0].path.startswith("http://127.0.0.1:")
    proxy.order(faults.instead(407, ""))
    with pytest.raises(SourceError, match="the proxy wants a log-in") as caught:
        numbers(client(wiki.api_url, timer))
    sentence(caught)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SourceError, match="the proxy on the way does not answer") as caught:
        numbers(client(wiki.api_url, timer))
    assert "HTTPS_PROXY" in sentence(caught)


def test_where_nobody_is_at_home(polite, timer):
    with pytest.raises(SourceError, match="cannot be reached") as caught:
        numbers(client(f"http://127.0.0.1:{free_port()}/w/api.php", timer))
    sentence(caught)
    with pytest.raises(SourceError, match="there is no such host") as caught:
        numbers(client("https://wiki.nowhere.invalid/w/api.php", timer))
    sentence(caught)


def test_a_secret_of_the_machine_goes_nowhere(proxy, timer, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    numbers(client(proxy.api_url, timer))
    assert not any("Authorization" in request.headers for request in proxy.requests)


def test_the_book_is_common_to_sessions_and_keeps_the_pace(wiki, faulty, tmp_path, timer):
    path = tmp_path / "requests.sqlite"
    first = Wiki(wiki.api_url, session=Session(budget=Budget(path), per_minute=3, waits=timer.waits()))
    second = Wiki(wiki.api_url, session=Session(budget=Budget(path), per_minute=3, waits=timer.waits()))
    for asked in (first, second, first):
        asked.api.call({"action": "query"})
    assert timer.slept == []
    second.api.call({"action": "query"})
    assert timer.slept == [60.0]
    with sqlite3.connect(path) as book:
        assert book.execute("SELECT count(*) FROM hits").fetchone()[0] >= 1
    book.close()
    first.close()
    second.close()


def test_a_stream_is_opened_unread_and_a_refusal_is_said(proxy, timer):
    session = client(proxy.api_url, timer).session
    with session.stream(f"{proxy.api_url}?action=query&format=json", headers={"Accept": "text/event-stream"}) as opened:
        assert next(opened.iter_lines()).startswith(b"{")
    assert proxy.requests[0].headers["Accept"] == "text/event-stream"
    assert "User:Tests of wikidiff" in proxy.requests[0].headers["User-Agent"]
    proxy.order(faults.instead(429, "slow down", "text/plain", Retry_After="9"))
    with pytest.raises(BusyFault, match="too many requests") as caught:
        session.stream(proxy.url)
    assert (caught.value.seconds, caught.value.status) == (9, 429)
    with pytest.raises(SourceError, match="cannot be reached"):
        session.stream(f"http://127.0.0.1:{free_port()}/")


def test_an_answer_that_drips_without_end_is_left(proxy, timer, monkeypatch):
    monkeypatch.setattr("wikidiff.sources.http.WHOLE_ANSWER", 0.05)
    proxy.order(faults.dripping(0.005))
    with pytest.raises(SourceError, match="did not answer in time"):
        numbers(client(proxy.api_url, timer))


def test_an_answer_without_an_end_is_left(proxy, timer, monkeypatch):
    monkeypatch.setattr("wikidiff.sources.http.LARGEST_ANSWER", 1000)
    with pytest.raises(SourceError, match="larger than any wiki's"):
        numbers(client(proxy.api_url, timer))
    assert len(proxy.requests) == 1
