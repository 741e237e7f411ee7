"""Which format a file is most likely in, by what it holds."""

import re
from typing import Any, Final

from arcadia.boards.domain.formats.csv_table import heading_separator
from arcadia.boards.domain.formats.error import FormatError
from arcadia.boards.domain.formats.json_file import decoded
from arcadia.boards.domain.formats.names import FormatName
from arcadia.boards.domain.formats.srl_script import has_assignment

_LIKE_JSON: Final = re.compile(r"\[\s*(?:[\[{\"]|null|\Z)|\{\s*(?:[\"}]|\Z)")
_BEGINNING: Final = 4_096


def sniff_format(raw: bytes) -> FormatName:
    """Guess the format of a file. Broken JSON is guessed by its beginning, so that its reader can say what is wrong."""
    text = raw.decode("utf-8-sig", "replace").lstrip()
    value = _find_json(raw) if text.startswith(("[", "{")) else None
    if value is not None:
        return _of_value(value)
    if "bingoList" in text and has_assignment(text):
        return FormatName.SRL
    if _LIKE_JSON.match(text):
        return _of_beginning(text[:_BEGINNING])
    return FormatName.CSV if heading_separator(text) else FormatName.TEXT


def _find_json(raw: bytes) -> Any:  # noqa: ANN401 - foreign JSON
    """The value of a file, or None where it is no JSON: its reader will say why."""
    try:
        return decoded(raw)
    except FormatError:
        return None


def _of_value(value: Any) -> FormatName:  # noqa: ANN401 - foreign JSON
    if isinstance(value, dict):
        return FormatName.ARCADIA if str(value.get("format")).startswith("arcadia.") else FormatName.PLAYBINGO
    first = next((entry for entry in value if entry is not None), None)
    is_playbingo = isinstance(first, str) or (isinstance(first, dict) and "goal" in first and "name" not in first)
    return FormatName.PLAYBINGO if is_playbingo else FormatName.BINGOSYNC


def _of_beginning(text: str) -> FormatName:
    if text.startswith("{"):
        return FormatName.ARCADIA if '"arcadia.' in text else FormatName.PLAYBINGO
    return FormatName.PLAYBINGO if re.match(r"\[\s*\"", text) or '"goal"' in text else FormatName.BINGOSYNC
