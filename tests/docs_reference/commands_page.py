"""`docs/reference/commands.md`: every `arcadia` command with its arguments, options and exit codes."""

import argparse
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, ParameterInfo

from arcadia.cli import COMMANDS, Entry
from arcadia.cli.serve import make_parser
from arcadia.platform.config.problems import EXIT_CODE
from docs_reference.markdown import code, one_line, page, table

_INTRO: Final = f"""\
# Commands

`arcadia` is in the environment's `bin` folder, in a clone `.venv/bin/arcadia`; `bin/serve` sets a clone up and calls
`arcadia serve`. Each command takes its [settings](settings.md) from the environment and the
settings file, and says more with `--help`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused: the input is wrong, or something stands in the way; a sentence on standard error says what |
| 2 | wrong usage |
| 3 | `serve` could not start; its log says why |
| {EXIT_CODE} | the settings are wrong; every problem is listed, and nothing was started |

The scripts of a clone (`bin/serve`, `bin/test`, `bin/docs`, …) are told in [Develop and test](../how-to/develop.md)."""


def make_page() -> str:
    """Return the page."""
    families = (part for name, entry in COMMANDS.items() for part in _family(name, entry))
    return page(_INTRO, *families, "Made by `bin/docs` from the commands themselves.")


def _family(name: str, entry: Entry) -> Iterator[str]:
    yield f"## arcadia {name}"
    yield entry.about
    if name == "serve":
        yield _options_of(make_parser("arcadia serve"))
    else:
        yield from _typer_commands(name, entry)


def _options_of(parser: argparse.ArgumentParser) -> str:
    shown = [one for one in parser._actions if one.help not in (argparse.SUPPRESS, None) and one.dest != "help"]
    return table(("option", "what it is for"), ((_flags(one), str(one.help)) for one in shown))


def _flags(action: argparse.Action) -> str:
    names = ", ".join(map(code, action.option_strings))
    return f"{names} {action.metavar or action.dest.upper()}" if action.nargs is None else names


def _typer_commands(name: str, entry: Entry) -> Iterator[str]:
    for command in typer_application(entry).registered_commands:
        assert command.callback is not None
        yield f"### arcadia {name} {command.name or command.callback.__name__}"
        yield one_line(command.callback.__doc__)
        yield table(("argument or option", "form", "left out", "what it is for"), _parameters(command.callback))


def typer_application(entry: Entry) -> typer.Typer:
    """The Typer application: of a feature's commands `cli` has only a function that brings them their services."""
    module: Any = import_module(entry.module)
    app: typer.Typer = module.app if isinstance(module.app, typer.Typer) else module.commands.app
    return app


def _parameters(callback: Callable[..., Any]) -> Iterator[tuple[str, str, str, str]]:
    hints = get_type_hints(callback, include_extras=True)
    for name, parameter in signature(callback).parameters.items():
        kind, *told = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (hints[name],)
        for info in told:
            yield _name(name, info), _form(kind, info), _default(parameter.default), str(info.help or "")


def _name(name: str, info: ParameterInfo) -> str:
    if isinstance(info, ArgumentInfo):
        return code(name.upper())
    # In an annotation the first name that is declared lands where the default would be.
    declared = [one for one in (info.default, *(info.param_decls or ())) if str(one).startswith("-")]
    return ", ".join(map(code, declared or (f"--{name.replace('_', '-')}",)))


def _form(kind: Any, info: ParameterInfo) -> str:
    """What a value looks like; `kind` may be a type or one beside None."""
    bare = next((one for one in get_args(kind) if one is not type(None)), kind)
    if issubclass(bare, Enum):
        return "one of " + ", ".join(code(word.value) for word in bare)
    if bare is int and info.min is not None:
        return f"whole number, {info.min} to {info.max}"
    return {bool: "switch", Path: "file", int: "whole number", float: "number", str: "text"}[bare]


def _default(default: Any) -> str:
    if default is Parameter.empty:
        return "required"
    return "" if default in (None, False) else code(getattr(default, "value", default))
