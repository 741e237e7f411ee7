"""What is wrong with the settings of flags, told at the start with all other problems (C2)."""

from collections.abc import Iterator
from typing import Final

from arcadia.platform.config import SettingProblem, Settings
from arcadia.platform.flags import environment
from arcadia.platform.flags.file import FlagFileError, parse, read_bytes

FILE_VARIABLE: Final = "ARCADIA_FLAGS_FILE"


def find_flag_problems(settings: Settings) -> Iterator[SettingProblem]:
    """Return every problem: flags that are none, values of the wrong type, a file that cannot be used and where in it."""
    yield from environment.find_problems(settings.flag_values)
    if settings.flags_file is not None and settings.are_flags_on:
        try:
            parse(read_bytes(settings.flags_file), settings.flags_file)
        except FlagFileError as error:
            yield SettingProblem(FILE_VARIABLE, str(error), "Try the file with: arcadia flags check FILE")
