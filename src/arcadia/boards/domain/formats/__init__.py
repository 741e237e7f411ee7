"""Formats in and out. Each reader raises `FormatError` and nothing else, naming the place and what was expected there.

- `plain_text`   one goal a line
- `csv_table`    a table with or without a heading
- `bingosync`    Bingosync JSON: a flat list, 25 tiers, 4 tiers
- `srl_script`   `bingoList[n] = …` script text, parsed and never executed; `script_literal` reads what is assigned
- `playbingo`    PlayBingo lists
- `arcadia_json` Arcadia JSON version 1: boards and goal lists, exact in both directions
- `svg_card`     the card as a picture (out only)
- `names`, `registry`, `sniffing`  what they are called, who reads and writes them, and which one a file is in
"""

from arcadia.boards.domain.formats.error import FormatError
from arcadia.boards.domain.formats.names import FormatName
from arcadia.boards.domain.formats.registry import read_document, write_board, write_list
from arcadia.boards.domain.formats.sniffing import sniff_format

__all__ = ["FormatError", "FormatName", "read_document", "sniff_format", "write_board", "write_list"]
