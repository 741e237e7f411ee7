"""A file of every format that a board or a goal list may come from, and one that its reader sends back."""

from typing import Final

import msgspec

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats import FormatName, write_board
from arcadia.boards.domain.goal import Goal


class FileExample(msgspec.Struct, frozen=True):
    """A file that is read, in the language that shows it best; `broken` is sent back with the place that is wrong."""

    language: str
    text: str
    broken: str


BOARD: Final = Board(
    title="Cosy nine",
    game="Minecraft",
    rows=3,
    columns=3,
    free=5,
    tags=("short",),
    squares=(
        Goal(text="Tame three cats", difficulty=4, types=("animals",)),
        Goal(text="Ride a pig off a cliff", difficulty=3, types=("animals",)),
        Goal(text="Breed a blue axolotl", key="axolotl", difficulty=12, types=("animals", "rare")),
        Goal(text="Hatch a turtle egg", difficulty=8, types=("animals",)),
        Goal(text="Free"),
        Goal(text="Throw a trident in thunder", difficulty=10, types=("weather",)),
        Goal(text="Eat 5 different foods", key="foods", difficulty=2, types=("food",), target=5),
        Goal(text="Survive a raid", difficulty=9, types=("fights",)),
        Goal(text="Find a pink sheep", difficulty=6, types=("animals", "rare")),
    ),
)

FILES: Final = {
    FormatName.TEXT: FileExample(
        "text",
        "Tame three cats\nRide a pig off a cliff\n\nHatch a turtle egg\n",
        f"Tame three cats\n{'very ' * 60}long\n",
    ),
    FormatName.CSV: FileExample(
        "csv",
        "text,key,difficulty,types,target\n"
        "Breed a blue axolotl,axolotl,12,animals;rare,\n"
        "Eat 5 different foods,foods,2,food,5\n",
        "text,difficulty\nTame three cats,4\nRide a pig off a cliff,easy\n",
    ),
    FormatName.BINGOSYNC: FileExample(
        "json",
        '[{"name": "Tame three cats"}, {"name": "Ride a pig off a cliff"}, {"name": "Hatch a turtle egg"}]\n',
        '[{"name": "Tame three cats"}, {"name": ""}]\n',
    ),
    FormatName.SRL: FileExample(
        "js",
        "var bingoList = [];\n"
        "bingoList[1] = [{name: 'Tame three cats', types: ['animals']}, {name: \"Find a pink sheep\"}, ];\n"
        "bingoList[2] = [{name: 'Survive a raid', jp: '…', skill: 3}]; // extra keys are passed over\n",
        "bingoList[1] = [{name: 'Tame three cats'}\nbingoList[2] = [];\n",
    ),
    FormatName.PLAYBINGO: FileExample(
        "json",
        '{"goals": ["Tame three cats", {"goal": "Survive a raid", "categories": ["fights"], "difficulty": 9}]}\n',
        '{"goals": ["Tame three cats", {"goal": "Survive a raid", "difficulty": 900}]}\n',
    ),
    FormatName.ARCADIA: FileExample(
        "json",
        write_board(BOARD, FormatName.ARCADIA).decode(),
        '{"format": "arcadia.board", "version": 1, "board": {"title": "Cosy nine", "rows": 3, "columns": "3"}}\n',
    ),
}
