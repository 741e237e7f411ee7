"""`.env.example` and the reference page say what the declarations say (C1)."""

import re
from pathlib import Path

import pytest

from arcadia.platform.config import Environment, examine_settings, read_settings
from arcadia.platform.config.reference import make_env_example, make_settings_page
from arcadia.platform.config.settings import declarations

ROOT = Path(__file__).parents[3]


def test_env_example_is_as_generated() -> None:
    assert (ROOT / ".env.example").read_text() == make_env_example(), "run bin/docs"


def test_the_reference_page_is_as_generated() -> None:
    assert (ROOT / "docs/reference/settings.md").read_text() == make_settings_page(), "run bin/docs"


def test_every_setting_is_explained_in_one_line() -> None:
    for declaration in declarations().values():
        assert declaration.about.endswith(".")
        assert "\n" not in declaration.about
        assert f"# {declaration.about}\n#{declaration.variable}=" in make_env_example()


def test_env_example_with_every_line_taken_is_a_working_file(tmp_path: Path) -> None:
    lines = [line.removeprefix("#") for line in make_env_example().splitlines() if not line.startswith("# ")]
    (tmp_path / ".env").write_text("\n".join(lines))
    assert read_settings({}, folder=tmp_path) == read_settings({}, folder=tmp_path / "nowhere")


@pytest.mark.parametrize("environment", Environment)
def test_c6_the_page_names_what_each_environment_needs_and_has_by_default(
    environment: Environment, tmp_path: Path
) -> None:
    (row,) = re.findall(rf"^\| {environment} \|(.*)$", make_settings_page(), re.MULTILINE)
    *defaults, rules = (cell.strip() for cell in row.strip(" |").split(" | "))
    reading = examine_settings({"ARCADIA_ENV": environment}, folder=tmp_path)
    needed = {problem.variable for problem in reading.problems}
    assert set(re.findall(r"`([A-Z_]+)`", rules)) == needed
    varying = [field for field, one in declarations().items() if isinstance(one.default, dict)]
    assert [str(getattr(reading.settings, field)) for field in varying] == [
        str(declarations()[field].form.read(cell.strip("`"))) for field, cell in zip(varying, defaults, strict=True)
    ]


@pytest.mark.parametrize("variable", ["SESSION_SECRET", "CRON_SECRET", "REVALIDATE_TOKEN", "ARCADIA_OPERATOR_TOKEN"])
def test_c3_nothing_that_is_published_is_taken_as_a_secret(variable: str, tmp_path: Path) -> None:
    """What `.env.example` and the how-tos show in a secret's place or in any other, and the words of programs."""
    shown = re.findall(r"^#?[A-Z_]+=(.+)$", make_env_example(), re.MULTILINE)
    told = [
        value
        for document in (ROOT / "docs").rglob("*.md")
        for value in re.findall(rf"\b{variable}=([^\s`]+)", document.read_text())
    ]
    words = ["undefined", "null", "Undefined", "NULL", "undefinedundefinedundefinedundefined", "changeme" * 5]
    assert f"\n#{variable}=\n" in make_env_example(), "the example has no value that could be forgotten there"
    for value in [*shown, *told, *words]:
        reading = examine_settings({variable: value}, folder=tmp_path)
        assert [problem.variable for problem in reading.problems][:1] == [variable], value
