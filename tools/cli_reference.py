"""Write `docs/cli.md` from what the commands say of themselves.

python tools/cli_reference.py --write
python tools/cli_reference.py --check     exit status 1 if the page is not current
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
HEAD = """# The command line

This page is written by `make docs` from the commands themselves; change their help, not this page.
"""


def _help(*command: str) -> str:
    """Return the help of a command, at a fixed width and without colour."""
    program = Path(sys.executable).with_name("wikidiff")
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  # our own command
        [program, *command, "--help"], env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def render() -> str:
    """Return the whole page."""
    top = _help()
    listed = top.partition("Commands:\n")[2]
    commands = re.findall(r"^  ([a-z][a-z-]*)\b", listed, re.MULTILINE)
    parts = [HEAD, f"```text\n{top}\n```\n"]
    parts += [f"## wikidiff {command}\n\n```text\n{_help(command)}\n```\n" for command in commands]
    return "\n".join(parts)


def main() -> int:
    """Write the page or check it; return the exit status."""
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    page = render()
    if sys.argv[1] == "--write":
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print("docs/cli.md is not what the commands say of themselves: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
