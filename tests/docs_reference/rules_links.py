"""Docstrings as sentences of a page: what they cite of the rules of play becomes a link, what only we can look up goes."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from docs_reference.markdown import anchor, one_line

ROOT: Final = Path(__file__).resolve().parents[2]
RULES: Final = ROOT / "docs" / "explanation" / "rules.md"
_HEADING: Final = re.compile(r"^## (\d+)\. .+$", re.MULTILINE)
_CITED: Final = re.compile(r" ?\(rules (\d+)(?:\.\d+)?(?:, [^)]*)?\)")
_ELSEWHERE: Final = re.compile(r" ?\((?:details|architecture)[^)]*\)| ?\((?:rules \d+; )?details[^)]*\)")


def told(docstring: str | None) -> str:
    """Return a docstring as one line for a reference page."""
    return _CITED.sub(_link, _ELSEWHERE.sub("", one_line(docstring)))


def _link(cited: "re.Match[str]") -> str:
    return f" ([rules {cited[1]}](../explanation/rules.md#{_anchors()[cited[1]]}))"


@lru_cache(maxsize=1)
def _anchors() -> dict[str, str]:
    """The anchor of each numbered section of the rules."""
    return {found[1]: anchor(found[0].removeprefix("## ")) for found in _HEADING.finditer(RULES.read_text())}
