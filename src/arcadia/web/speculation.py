"""Which links a browser may open ahead: pages for reading, when a pointer rests on their link or is pressed.

Never a session (a seat would be there before its player), never a page that edits or hands out a file. The rules are a
constant inline script like the import map, allowed by its hash; browsers that know none pass it over.
"""

from typing import Final

from arcadia.core.wire import encode

_READ: Final = ("/", "/boards*", "/goal-lists*", "/goals*")
_NOT_AHEAD: Final = ("/*/*/*", "/*/new", "/*/import", "/*/generate")
SPECULATION_RULES: Final = encode(
    {
        "prerender": [
            {
                "where": {"and": [{"href_matches": _READ}, {"not": {"href_matches": _NOT_AHEAD}}]},
                "eagerness": "moderate",
            }
        ]
    }
).decode()
