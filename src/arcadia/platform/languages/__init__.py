"""Languages: every text that people read, through one catalogue (gettext), in the language of whoever asks.

English stands in the source and is always complete; another language is one file, `locales/<tag>/LC_MESSAGES/arcadia.po`,
written anew from the source by `bin/words`, which also makes the `.mo` beside it that is read at run time. What programs
read (the API, the socket, the log) is never translated.

    _("Deal a board")                                at once, in the language of the request
    _("{name} won", name=team.name)                  with a place for what is said about
    plural("{n} line", "{n} lines", count)           by the plural rules of the language
    WORDS = {"late": marked("It has started.")}      a constant: marked here, and said by `_(WORDS[word])`

Templates and scripts use the same words. In both, constant texts are put in when they are loaded or built, so that a
language costs a page nothing.

- `catalogue`    the texts of one language
- `speaking`     which language speaks now, and `_`, `plural`, `marked`
- `errors`       the sentences of errors, whose English is closed and for programs, in a language
- `choosing`     which of our languages a browser asks for
- `writing`      dates and numbers (Babel)
"""

from arcadia.platform.languages.speaking import _, marked, plural, speaking

__all__ = ["_", "marked", "plural", "speaking"]
