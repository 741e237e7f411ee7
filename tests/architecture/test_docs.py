"""The documents are complete, current, and lead nowhere wrong (architecture, "Style", 11)."""

import asyncio
import re
from collections import Counter
from inspect import Parameter, signature
from pathlib import Path
from typing import get_args

import pytest
from msgspec import inspect
from typer.testing import CliRunner

from arcadia.cli import COMMANDS
from arcadia.cli.serve import make_parser
from arcadia.platform.config.settings import declarations
from arcadia.play.domain.events import Event
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Settings, Win
from arcadia.play.pages.overlay import show_overlay
from arcadia.play.pages.overlay_look import PARTS
from arcadia.play.protocol import FromClient, FromServer
from docs_reference import addresses_page, events_page, socket_page
from docs_reference.commands_page import typer_application
from docs_reference.markdown import anchor
from docs_reference.meanings import GROUPS, MEANINGS
from docs_reference.pages import REFERENCE, ROOT, find_stale, make_pages
from docs_reference.refusal_data import find_data_keys
from docs_reference.refusals_page import DATA
from docs_reference.served import Served, look_at_application
from docs_reference.shapes import key_of

DOCS = ROOT / "docs"
DOCUMENTS = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
TOPS = ("src/", "tests/", "docs/", "bin/", "requirements/", ".ci/")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```", re.DOTALL)
PATH = re.compile(r"`([\w./-]+)`")


@pytest.fixture(scope="module")
def served() -> Served:
    return asyncio.run(look_at_application())


def prose(document: Path) -> str:
    """A document without its blocks of code."""
    return CODE.sub("", document.read_text())


def headings(document: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)


def reference(name: str) -> str:
    return (ROOT / REFERENCE / name).read_text()


def tags(union: object) -> set[str]:
    return {str(one.__struct_config__.tag) for one in get_args(union)}


def test_every_generated_file_is_current(served: Served) -> None:
    assert find_stale(make_pages(served)) == [], "run bin/docs"


def test_every_setting_of_the_process_is_documented() -> None:
    page = reference("settings.md")
    assert [one.variable for one in declarations().values() if f"| `{one.variable}`" not in page] == []


def test_every_setting_of_a_session_is_documented() -> None:
    page = reference("session-settings.md")
    names = [*Settings.__struct_fields__, *Win.__struct_fields__]
    assert [name for name in names if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    """By what `--help` itself says."""
    page = reference("commands.md")
    section = page[page.index(f"## arcadia {name}\n") :].split("\n## ")[0]
    for command, told in help_texts(name).items():
        assert not command or f"### arcadia {name} {command}\n" in section
        assert [
            option for option in set(re.findall(r"--[a-z-]+", told)) - {"--help"} if f"`{option}`" not in section
        ] == []


def help_texts(name: str) -> dict[str, str]:
    """What the commands of a family say of themselves, by command."""
    if name == "serve":
        return {"": make_parser("arcadia serve").format_help()}
    app = typer_application(COMMANDS[name])
    names = [one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands]
    runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})
    told = {one: runner.invoke(app, [one, "--help"]).output for one in names}
    assert all(f"{one} [OPTIONS]" in text for one, text in told.items())
    return told


def test_every_refusal_is_documented_with_the_data_that_the_code_gives() -> None:
    page = reference("refusals.md")
    assert [word.value for word in Refusal if f"| `{word.value}` |" not in page] == []
    given = {f"{word}.{key}" for word, keys in find_data_keys().items() for key in keys}
    assert given == DATA.keys()


def test_every_event_is_documented() -> None:
    assert tags(Event) - set(headings(ROOT / REFERENCE / "events.md")) == set()


def test_every_message_of_the_protocol_is_documented() -> None:
    told = set(headings(ROOT / REFERENCE / "socket.md"))
    assert tags(FromClient) - told == set()
    assert tags(FromServer) - told == set()


def test_every_route_is_documented(served: Served) -> None:
    """Operations by their heading, pages by their row, the socket by its page."""
    operations, pages = set(headings(ROOT / REFERENCE / "http-api.md")), reference("addresses.md")
    for route in served.routes:
        name = f"{route.method} {route.path}"
        if route.method == "WEBSOCKET":
            assert route.path.replace("{code}", "CODE") in reference("socket.md")
        elif addresses_page.is_page(route):
            assert f"| `{name}` |" in pages
        else:
            assert name in operations


def test_a_query_is_documented_by_the_name_in_the_address(served: Served) -> None:
    """Not by the handler's own: `list` is `list_id` there."""
    (row,) = [line for line in addresses_page.make_page(served).splitlines() if "`GET /boards/generate`" in line]
    assert row.endswith("| `list`, `kind`, `seed`, `rows`, `columns`, `again` |")


def test_meanings_are_told_once_and_needed() -> None:
    assert sum(len(group) for group in GROUPS) == len(MEANINGS), "a field has two meanings"
    shapes = [*get_args(FromClient), *get_args(FromServer), *socket_page.SHAPES, *get_args(Event), *events_page.SHAPES]
    needed = {key_of(shape, field) for shape in [*shapes, Settings, Win] for field in names_of(shape)}
    assert MEANINGS.keys() - needed == set()


def names_of(shape: type) -> list[str]:
    told = inspect.type_info(shape)
    assert isinstance(told, inspect.StructType)
    return [field.name for field in told.fields]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    lost = [link for link in links_of(document) if not leads_somewhere(document, link)]
    assert lost == []


def links_of(document: Path) -> list[str]:
    found = [first or second for first, second in LINK.findall(prose(document))]
    return [link for link in found if not link.startswith(("https://", "http://"))]


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, fragment = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not fragment:
        return target.exists()
    return target.is_file() and fragment in anchors_of(target)


def anchors_of(document: Path) -> set[str]:
    """Anchors as Git hosts make them: of a heading that comes again the second has `-1`."""
    counted: Counter[str] = Counter()
    found = set()
    for heading in headings(document):
        name = anchor(re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading))
        found.add(f"{name}-{counted[name]}" if counted[name] else name)
        counted[name] += 1
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_that_a_document_names_exist(document: Path) -> None:
    named = [path for path in PATH.findall(prose(document)) if path.startswith(TOPS)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_glossary_names_code_that_is_there() -> None:
    cells = [
        line.split("|")[3] for line in (DOCS / "explanation" / "glossary.md").read_text().splitlines() if "|" in line
    ]
    paths = [path for cell in cells for path in PATH.findall(cell)]
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / "src" / "arcadia" / path).exists()] == []


def test_decisions_have_a_number_of_their_own_a_status_and_a_place_in_the_map() -> None:
    records = sorted((DOCS / "decisions").iterdir())
    numbers = [re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name) for path in records]
    assert all(numbers)
    assert [int(one[1]) for one in numbers if one] == list(range(1, len(records) + 1))
    linked = links_of(DOCS / "README.md")
    for path in records:
        text = path.read_text()
        assert "Status:" in text
        assert "Consequences" in text or "What follows" in text
        assert f"decisions/{path.name}" in linked


def test_the_readme_names_every_folder_of_docs_and_the_map_every_document() -> None:
    readme = (ROOT / "README.md").read_text()
    folders = [path for path in DOCS.iterdir() if path.is_dir()]
    assert [path.name for path in folders if f"[docs/{path.name}/]" not in readme] == []
    linked = {link.partition("#")[0] for link in links_of(DOCS / "README.md")}
    documents = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"README.md"}
    assert documents - linked == set()


def test_what_a_document_shows_is_shown_in_words_too() -> None:
    pictures = {path.name for path in (DOCS / "pictures").iterdir()}
    shown = {link.rpartition("/")[2] for document in DOCUMENTS for link in links_of(document) if "pictures/" in link}
    assert shown - {""} <= pictures
    assert [
        text for document in DOCUMENTS for text in re.findall(r"!\[(.*?)\]", prose(document)) if len(text) < 10
    ] == []


def test_buttons_that_the_tutorial_names_are_on_the_pages() -> None:
    tutorial = (DOCS / "tutorial" / "first-race.md").read_text()
    named = set(re.findall(r"\*\*([A-Z][^*]+)\*\*", tutorial))
    assert len(named) > 8
    sources = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".html", ".js", ".py"}]
    text = "\n".join(path.read_text() for path in sources)
    assert [words for words in named if f'"{words}"' not in text] == []


def test_the_overlay_page_tells_every_choice_of_its_address_and_every_part() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", (DOCS / "how-to" / "put-it-on-a-stream.md").read_text(), re.MULTILINE)
    taken = [name for name, one in signature(show_overlay.fn).parameters.items() if one.default is not Parameter.empty]
    assert [name for name, _ in rows] == taken
    assert re.findall(r"`(\w+)`", dict(rows)["parts"]) == list(PARTS)


def test_the_first_command_of_the_readme_is_serve_and_the_second_test() -> None:
    commands = re.findall(r"^(bin/\w+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert commands[:2] == ["bin/serve", "bin/test"]
