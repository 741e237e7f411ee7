"""The pages of boards: HTML forms that work without script; modules only make them quicker.

- `listing`     the list with its search, one's own boards
- `showing`     one board, its printable card, downloads, cloning
- `editing`     the editor; `drafts` is what it holds between two presses
- `picturing`   a board's picture in the editor; `pictures` serves it; `previewing` draws the board for links
- `importing`   from pasted text or a file
- `generating`  from a goal list by a generator
- `goal_lists`  lists, one list, its editor; `goals` the library of goals
- `choices`     what fields offer, in words
- `views`       what templates are given of boards and lists
"""

from arcadia.boards.pages.editing import edit_board, make_board, new_board, update_board
from arcadia.boards.pages.generating import generate_board, save_generated
from arcadia.boards.pages.goal_lists import (
    download_list,
    edit_list,
    make_list,
    new_list,
    show_list,
    show_lists,
    update_list,
)
from arcadia.boards.pages.goals import show_goals
from arcadia.boards.pages.importing import import_file, show_import
from arcadia.boards.pages.listing import my_boards, show_boards
from arcadia.boards.pages.pictures import show_picture
from arcadia.boards.pages.picturing import remove_picture, update_picture
from arcadia.boards.pages.previewing import show_preview
from arcadia.boards.pages.showing import clone_board, download_board, print_board, show_board
from arcadia.platform.flags.catalogue import BOARDS_IMPORT
from arcadia.platform.ratelimit.budget import UPLOAD
from arcadia.web.limits import LimitRule
from arcadia.web.page_cache import PurgeRule

routes = (
    show_boards,
    my_boards,
    new_board,
    make_board,
    show_board,
    edit_board,
    update_board,
    update_picture,
    remove_picture,
    show_picture,
    show_preview,
    clone_board,
    print_board,
    download_board,
    show_import,
    import_file,
    generate_board,
    save_generated,
    show_lists,
    new_list,
    make_list,
    show_list,
    edit_list,
    update_list,
    download_list,
    show_goals,
)

PURGES = (
    PurgeRule("/boards", ("boards",)),
    PurgeRule("/api/v1/boards", ("boards",)),
    PurgeRule("/goal-lists", ("goal-lists",)),
    PurgeRule("/api/v1/goal-lists", ("goal-lists",)),
    PurgeRule("/boards/import", ("goal-lists",)),
    PurgeRule("/api/v1/boards/import", ("goal-lists",)),
)
"""What is shown anew when boards or lists change, whichever way."""

FLAGGED = ((BOARDS_IMPORT, ("boards", "goal-lists")),)
"""What is shown anew when a flag is another for everybody."""

LIMITS = (
    LimitRule(UPLOAD, "POST /boards/import"),
    LimitRule(UPLOAD, "POST /api/v1/boards/import"),
    LimitRule(UPLOAD, "POST /boards/{}/picture"),
    LimitRule(UPLOAD, "PUT /api/v1/boards/{}/picture"),
)
"""What counts as an upload."""

__all__ = ["FLAGGED", "LIMITS", "PURGES", "routes"]
