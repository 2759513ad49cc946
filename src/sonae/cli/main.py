"""Assembling the commands, and the one place where errors turn into sentences and exit codes."""

from __future__ import annotations

import os
import sys

import typer

from sonae import __version__
from sonae.cli import (
    audit,
    bylaw,
    data,
    days,
    disclosure,
    evaluate,
    office,
    policy,
    portfolio,
    project,
    remote,
    review,
    risk,
    stock,
)
from sonae.core import SonaeError

__all__ = ["app", "main"]

_INTERRUPTED = 130

app = typer.Typer(
    name="sonae",
    help="Supply risk and target days of the designated minerals, with grounds for every figure.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(data.app, name="data")
app.add_typer(risk.app, name="risk")
app.add_typer(days.app, name="days")
app.add_typer(stock.app, name="stock")
app.add_typer(project.app, name="project")
app.add_typer(portfolio.app, name="portfolio")
app.add_typer(bylaw.app, name="bylaw")
app.add_typer(audit.app, name="audit")
app.add_typer(policy.app, name="policy")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(disclosure.app, name="disclosure")
app.add_typer(office.app, name="office")
app.add_typer(remote.app, name="remote")
app.command("review")(review.review)
app.command("serve")(office.serve)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sonae {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    """Supply risk and target days of the designated minerals, with grounds for every figure."""


def main() -> None:
    """Run the command line; never let a traceback reach the user."""
    _open_streams()
    try:
        code = app(standalone_mode=False)  # typer turns an interrupt, and the exit that a command asks for, into a code
        if code == _INTERRUPTED:
            _stopped()
        if isinstance(code, int) and code:
            sys.exit(code)
    except SonaeError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _stopped()
    except BrokenPipeError:
        # The reader of our output went away (`sonae … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MemoryError:
        _say("there is not enough memory for this; ask for fewer scenarios or years.")
        sys.exit(SonaeError.exit_code)
    except OSError as error:
        _say(
            f"the operating system refused {error.filename or 'the output'}: {(error.strerror or str(error)).lower()}."
        )
        sys.exit(SonaeError.exit_code)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        sys.exit(_unexpected(error))


def _open_streams() -> None:
    """Make both streams usable: one that the caller closed goes nowhere, a letter its encoding lacks is escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole run
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _stopped() -> None:
    _say("stopped; nothing was written.")
    sys.exit(_INTERRUPTED)


def _unexpected(error: Exception) -> int:
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # a usage error of the command line
        _say(f"{error.format_message()}")
        return int(error.exit_code)
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="sonae-error-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    _say(f"something went wrong inside Sonae ({type(error).__name__}); the details are in {file.name}.")
    return 70


def _say(text: str) -> None:
    print(f"sonae: {text}", file=sys.stderr)
