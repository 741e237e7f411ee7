"""The one template environment: strict, over the templates of all features, rendered to bytes.

A template is named by its feature (`boards/list.html` lives in `boards/templates/boards/list.html`); a name that two
features claim is refused at start. An undefined variable is an error, never an empty string.

A page is rendered in the language that speaks now (`platform.languages`). Each language has templates of its own, loaded
when it first speaks, in which its constant texts stand already:

    {{ _("Deal a board") }}                                    put in when the template is loaded, also as an argument
    {{ _("Card {n}", n=number) }}                              asked for, its places filled
    {{ rich("Hosted by <b>{host}</b>", host=name) }}           a sentence with markup; what is filled in is escaped
    {{ plural("{n} goal", "{n} goals", count) }}
    {{ told(problem.detail) }}                                 an error's English, in the language
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from minijinja import Environment, safe

from arcadia.platform.languages import _, plural
from arcadia.platform.languages.catalogue import Catalogue
from arcadia.platform.languages.errors import told
from arcadia.platform.languages.speaking import now_speaking

_CONSTANT_TEXT: Final = re.compile(r'\{\{ _\("([^"\\{}]*)"\) \}\}')
_CONSTANT_ARGUMENT: Final = re.compile(r'(?<!\w)_\("([^"\\{}]*)"\)')
"""The same within an expression: given to a macro, chosen by a condition."""


class TemplateNameTaken(ValueError):
    """Two features bring a template of the same name."""


class Templates:
    """Renders templates by name. Globals are set once, by the composition root's web parts."""

    def __init__(self, sources: Mapping[str, Path], *, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._sources = sources
        self._filters = filters
        self._globals: dict[str, object] = {"_": _, "plural": plural, "rich": rich, "told": told}
        self._globals_by_language: dict[str, Callable[[str], object]] = {}
        self._environments: dict[str, Environment] = {}
        self.names = frozenset(sources)

    def add_global(self, name: str, value: object) -> None:
        """Make a value or function known to every template, before the first is rendered."""
        self._globals[name] = value

    def add_global_by_language(self, name: str, value_in: Callable[[str], object]) -> None:
        """The same for what is another one in each language; `value_in` gets the language's tag."""
        self._globals_by_language[name] = value_in

    def render(self, name: str, /, **context: object) -> bytes:
        """Return the rendered template in UTF-8, in the language that speaks now.

        Raises:
            minijinja.TemplateError: no such template, an undefined variable, or a fault inside it.
        """
        return self._environment().render_template(name, **context).encode("utf-8", "replace")

    def check(self, name: str) -> None:
        """Compile a template without rendering it.

        Raises:
            minijinja.TemplateError: it does not exist or does not parse.
        """
        self._environment().undeclared_variables_in_template(name)

    def _environment(self) -> Environment:
        spoken = now_speaking()
        if spoken.tag not in self._environments:
            self._environments[spoken.tag] = self._make_environment(spoken)
        return self._environments[spoken.tag]

    def _make_environment(self, spoken: Catalogue) -> Environment:
        sources = self._sources
        made = Environment(
            loader=lambda name: _with_texts(sources[name].read_text("utf-8"), spoken) if name in sources else None,
            undefined_behavior="strict",
            trim_blocks=True,
            lstrip_blocks=True,
            auto_escape_callback=lambda name: not name.endswith(".txt"),
            filters=self._filters,
        )
        for name, value in self._globals.items():
            made.add_global(name, value)
        for name, value_in in self._globals_by_language.items():
            made.add_global(name, value_in(spoken.tag))
        return made


def rich(text: str, /, **values: object) -> str:
    """Return a text with markup in it, as our catalogues hold it; what is filled in is escaped."""
    return safe(_(text).format_map({name: escape(str(value)) for name, value in values.items()}))


def _with_texts(source: str, spoken: Catalogue) -> str:
    """Put constant texts in when a template is loaded: a page has a hundred, and each call out of it costs 1 µs."""
    printed = _CONSTANT_TEXT.sub(lambda found: escape(spoken.text(found[1])), source)
    return _CONSTANT_ARGUMENT.sub(lambda found: json.dumps(spoken.text(found[1]), ensure_ascii=False), printed)


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
