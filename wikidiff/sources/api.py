"""A wiki's action API: one call, or all the calls that a query is continued over.

Status comes before JSON, errors that pass are waited out, a log-in that ran out is renewed once, and nothing is taken
for an answer that is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from wikidiff.config import Login
from wikidiff.errors import ConfigError, SourceError
from wikidiff.sources import limits
from wikidiff.sources.faults import first_words
from wikidiff.sources.http import Answer, Session
from wikidiff.sources.waits import Patience, retry_after

LONGEST_GET = 2000  # characters of a query that go into the address; longer ones go by POST
MAXLAG = 5  # seconds
_COMMON = {"format": "json", "formatversion": "2", "errorformat": "plaintext", "errorlang": "en", "maxlag": str(MAXLAG)}
_PASSING = ("maxlag", "ratelimited", "readonly", "timeouterror")  # and every internal_api_error_…
_LOGGED_OUT = ("assertuserfailed", "assertbotfailed", "assertnameduserfailed", "badtoken")
_REFUSED_TOKEN = (
    "mwoauth-invalid-authorization",
    "mwoauth-oauth-exception",
    "mwoauth-invalid-authorization-invalid-user",
)
_PRIVATE = ("readapidenied", "permissiondenied")


class ApiError(SourceError):
    """An error that the API itself named: `code` is its code."""

    code: str = ""


class Api:
    """The action API at one address; `login` is sent over https or to this machine only."""

    def __init__(self, url: str, session: Session, login: Login | None = None) -> None:
        self.url = url
        self.session = session
        self.login = login or Login()
        self.warnings: dict[str, None] = {}
        self._logged_in = False
        self._user: Mapping[str, Any] | None = None
        host = urlsplit(url).hostname or ""
        if self.login and urlsplit(url).scheme != "https" and not limits.is_loopback(host):
            raise ConfigError("a log-in is not sent unencrypted", wiki=self.host, hint="use the https address")
        if self.login:
            session.identity = self.login.user or "token"

    @property
    def host(self) -> str:
        """Host and port, as messages name the wiki."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def batch(self) -> int:
        """How many values one parameter takes, and revisions with content one answer: 50, or 500 with the right."""
        if not self.login:
            return 50
        return 500 if "apihighlimits" in self.user().get("rights", ()) else 50

    def user(self) -> Mapping[str, Any]:
        """Return who the wiki takes us for: `name`, `id`, `rights`, `ratelimits`; asked once."""
        if self._user is None:
            answer = self.call({"action": "query", "meta": "userinfo", "uiprop": "rights|ratelimits"})
            self._user = answer["query"]["userinfo"]
        return self._user

    def query(self, values: Mapping[str, str], start: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the answers to a query, as long as the API says that there is more; `start` is where to go on.

        Each call has the first parameters and the latest `continue`, nothing of the ones between. Where the same
        continuation comes twice, SourceError: it would never end.
        """
        going_on = dict(start or {})
        while True:
            answer = self.call({"action": "query", **values, **going_on})
            yield answer
            following = answer.get("continue")
            if not following:
                return
            following = {str(name): str(value) for name, value in following.items()}
            if following == going_on:
                raise SourceError("its API goes on with the same part again and again", wiki=self.host)
            going_on = following

    def call(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Ask once and return the answer; SourceError for errors of the way, ApiError for those that the API names."""
        if self.login and not self._logged_in:
            self._log_in()
        patience, renewed = Patience(self.session.waits), False
        while True:
            answer, found = self._fetch(values, patience)
            error = self._error(found)
            if error is None:
                self._note_warnings(found)
                return found
            if error.code in _PASSING or error.code.startswith("internal_api_error"):
                asked = retry_after(answer.headers)
                if asked is not None:
                    patience.obey(max(asked, float(MAXLAG)) if error.code == "maxlag" else asked, error)
                else:
                    patience.retry(error)
            elif error.code in _LOGGED_OUT and self.login.user is not None and not renewed:
                renewed = True
                self._log_in()
            else:
                raise error

    def _fetch(self, values: Mapping[str, str], patience: Patience) -> tuple[Answer, dict[str, Any]]:
        """Return an answer that is a JSON object, asked again where it came cut off."""
        sent = {**_COMMON, **values}
        if self._logged_in and values.get("action") != "login":
            sent["assert"] = "user"
        while True:
            answer = self._send(sent, patience)
            try:
                found = json.loads(answer.body)
            except ValueError as error:
                problem = self._no_json(answer)
                if not _looks_cut(answer):
                    raise problem from error
                patience.retry(problem)
                continue
            if not isinstance(found, dict):
                raise self._no_json(answer)
            return answer, found

    def _send(self, values: dict[str, str], patience: Patience) -> Answer:
        token = self.login.token
        secret = values.get("action") == "login"
        if not secret and len(urlencode(values)) <= LONGEST_GET:
            return self.session.send("GET", self.url, params=values, token=token, patience=patience)
        shown = {"action": values["action"]}  # the gateway looks at the address only
        headers = {} if secret else {"Promise-Non-Write-API-Action": "true"}
        hidden = {name: value for name, value in values.items() if name != "action"}
        return self.session.send(
            "POST", self.url, params=shown, data=hidden, headers=headers, token=token, patience=patience
        )

    def _error(self, found: Mapping[str, Any]) -> ApiError | None:
        """Return the error that an answer names, in either of the two forms."""
        listed = found.get("errors") or ([found["error"]] if isinstance(found.get("error"), dict) else [])
        if not listed:
            return None
        code = str(listed[0].get("code", "unknown"))
        said = first_words(str(listed[0].get("text") or listed[0].get("info") or code).encode()).rstrip(".")
        if code in _PRIVATE:
            error = ApiError("the wiki is private", wiki=self.host, hint="log in: user and password or token")
        elif code in _REFUSED_TOKEN or code.startswith("mwoauth"):
            error = ApiError(f"refuses the token ({said})", wiki=self.host, hint="make a new owner-only token")
        elif code in _LOGGED_OUT:
            error = ApiError(
                "the log-in ran out or is refused", wiki=self.host, hint="look at the token or bot password"
            )
        elif code == "maxlag":
            error = ApiError("is too busy for reading now", wiki=self.host, hint="try again later")
        else:
            error = ApiError(f"answers with an error: {said} [{code}]", wiki=self.host)
        error.code = code
        return error

    def _note_warnings(self, found: Mapping[str, Any]) -> None:
        for warning in found.get("warnings") or ():
            if isinstance(warning, dict):
                self.warnings.setdefault(f"{warning.get('module')}: {warning.get('text')}")

    def _no_json(self, answer: Answer) -> SourceError:
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        what = f"answers with {kind or 'something'} where JSON was asked for"
        said = first_words(answer.body)
        hint = "a log-in page of the network may stand between, or this is no api.php; open it in a browser"
        return SourceError(f"{what} ({said})" if said else what, wiki=self.host, hint=hint)

    def _log_in(self) -> None:
        """Log in with a bot password; a token needs none, only that the wiki takes it for somebody."""
        if self.login.token is not None:
            self._logged_in = True
            return
        self._logged_in = False
        patience = Patience(self.session.waits)
        _, found = self._fetch({"action": "query", "meta": "tokens", "type": "login"}, patience)
        error = self._error(found)
        if error is not None and error.code != "readapidenied":
            raise error
        token = found.get("query", {}).get("tokens", {}).get("logintoken", "")
        values = {"action": "login", "lgname": self.login.user or "", "lgpassword": self.login.password or ""}
        _, found = self._fetch({**values, "lgtoken": token}, patience)
        result = found.get("login", {})
        if result.get("result") != "Success":
            reason = result.get("reason", result.get("result", "no reason given"))
            said = first_words(str(reason.get("text") if isinstance(reason, dict) else reason).encode()).rstrip(".")
            hint = "make a bot password at Special:BotPasswords; its name is Name@bot"
            raise SourceError(f"refuses the log-in of {self.login.user} ({said})", wiki=self.host, hint=hint)
        self._logged_in = True


def _looks_cut(answer: Answer) -> bool:
    """Tell whether what is no JSON began as if it were: it was cut off on the way."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind in ("application/json", "") and answer.body.lstrip()[:1] in (b"", b"{", b"[")
