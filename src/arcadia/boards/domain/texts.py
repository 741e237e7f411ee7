"""Texts that people type, cleaned and measured; what is wrong is added to the caller's list of problems."""

from arcadia.core.errors import Problem
from arcadia.core.text import BadText, clean_line, clean_text


def checked_line(raw: str, *, shortest: int, longest: int, where: str, problems: list[Problem]) -> str:
    """Return one line of text, cleaned; empty where it is wrong. Lengths are counted after cleaning."""
    try:
        text = clean_line(raw)
    except BadText as error:
        problems.append(Problem(where, f"text without control characters ({error})"))
        return ""
    if not shortest <= len(text) <= longest:
        problems.append(Problem(where, f"{shortest} to {longest} characters, not {len(text)}"))
    return text


def checked_paragraph(raw: str, *, longest: int, where: str, problems: list[Problem]) -> str:
    """Return text of any number of lines, cleaned; empty where it is wrong."""
    try:
        text = clean_text(raw)
    except BadText as error:
        problems.append(Problem(where, f"text without control characters ({error})"))
        return ""
    if len(text) > longest:
        problems.append(Problem(where, f"at most {longest} characters, not {len(text)}"))
    return text
