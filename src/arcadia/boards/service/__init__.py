"""Use cases of boards.

- `boards`           the façade
- `importing`        goals as a board, a board as a list
- `goal_search`      goals of the library by words, game, type and difficulty
- `cards`            boards as lists show them
- `pictures`         the picture that a board may have; `picture_addresses` where it is
- `kept`             what the cache holds of them, and what a change voids
- `starter_library`  loads what ships with the program
"""

from arcadia.boards.service.boards import BoardService, Export
from arcadia.boards.service.cards import BoardCard
from arcadia.boards.service.goal_search import GoalFilter
from arcadia.boards.service.pictures import BoardPictures
from arcadia.boards.store.boards import BoardFilter, BoardSort
from arcadia.boards.store.lists import ListFilter

__all__ = [
    "BoardCard",
    "BoardFilter",
    "BoardPictures",
    "BoardService",
    "BoardSort",
    "Export",
    "GoalFilter",
    "ListFilter",
]
