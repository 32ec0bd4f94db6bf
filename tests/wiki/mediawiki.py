"""A real MediaWiki on a free port of this machine, for tests: SQLite, Debian's packages, nothing outside one folder.

    with MediaWiki(folder) as wiki:
        wiki.import_xml(path)                     # or import_revisions([...]): every number is kept
        wiki.edit("Title", "text", "summary")
        wiki.order(status=429, headers={"Retry-After": "1"}, times=2)
        ... wiki.api_url ...; wiki.requests()     # what reached the wiki, in order

The server ends with the process that started it, even if that is killed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import requests

from tests.wiki.exports import read_export

SOURCE = Path("/usr/share/mediawiki")
PHP = Path(__file__).with_name("php")
PACKAGES = "mediawiki php-cli php-sqlite3 php-intl php-mbstring php-xml php-apcu"
EXTENSIONS = ("Cite", "Interwiki", "ParserFunctions", "Renameuser")
GRANTS = (
    "basic,highvolume,editpage,editprotected,createeditmovepage,delete,rollback,viewdeleted,protect,oversight,"
    "mergehistory,editinterface"
)
ADMIN, APP, SECRET = "Admin", "tests", "0123456789abcdef" * 2  # a bot password has 32 characters
FLAGS = (
    "memory_limit=512M", "opcache.enable=1", "opcache.memory_consumption=128", "opcache.max_accelerated_files=20000",
    "opcache.revalidate_freq=60", "apc.shm_size=64M", "display_errors=0", "zlib.output_compression=On",
)  # fmt: skip
# The shell waits for the end of its input, which comes when this process ends in whatever way, and ends its group then.
WATCHED = "\"$@\" </dev/null & cat >/dev/null; trap '' TERM; kill -TERM 0; wait"


@cache
def missing() -> str:
    """Say why no wiki can be started here, or nothing."""
    if shutil.which("php") is None or not (SOURCE / "maintenance" / "install.php").is_file():
        return f"no MediaWiki here (packages {PACKAGES}; .ci/packages installs them)"
    wanted = ("sqlite3", "pdo_sqlite", "intl", "mbstring", "xml", "apcu")
    found = subprocess.run(["php", "-m"], capture_output=True, text=True, check=True).stdout.lower().split()
    lacking = [name for name in wanted if name not in found]
    return f"PHP lacks {', '.join(lacking)} (packages {PACKAGES})" if lacking else ""


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nothing listens on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as held:
        held.bind((host, 0))
        return int(held.getsockname()[1])


class WikiFailed(Exception):
    """The wiki did not do what a test asked of it."""


class MediaWiki:
    """One wiki in one folder; `settings` is PHP read at every request, `feed_port` gets recent changes by UDP."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: str = "",
        workers: int = 4,
        extensions: Sequence[str] = EXTENSIONS,
        feed_port: int | None = None,
    ) -> None:
        self.folder = folder
        self.workers = workers
        self.extensions = tuple(extensions)
        self.feed_port = feed_port
        self.port = 0
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None
        self._http = requests.Session()
        self._http.trust_env = False
        self._logged_in = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the wiki is, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of its action API."""
        return f"{self.url}/w/api.php"

    @property
    def login(self) -> tuple[str, str]:
        """Name and secret of a bot password that may do everything."""
        return f"{ADMIN}@{APP}", SECRET

    def start(self) -> Self:
        """Make the wiki where there is none yet, and serve it."""
        if not (self.folder / "LocalSettings.php").exists():
            self._install()
        self.set(self._settings)
        self.port = free_port()
        command = ["php", *(part for flag in FLAGS for part in ("-d", flag))]
        fresh = self.folder / "fresh.txt"  # what PHP must not keep compiled, since tests change it
        fresh.write_text(f"{self.folder / 'extra.php'}\n", encoding="utf-8")
        command += ["-d", f"opcache.blacklist_filename={fresh}"]
        command += ["-S", f"127.0.0.1:{self.port}", "-t", str(self.folder / "root"), str(PHP / "router.php")]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                ["sh", "-c", WATCHED, "sh", *command],
                stdin=subprocess.PIPE, stdout=log, stderr=log, env=self._environment(), start_new_session=True,
            )  # fmt: skip
        self._logged_in = False
        self._http.cookies.clear()
        for _ in range(300):
            try:
                self._http.get(self.api_url, params={"action": "query", "format": "json"}, timeout=10).json()
            except (requests.RequestException, ValueError):
                time.sleep(0.1)
            else:
                self.requests_forgotten()
                return self
        raise WikiFailed(
            f"no answer at {self.api_url}: {(self.folder / 'server.log').read_text(errors='replace')[-500:]}"
        )

    def stop(self) -> None:
        """End the server and its workers; the wiki stays in its folder."""
        if self._server is not None and self._server.stdin is not None:
            self._server.stdin.close()
            self._server.wait(30)
            self._server = None
        self._http.close()

    # Settings and faults

    def set(self, php: str = "") -> None:
        """Lay settings over the wiki's, from the next request on; an empty text takes them back."""
        (self.folder / "extra.php").write_text(f"<?php\n{php}\n", encoding="utf-8")

    def order(self, **fault: Any) -> None:
        """Order a fault: `status` with `headers`, `body`, `type`; `sleep`, `lag`, `readonly`, `exception`.

        `match` is what must stand in a request, `skip` how many such requests pass first, `times` how often it acts
        (once where it is not said, 0 for always).
        """
        path = self.folder / "faults.json"
        held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        path.write_text(json.dumps([*held, fault]), encoding="utf-8")

    def calm(self) -> None:
        """Take back all faults and settings, and forget what was asked."""
        (self.folder / "faults.json").unlink(missing_ok=True)
        self.set(self._settings)
        self.requests_forgotten()

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests that reached the wiki since it was last calmed: method, uri, post, agent, headers."""
        path = self.folder / "requests.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def requests_forgotten(self) -> None:
        """Forget what was asked until now."""
        (self.folder / "requests.jsonl").unlink(missing_ok=True)

    # What stands in the wiki

    def import_xml(self, path: Path) -> int:
        """Import an export file (xml, gz, bz2) and return how many revisions came."""
        return self.import_revisions(read_export(path))

    def import_revisions(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Import revisions, those of a page together: `title`, `page_id`, `id`, `parent_id`, `timestamp`, `user`, …

        `hidden` lists `text`, `user`, `comment`; `suppressed`, `tags`, `model`, `slots` and `bytes` may be told too.
        """
        lines = "".join(json.dumps(dict(row)) + "\n" for row in rows)
        return int(self.maintain(PHP / "import.php", given=lines).split()[-1])

    def maintain(self, script: str | Path, *arguments: str, given: str = "") -> str:
        """Run a maintenance script by its name or path."""
        path = script if isinstance(script, Path) else SOURCE / "maintenance" / f"{script}.php"
        done = subprocess.run(
            ["php", str(path), *arguments],
            input=given,
            capture_output=True,
            text=True,
            env=self._environment(),
            check=False,
        )
        if done.returncode:
            raise WikiFailed(f"{path.name}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done.stdout

    def api(self, *, token: str | None = None, login: bool = True, **values: Any) -> dict[str, Any]:
        """Ask the API as the administrator, by POST; `token` names the kind of token that the action wants."""
        if login and not self._logged_in:
            self._log_in()
        if token is not None:
            held = self._call({"action": "query", "meta": "tokens", "type": token})
            values["token"] = held["query"]["tokens"][f"{token}token"]
        answer = self._call(values)
        if "error" in answer:
            raise WikiFailed(f"{values.get('action')}: {answer['error']}")
        return answer

    def edit(self, title: str, text: str, summary: str = "", **values: Any) -> int:
        """Save a page and return the number of the revision (of the standing one, where nothing changed)."""
        done = self.api(action="edit", title=title, text=text, summary=summary, token="csrf", **values)["edit"]  # noqa: S106
        return int(
            done.get("newrevid")
            or self.api(action="query", prop="revisions", titles=title)["query"]["pages"][0]["revisions"][0]["revid"]
        )

    def hide(self, revision_id: int, *parts: str, suppress: bool = False) -> None:
        """Hide `text`, `user`, `comment` of a revision (all, if none is named), from administrators too if asked."""
        names = {"text": "content"}
        hide = "|".join(names.get(part, part) for part in parts or ("text", "user", "comment"))
        self._visibility(revision_id, hide=hide, suppress="yes" if suppress else "nochange")

    def show(self, revision_id: int) -> None:
        """Show again what was hidden of a revision."""
        self._visibility(revision_id, show="content|comment|user", suppress="no")

    def _visibility(self, revision_id: int, **values: Any) -> None:
        self.api(token="csrf", action="revisiondelete", type="revision", ids=revision_id, reason="tests", **values)  # noqa: S106

    def delete(self, title: str) -> None:
        """Delete a page."""
        self.api(action="delete", title=title, reason="tests", token="csrf")  # noqa: S106

    def move(self, old: str, new: str, *, redirect: bool = True) -> None:
        """Move a page, and leave a redirect if asked."""
        values: dict[str, Any] = {} if redirect else {"noredirect": 1}
        self.api(token="csrf", action="move", to=new, reason="tests", **{"from": old, **values})  # noqa: S106

    # Inside

    def _install(self) -> None:
        for name in ("data", "images", "cache", "root"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "root" / "w").symlink_to(SOURCE)
        self.maintain(
            "install", f"--confpath={self.folder}", "--dbtype=sqlite", f"--dbpath={self.folder / 'data'}",
            "--dbname=testwiki", "--server=http://127.0.0.1", "--scriptpath=/w", "--lang=en",
            f"--extensions={','.join(self.extensions)}", f"--pass={secrets.token_hex(12)}", "Testwiki", ADMIN,
        )  # fmt: skip
        self.set(self._settings)
        with (self.folder / "LocalSettings.php").open("a", encoding="utf-8") as settings:
            settings.write(f"\nrequire '{PHP}/settings.php';\n")
        code = "(new SQLite3($argv[1]))->exec('PRAGMA journal_mode=WAL');"
        subprocess.run(["php", "-r", code, str(self.folder / "data" / "testwiki.sqlite")], check=True)
        self.maintain("createAndPromote", "--force", "--sysop", "--bureaucrat", "--custom-groups=bot,suppress", ADMIN)
        self.maintain("createBotPassword", "--appid", APP, "--grants", GRANTS, ADMIN, SECRET)

    def _environment(self) -> dict[str, str]:
        own = {
            "MW_CONFIG_FILE": str(self.folder / "LocalSettings.php"),
            "PHP_CLI_SERVER_WORKERS": str(self.workers),
            "TMPDIR": str(self.folder / "cache"),
        }
        if not (self.folder / "LocalSettings.php").exists():
            del own["MW_CONFIG_FILE"]
        if self.port:
            own["WIKI_SERVER"] = self.url
        if self.feed_port:
            own["WIKI_FEED_PORT"] = str(self.feed_port)
        return {**os.environ, **own}

    def _call(self, values: Mapping[str, Any]) -> dict[str, Any]:
        data = {"format": "json", "formatversion": "2", **{name: str(value) for name, value in values.items()}}
        answer = self._http.post(self.api_url, data=data, timeout=60)
        found: dict[str, Any] = answer.json()
        return found

    def _log_in(self) -> None:
        token = self._call({"action": "query", "meta": "tokens", "type": "login"})["query"]["tokens"]["logintoken"]
        name, secret = self.login
        done = self._call({"action": "login", "lgname": name, "lgpassword": secret, "lgtoken": token})
        if done["login"]["result"] != "Success":
            raise WikiFailed(f"login: {done}")
        self._logged_in = True


def chain(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give rows the parents that their order says."""
    parent = 0
    for row in rows:
        yield {**row, "parent_id": parent}
        parent = row["id"]
