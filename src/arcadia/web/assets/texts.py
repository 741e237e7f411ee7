"""Puts a language's texts into a script: `_("…")` and `plural("…", "…", n)` get theirs (web/static/js/words.js).

So a page in another language loads as little as one in English, and nothing is looked up while it runs.
"""

import json
import re
from gettext import GNUTranslations
from io import BytesIO
from typing import Final

_STRING: Final = r'"((?:[^"\\\n]|\\.)*)"'
_SAID: Final = re.compile(rf"(?<![\w$.])(_|marked)\(\s*{_STRING}")
_COUNTED: Final = re.compile(rf"(?<![\w$.])plural\(\s*{_STRING},\s*{_STRING}")
_MANY: Final = 2


class Texts:
    """The texts of one language, from its compiled catalogue."""

    def __init__(self, compiled: bytes) -> None:
        self._texts = GNUTranslations(BytesIO(compiled))

    def translated(self, script: bytes) -> bytes:
        """Return a script that speaks this language."""
        text = _SAID.sub(self._said, script.decode("utf-8"))
        return _COUNTED.sub(self._counted, text).encode()

    def _said(self, found: re.Match[str]) -> str:
        return f"{found[1]}({_quoted(self._texts.gettext(_plain(found[2])))}"

    def _counted(self, found: re.Match[str]) -> str:
        one, many = _plain(found[1]), _plain(found[2])
        forms = [self._texts.ngettext(one, many, n) for n in (1, _MANY)]
        return f"plural({_quoted(forms[0])}, {_quoted(forms[1])}"


def _plain(literal: str) -> str:
    text: str = json.loads(f'"{literal}"')
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
