"""The sentences of errors in a language.

Errors are raised in English, for they also answer programs; `bin/words` finds each where it is made, what is put into it
as a place: `at most {longest} characters`. Here such a sentence is known again by its pattern. Only pages that tell of
an error come here, so that it need not be fast.
"""

import re
from functools import cache
from io import BytesIO
from typing import Final

from arcadia.platform.languages.catalogue import compiled_texts, read_catalogue
from arcadia.platform.languages.speaking import now_speaking

CONTEXT: Final = "error"
"""Under which the catalogues keep these sentences, apart from what pages say."""
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
_DEEPEST: Final = 3
COUNTED: Final = frozenset({"line", "number"})
"""Places where nothing but a number stands: `line 3: …` must not take `line 3, column 4: …`."""


def told(text: str) -> str:
    """Return what an error says in the language that speaks now; what no catalogue knows stays as it is."""
    spoken = now_speaking()
    return text if spoken.is_english else _told(text, spoken.tag, 0)


def _told(text: str, tag: str, depth: int) -> str:
    """What stands in a place may be such a sentence itself."""
    catalogue = read_catalogue(tag)
    known = catalogue.text_in(CONTEXT, text)
    if known != text or depth == _DEEPEST:
        return known
    for pattern, english in _patterns(tag):
        found = pattern.fullmatch(text)
        if found:
            values = {name: _told(value, tag, depth + 1) for name, value in found.groupdict().items()}
            return catalogue.text_in(CONTEXT, english).format_map(values)
    return text


@cache
def _patterns(tag: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences with places, those first that say the most themselves."""
    from babel.messages.mofile import read_mo  # noqa: PLC0415 - only errors in another language come here

    texts = read_mo(BytesIO(compiled_texts(tag)))
    known = [one.id for one in texts if one.context == CONTEXT and isinstance(one.id, str)]
    found = [(_pattern(text), text) for text in known if "{" in text]
    return sorted(found, key=lambda one: -len(_PLACE.sub("", re.escape(one[1]))))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(_of_place, re.escape(text)), re.DOTALL)


def _of_place(found: re.Match[str]) -> str:
    return rf"(?P<{found[1]}>\d+)" if found[1] in COUNTED else rf"(?P<{found[1]}>.+?)"
