"""What people type as a session's code."""

from arcadia.platform.ids import CODE_ALPHABET, CODE_LENGTH
from arcadia.platform.languages import _, plural


def code_fault(code: str) -> str:
    """Return what is wrong with a code in its normal form, empty where nothing is (details, "Starting and joining")."""
    if any(letter in "OIL01" for letter in code):
        return _("Codes have no O, I, L, 0 or 1.")
    if len(code) != CODE_LENGTH:
        return plural("A code has {n} character.", "A code has {n} characters.", CODE_LENGTH)
    if any(letter not in CODE_ALPHABET for letter in code):
        return _("Codes have letters and digits only.")
    return ""
