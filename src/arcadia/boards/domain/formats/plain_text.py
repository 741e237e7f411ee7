"""Plain text: one goal a line. Empty lines are passed over."""

from arcadia.boards.domain.formats.error import FormatError, checked, text_of
from arcadia.boards.domain.goal import LONGEST_TEXT, Goal
from arcadia.core.text import BadText, clean_line


def read_plain_text(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a text file.

    Raises:
        FormatError: names the line.
    """
    goals = []
    for number, line in enumerate(text_of(raw).split("\n"), 1):
        if text := _cleaned(line, number):
            goals.append(Goal(text=text))
    return checked(goals, where="goals")


def _cleaned(line: str, number: int) -> str:
    try:
        text = clean_line(line)
    except BadText as error:
        raise FormatError(f"line {number}", f"text without control characters ({error})") from error
    if len(text) > LONGEST_TEXT:
        raise FormatError(f"line {number}", f"at most {LONGEST_TEXT} characters, not {len(text)}")
    return text
