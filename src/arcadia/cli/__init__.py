"""`arcadia`: finds the command that was asked for and imports nothing but that.

Each entry names a Typer application. Features bring theirs in `<feature>.commands`; what belongs to no feature stands
in this package.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, TextIO

from arcadia import __version__


@dataclass(frozen=True, slots=True)
class Entry:
    """A command, or a family of commands: where its Typer application is, and what it is for."""

    module: str
    about: str

    def load(self) -> Callable[..., Any]:
        """Import the application."""
        app: Callable[..., Any] = import_module(self.module).app
        return app


COMMANDS: Final = {
    "serve": Entry("arcadia.cli.serve", "Serve the site on this machine."),
    "db": Entry("arcadia.cli.db", "Bring the database up to date, or say where it stands."),
    "board": Entry("arcadia.cli.board", "Generate, check, import and export boards."),
    "config": Entry("arcadia.cli.config", "Check the settings, or show them and where they come from."),
    "secrets": Entry("arcadia.cli.secrets", "Keep secrets in an encrypted file, and change keys."),
    "limits": Entry("arcadia.cli.limits", "Show budgets, and change them while servers run."),
    "flags": Entry("arcadia.cli.flags", "Show flags with their reasons, and check a file of them."),
    "session": Entry("arcadia.cli.session", "Export and import sessions."),
}
_HELP_WORDS: Final = frozenset({"help", "--help", "-h"})
_VERSION_WORDS: Final = frozenset({"version", "--version", "-V"})
_USAGE: Final = 2
_COLLECT_AFTER: Final = (20_000, 20, 50)
"""When garbage is collected. Frozen values hold no cycles (those of `play` are not even tracked), so nearly nothing is
found: at Python's 700 a third of the time of a mark went into looking for it."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 when done, 1 when refused, 2 for wrong usage, 78 for wrong settings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    sys.exit(_run(arguments))


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "--help"
    if name in _HELP_WORDS:
        _print_help(sys.stdout)
        return 0
    if name in _VERSION_WORDS:
        print(f"arcadia {__version__}")
        return 0
    if name not in COMMANDS:
        print(f"arcadia: there is no command {name!r}.\n", file=sys.stderr)
        _print_help(sys.stderr)
        return _USAGE
    return _run_command(name, arguments[1:])


def _run_command(name: str, arguments: list[str]) -> int:
    command = _load_quickly(COMMANDS[name])
    from arcadia.core.errors import ArcadiaError  # `arcadia --help` needs none of these
    from arcadia.platform.config import SettingsError

    try:
        command(args=arguments, prog_name=f"arcadia {name}")
    except SettingsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except ArcadiaError as error:
        print(f"arcadia {name}: {_told(error)}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:
            raise  # no file or folder that whoever runs this could look at: a defect, with its stack
        print(f"arcadia {name}: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _load_quickly(entry: Entry) -> Callable[..., Any]:
    """Load a command without two things that take a fifth of a server's start: collecting what importing makes
    (all of it stays, so it is put out of the collector's sight for good), and rich, which structlog imports to colour
    stacks that we print plainly.
    """
    gc.disable()
    with hidden_module("rich"):
        import structlog  # imported here so that it does not find rich
    # What is logged before a server sets up its own log is no output of a command.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    command = entry.load()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    gc.enable()
    return command


@contextmanager
def hidden_module(name: str) -> Iterator[None]:
    """Make importing `name` fail inside the block, where nobody has imported it yet."""
    if name in sys.modules:
        yield
        return
    # None is the documented way to say "there is no such module".
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def _told(error: Any) -> str:  # noqa: ANN401 - an ArcadiaError, imported only where one can happen
    lines = [f"{problem.where}: expected {problem.expected}" for problem in getattr(error, "problems", ())]
    return "\n  ".join([error.detail, *(line for line in lines if line != error.detail)])


def _print_help(to: TextIO) -> None:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {entry.about}" for name, entry in COMMANDS.items()]
    text = "\n".join(["Usage: arcadia COMMAND [OPTIONS]", "", *lines, "", "Each command knows --help."])
    print(text, file=to)
