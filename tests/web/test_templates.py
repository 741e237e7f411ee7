"""Templates are strict, uniquely named, and free of what the policy forbids (S1)."""

import re
from pathlib import Path

import minijinja
import pytest

from arcadia.web.filters import clock, exact_time, iso_time, length_word, query
from arcadia.web.stack import Web, feature_folders
from arcadia.web.templating import TemplateNameTaken, Templates, find_templates

INLINE = re.compile(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:importmap|speculationrules|application/json)\")", re.IGNORECASE
)


def test_every_template_compiles(web: Web) -> None:
    for name in web.templates.names:
        web.templates.check(name)


@pytest.mark.parametrize("name", sorted(find_templates(feature_folders())))
def test_s1_no_template_holds_inline_code(name: str) -> None:
    text = find_templates(feature_folders())[name].read_text()
    assert not INLINE.findall(text)
    assert not SCRIPT.findall(text)


def test_an_undefined_variable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ nothing }}")
    templates = Templates({"a.html": tmp_path / "a.html"}, filters={})
    with pytest.raises(minijinja.TemplateError, match="undefined"):
        templates.render("a.html")


def test_html_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ text }}")
    templates = Templates({"a.html": tmp_path / "a.html"}, filters={})
    assert templates.render("a.html", text="<b>\"'&") == b"&lt;b&gt;&quot;&#x27;&amp;"


def test_one_name_in_two_features_is_refused(tmp_path: Path) -> None:
    for feature in ("a", "b"):
        (tmp_path / feature / "templates" / "same").mkdir(parents=True)
        (tmp_path / feature / "templates" / "same" / "page.html").touch()
    with pytest.raises(TemplateNameTaken, match=r"same/page\.html"):
        find_templates([tmp_path / "a", tmp_path / "b"])


def test_filters_write_times_and_numbers() -> None:
    assert iso_time(1_700_000_000_000) == "2023-11-14T22:13:20Z"
    assert exact_time(1_700_000_000_000) == "14 November 2023, 22:13 UTC"
    assert (clock(61_500), clock(3_661_000), clock(-5)) == ("1:01", "1:01:01", "0:00")
    assert query({"q": "a b", "game": "", "page": None}) == "q=a+b"
    assert [length_word(text) for text in ("Tame three cats", "x" * 40, "word " * 15, "word " * 30)] == [
        "short",
        "long",
        "long",
        "endless",
    ]
