"""Pictures of 1200 by 630 that chat programs show beside a link: a board with colours, a title, scores.

- `preview`   what is on one, as a value: features fill it with what everybody may see, and nothing else
- `drawing`   draws it, for a thread
- `lettering` fonts, and texts that fit their place
- `symbols`   and `colours`: symbols and colours of teams, as the style sheets have them
- `serving`   the answer: drawn once, kept by its content, with an ETag
"""
