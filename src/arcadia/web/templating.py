"""The one template environment: strict, over the templates of all features, rendered to bytes.

A template is named by its feature (`boards/list.html` lives in `boards/templates/boards/list.html`); a name that two
features claim is refused at start. An undefined variable is an error, never an empty string.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from minijinja import Environment

_CONSTANT_TEXT: Final = re.compile(r'\{\{ _\("([^"\\{}]*)"\) \}\}')


class TemplateNameTaken(ValueError):
    """Two features bring a template of the same name."""


class Templates:
    """Renders templates by name. Globals are set once, by the composition root's web parts."""

    def __init__(self, sources: Mapping[str, Path], *, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._environment = Environment(
            loader=lambda name: _with_texts(sources[name].read_text(encoding="utf-8")) if name in sources else None,
            undefined_behavior="strict",
            trim_blocks=True,
            lstrip_blocks=True,
            auto_escape_callback=lambda name: not name.endswith(".txt"),
            filters=filters,
        )
        self.names = frozenset(sources)

    def add_global(self, name: str, value: object) -> None:
        """Make a value or function known to every template."""
        self._environment.add_global(name, value)

    def render(self, name: str, /, **context: object) -> bytes:
        """Return the rendered template in UTF-8.

        Raises:
            minijinja.TemplateError: no such template, an undefined variable, or a fault inside it.
        """
        return self._environment.render_template(name, **context).encode("utf-8", "replace")

    def check(self, name: str) -> None:
        """Compile a template without rendering it.

        Raises:
            minijinja.TemplateError: it does not exist or does not parse.
        """
        self._environment.undeclared_variables_in_template(name)


def _with_texts(source: str) -> str:
    """Put constant texts in when a template is loaded: a page has a hundred, and each call out of it costs 1 µs.

    The place where a catalogue will answer, beside the global `_` for texts inside expressions.
    """
    return _CONSTANT_TEXT.sub(lambda found: escape(found[1]), source)


def find_templates(package_folders: Iterable[Path]) -> dict[str, Path]:
    """Return the template files of all features by name.

    Raises:
        TemplateNameTaken: one name stands in two features.
    """
    found: dict[str, Path] = {}
    for folder in package_folders:
        root = folder / "templates"
        for path in sorted(root.rglob("*.*")):
            name = path.relative_to(root).as_posix()
            if name in found:
                message = f"template {name} is in {found[name].parent} and in {path.parent}"
                raise TemplateNameTaken(message)
            found[name] = path
    return found
