"""The JSON API of boards, for programs: the same service and the same permissions as the pages.

- `boards`      list, make, see, save, clone, revisions
- `goal_lists`  list, make, see, save, export
- `goals`       search the goals of all lists
- `files`       import, export, the JSON Schema of Arcadia JSON
- `pictures`    the picture of a board
- `generating`  a board from goals, by a seed
- `answers`     what they have in common
"""

from typing import Final

from arcadia.boards.api import boards, files, generating, goal_lists, goals, pictures

routes: Final = (
    *boards.routes,
    *files.routes,
    *pictures.routes,
    *generating.routes,
    *goal_lists.routes,
    *goals.routes,
)
"""Handlers for the composition root."""

__all__ = ["routes"]
