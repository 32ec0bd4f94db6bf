"""Save a page: the one thing here that changes a wiki, with everything that keeps it from changing too much."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wikidiff.errors import SourceError
from wikidiff.sources.waits import Patience
from wikidiff.sources.wiki import Wiki


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A page as it stands: `text` is None where there is no page, `revision_id` what an edit is based on."""

    title: str
    text: str | None
    revision_id: int | None
    now: str


class EditRefused(SourceError):
    """The wiki did not save; `code` is its code (`editconflict`, `protectedpage`, `assertbotfailed`, …)."""

    code: str = ""


def standing(wiki: Wiki, title: str) -> Standing:
    """Return a page's text and what an edit of it is based on."""
    values = {"prop": "revisions", "titles": title, "rvprop": "ids|content", "rvslots": "main", "curtimestamp": "1"}
    found = wiki.api.call({"action": "query", **values})
    page = (found.get("query", {}).get("pages") or [{}])[0]
    if page.get("invalid"):
        raise SourceError("this is no title of a page", wiki=wiki.api.host, page=title)
    revision = (page.get("revisions") or [{}])[0]
    text = revision.get("slots", {}).get("main", {}).get("content")
    return Standing(title=title, text=text, revision_id=revision.get("revid"), now=str(found.get("curtimestamp", "")))


def save(wiki: Wiki, base: Standing, text: str, summary: str, *, bot: bool = True) -> int | None:
    """Save a page on the ground of how it stood; return the new revision, None where nothing changed.

    `assert=bot` and `assertuser` see to it that nobody edits who is logged out or somebody else; what others saved
    since `base` raises `EditRefused` with `editconflict`. A page that was not there is created, and only then.
    """
    user = str(wiki.api.user().get("name", ""))
    values = {
        "action": "edit",
        "format": "json",
        "formatversion": "2",
        "errorformat": "plaintext",
        "title": base.title,
        "text": text,
        "summary": summary,
        "starttimestamp": base.now,
        "assertuser": user,
        "maxlag": "5",
        **({"assert": "bot", "bot": "1"} if bot else {"assert": "user"}),
        **({"baserevid": str(base.revision_id), "nocreate": "1"} if base.revision_id else {"createonly": "1"}),
    }
    for attempt in (1, 2):
        token = wiki.api.call({"action": "query", "meta": "tokens", "type": "csrf"})["query"]["tokens"]["csrftoken"]
        answer = wiki.session.send(
            "POST",
            wiki.api.url,
            params={"action": "edit"},
            data={**values, "token": token},
            token=wiki.api.login.token,
            patience=Patience(wiki.session.waits),
        )
        found: dict[str, Any] = json.loads(answer.body)
        error = (found.get("errors") or [found["error"]] if "error" in found or "errors" in found else [None])[0]
        if error is None:
            break
        if error.get("code") != "badtoken" or attempt == 2:
            refused = EditRefused(
                f"the wiki does not save ({error.get('code')}: {error.get('text') or error.get('info')})",
                wiki=wiki.api.host,
                page=base.title,
            )
            refused.code = str(error.get("code"))
            raise refused
    done = found.get("edit", {})
    if done.get("result") != "Success":
        raise EditRefused(f"the wiki does not save ({done.get('result')})", wiki=wiki.api.host, page=base.title)
    return None if done.get("nochange") else int(done["newrevid"])
