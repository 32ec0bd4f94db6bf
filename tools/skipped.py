"""Say what the last run of the tests skipped, and why."""

from __future__ import annotations

from pathlib import Path

LIST = Path(__file__).parent.parent / "build" / "skipped.txt"


def main() -> None:
    """Print the list that the tests left behind (`tests/conftest.py` writes it)."""
    if not LIST.exists():
        print("skipped: not known, the tests did not come to their end")
        return
    lines = LIST.read_text(encoding="utf-8").splitlines()
    print(f"skipped: {len(lines)}" if lines else "skipped: nothing")
    for line in lines:
        print(f"  {line}")


if __name__ == "__main__":
    main()
