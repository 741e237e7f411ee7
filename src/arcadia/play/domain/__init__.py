"""The rules of a live session, pure: `decide`, `evolve`, `view`. Time is an argument, ids come in commands.

What it is:
- `settings`, `presets`     the three choices and the conditions around them; modes
- `card`, `geometry`        squares, lines, neighbours, patterns
- `state`, `events`         the fold and what it folds
- `commands`, `outcomes`, `refusals`  what can be asked, and every answer

How it is decided (`decide` holds the table):
- `checks`, `targets`       seat → role → rate → card → phase → square → sight
- `marking`                 the square's state: mark, unmark, counters, bulk, undo
- `judging`, `phases`, `seating`, `hosting`, `chatting`, `opening`
- `unfolding`               a decision in the making, and what follows from it
- `winning`, `ranking`, `clock`, `fog`

Who sees what:
- `audience`                masks
- `views`, `deltas`, `feed` the snapshot, the live frame, one line
- `session_file`            Arcadia JSON of a session
"""
