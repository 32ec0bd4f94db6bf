"""The command line: one file a command, found by name and loaded when it is called.

Exit status: 0 done · 1 a finding matches `--fail-on` · 2 usage · 3 source unreachable or refused · 4 bad data ·
130 interrupted. An error is one sentence on standard error; standard output holds results only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from wikidiff._version import __version__
from wikidiff.errors import InputError, PackError, SourceError, WikidiffError, WireError

COMMANDS = ("compare", "history", "fetch", "scan", "citations", "watch", "dump", "explain", "doctor")

DONE, MATCHED, USAGE, SOURCE, DATA, INTERRUPTED = 0, 1, 2, 3, 4, 130
_STATUS: tuple[tuple[type[WikidiffError], int], ...] = (
    (SourceError, SOURCE),
    (InputError, DATA),
    (WireError, DATA),
    (PackError, DATA),
    (WikidiffError, USAGE),
)


class Door(click.Group):
    """The group of all commands; it alone turns errors into one sentence and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Return the names of the commands, in the order of a session with the tool."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        """Load one command; each file keeps what is heavy inside its function."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"wikidiff.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with its status, or return what the command did (not standalone)."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.Abort:
            _leave("interrupted", INTERRUPTED)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else prog_name or "wikidiff"
            _leave(f"{_sentence(error.format_message())}; try '{path} --help'", USAGE)
        except click.ClickException as error:
            _leave(_sentence(error.format_message()), USAGE)
        except WikidiffError as error:
            _leave(str(error), status_of(error))
        except OSError as error:
            if error.filename is not None or sys.stdout is None:  # what names a file is no fault of standard output
                raise
            # click wrote a help; what is left must not be tried again when the interpreter ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            _leave(f"standard output: it cannot be written ({error.strerror or error})", USAGE)
        sys.exit(status if isinstance(status, int) else DONE)


def status_of(error: WikidiffError) -> int:
    """Return the exit status of an error."""
    return next(code for kind, code in _STATUS if isinstance(error, kind))


def _leave(sentence: str, status: int) -> NoReturn:
    line = " ".join(sentence.split())
    safe = "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in line)
    click.echo(f"wikidiff: {safe}", err=True)
    sys.exit(status)


def _sentence(message: str) -> str:
    """Return click's message as the middle of a sentence of ours."""
    message = message.strip().rstrip(".")
    told, near, meant = message.partition(". Did you mean ")
    if near:
        message = f"{told} (did you mean {meant.rstrip('?')}?)"
    return message[:1].lower() + message[1:] if message[1:2].islower() else message


@click.group(cls=Door, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wikidiff")
@click.pass_context
def main(ctx: click.Context) -> int:
    """Say what kind of change an edit of a wiki article is."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        return USAGE
    return DONE
