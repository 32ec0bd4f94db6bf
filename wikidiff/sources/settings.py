"""Where this machine keeps settings and state, and what the environment says."""

from __future__ import annotations

import os
from pathlib import Path

from wikidiff.config import Config, read
from wikidiff.errors import ConfigError


def config_path() -> Path:
    """Return the configuration file: $WIKIDIFF_CONFIG, else config.toml in the XDG folder for settings."""
    named = os.environ.get("WIKIDIFF_CONFIG")
    return Path(named) if named else _folder("XDG_CONFIG_HOME", ".config") / "config.toml"


def state_folder() -> Path:
    """Return the folder of what is kept from run to run: $WIKIDIFF_STATE, else the XDG folder for state."""
    named = os.environ.get("WIKIDIFF_STATE")
    return Path(named) if named else _folder("XDG_STATE_HOME", ".local/state")


def config() -> Config:
    """Read the configuration file, an absent one as an empty one; ConfigError where it cannot be read."""
    path = config_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if os.environ.get("WIKIDIFF_CONFIG"):
            raise ConfigError("is not there", path=str(path), hint="WIKIDIFF_CONFIG names it") from None
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot be read ({reason})", path=str(path)) from error
    return read(text, str(path))


def contact(given: str | None = None) -> str | None:
    """Return the contact: what was given, else $WIKIDIFF_CONTACT, else the configuration file's; None for none."""
    return given or os.environ.get("WIKIDIFF_CONTACT") or config().contact


def per_minute(given: int | None = None) -> int | None:
    """Return the budget a minute that was asked for: given, $WIKIDIFF_PER_MINUTE, the configuration file's, or None."""
    if given is not None:
        return given
    named = os.environ.get("WIKIDIFF_PER_MINUTE")
    if not named:
        return config().per_minute
    if not named.isdecimal() or int(named) < 1:
        raise ConfigError(f"WIKIDIFF_PER_MINUTE is {named!r}", hint="give a whole number above 0")
    return int(named)


def _folder(variable: str, below_home: str) -> Path:
    named = os.environ.get(variable, "")
    base = Path(named) if named.startswith("/") else Path.home() / below_home  # a relative XDG folder does not count
    return base / "wikidiff"
