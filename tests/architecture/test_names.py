"""Names that must be one thing only: templates, static files, joined files, import map."""

from collections import Counter
from pathlib import Path

from arcadia.web.assets.sources import read_sources

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "arcadia"


def test_a_template_stands_in_the_folder_of_its_feature() -> None:
    """So no name can be had twice: `play/session.html` comes from play alone."""
    templates = [path.relative_to(PACKAGE) for path in PACKAGE.glob("*/templates/**/*") if path.is_file()]
    assert templates
    assert [str(path) for path in templates if path.parts[2] != path.parts[0] or path.suffix != ".html"] == []


def test_static_names_differ_by_more_than_case() -> None:
    """A clone on a disk that ignores case holds every file, and a joined file hides no other."""
    sources = read_sources(sorted(path for path in PACKAGE.iterdir() if path.is_dir()))
    names = Counter(name.lower() for name in (*sources.files, *sources.joined))
    assert names
    assert [name for name, times in names.items() if times > 1] == []


def test_module_names_are_lower_case() -> None:
    sources = [path.relative_to(ROOT) for path in PACKAGE.rglob("*") if path.suffix in {".py", ".js", ".css", ".html"}]
    assert [str(path) for path in sources if path.name != path.name.lower() or "-" in path.stem] == []
