"""`.env.example` and the reference page say what the declarations say (C1)."""

from pathlib import Path

from arcadia.platform.config import read_settings
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
