"""Goals, goal lists and boards: made by hand, by generators, or from files.

Invariants: a save makes an immutable revision; the same list, settings and seed give the same board for ever.

- `domain`   goals, boards, generators, formats; pure
- `store`    lists, boards and revisions
- `service`  make, edit, list, search, clone, import, export, generate; the starter library
- `schemas`, `api`, `pages`, `commands`  edges
"""
