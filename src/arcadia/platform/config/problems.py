"""What is wrong with the settings, told so that it can be mended at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

EXIT_CODE: Final = 78
"""What a process exits with when its settings are wrong: EX_CONFIG of sysexits.h."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One thing to mend: the variable, what is wrong with it and what to do. Never holds a secret's value."""

    variable: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.wrong}. {self.mend}."


class SettingsError(Exception):
    """The settings cannot be used. Holds ALL problems, in the order of the reference (C2)."""

    exit_code = EXIT_CODE

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{_counted(len(self.problems))} with the settings; nothing was started:\n{lines}")


def _counted(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"
