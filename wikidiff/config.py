"""What a configuration file says: TOML read into frozen types, nothing looked up.

contact = "me@my-university.edu"     # who answers for the requests: an address, a page or User:Name
per_minute = 180                     # requests a minute, all wikis of one operator together

[wiki.enwiki]                        # by database name or host
user = "Name@wikidiff"               # a bot password
password = "…"
[wiki."wiki.my-company.com"]
token = "…"                          # an owner-only OAuth 2 token, in place of name and password
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from wikidiff.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to log in to one wiki: a bot password, or an OAuth 2 token; nothing of it is ever shown."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        """Tell whether there is anything to log in with."""
        return self.user is not None or self.token is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration file as a value; `wikis` maps database names, hosts and API addresses to logins."""

    contact: str | None = None
    per_minute: int | None = None
    wikis: Mapping[str, Login] = field(default_factory=lambda: MappingProxyType({}))


_TOP = ("contact", "per_minute", "wiki")
_WIKI = ("user", "password", "token")


def read(text: str, path: str | None = None) -> Config:
    """Read a configuration file's text; ConfigError, with `path`, for what is no TOML or says nothing known."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML ({error})", path=path, hint="values of text stand in quotes") from error
    _known(table, _TOP, "", path)
    contact, per_minute = table.get("contact"), table.get("per_minute")
    if contact is not None and not isinstance(contact, str):
        raise ConfigError("contact is no text", path=path, hint='write contact = "me@my-university.edu"')
    if per_minute is not None and (type(per_minute) is not int or per_minute < 1):
        raise ConfigError("per_minute is no whole number above 0", path=path, hint="write per_minute = 180")
    wikis = table.get("wiki", {})
    if not isinstance(wikis, dict):
        raise ConfigError("wiki is no table", path=path, hint="open one with [wiki.enwiki]")
    logins = {name: _login(name, value, path) for name, value in wikis.items()}
    return Config(contact=contact, per_minute=per_minute, wikis=MappingProxyType(logins))


def _login(name: str, table: Any, path: str | None) -> Login:
    where = f"[wiki.{name}]"
    if not isinstance(table, dict):
        raise ConfigError(f"{where} is no table", path=path, hint="put user and password, or token, under it")
    _known(table, _WIKI, f"{where} ", path)
    for key, value in table.items():
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{where} {key} is no text", path=path, hint="values of text stand in quotes")
    login = Login(user=table.get("user"), password=table.get("password"), token=table.get("token"))
    if login.token is not None and login.user is not None:
        raise ConfigError(f"{where} has both a token and a user", path=path, hint="keep one of the two")
    if (login.user is None) is not (login.password is None):
        raise ConfigError(f"{where} has only one of user and password", path=path, hint="give both, or a token")
    return login


def _known(table: Mapping[str, Any], names: tuple[str, ...], where: str, path: str | None) -> None:
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
            raise ConfigError(f"{where}{key} is no key", path=path, hint=hint)
