"""Write what the documentation repeats of the product: the commands' help, which language pack has what,
and the columns of the tables.

python tools/reference.py --write
python tools/reference.py --check     exit status 1 if a page is not current
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # this is run as a script
from tools import tables  # noqa: E402

DOCS = ROOT / "docs"
HEAD = """# The command line

This page is written by `make docs` from the commands themselves; change their help, not this page.
"""
PACKS = "## Packs\n"
PACKS_HEAD = """
This table is written by `make docs` from `wikidiff/packs/lang/`. A file that a language has not is
read from its base language, then from `und`.
"""


def _help(*command: str) -> str:
    """Return the help of a command, at a fixed width and without colour."""
    program = Path(sys.executable).with_name("wikidiff")
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  # our own command
        [program, *command, "--help"], env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def commands() -> str:
    """Return the page of the command line."""
    top = _help()
    listed = top.partition("Commands:\n")[2]
    names = re.findall(r"^  ([a-z][a-z-]*)\b", listed, re.MULTILINE)
    parts = [HEAD, f"```text\n{top}\n```\n"]
    parts += [f"## wikidiff {name}\n\n```text\n{_help(name)}\n```\n" for name in names]
    return "\n".join(parts)


def languages() -> str:
    """Return the page of languages with its table of packs renewed."""
    page = (DOCS / "languages.md").read_text(encoding="utf-8").partition(PACKS)[0]
    folder = ROOT / "wikidiff" / "packs" / "lang"
    files = {tag.name: {file.name for file in tag.glob("*.t*")} for tag in sorted(folder.iterdir()) if tag.is_dir()}
    columns = sorted(set().union(*files.values()))
    rows = ["| | " + " | ".join(f"`{name}`" for name in columns) + " |", "| --- |" + " :-: |" * len(columns)]
    for tag, present in files.items():
        if present:
            rows.append(f"| `{tag}` | " + " | ".join("•" if name in present else "" for name in columns) + " |")
    return page + PACKS + PACKS_HEAD + "\n" + "\n".join(rows) + "\n"


def main() -> int:
    """Write the pages or check them; return the exit status."""
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    pages = ((DOCS / "cli.md", commands()), (DOCS / "languages.md", languages()), (DOCS / "tables.md", tables.page()))
    for path, page in pages:
        if sys.argv[1] == "--write":
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            print(f"docs/{path.name} is not what the product says of itself: make docs", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
