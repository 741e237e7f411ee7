"""The settings: one typed, frozen value, read once at start-up (C1).

Order of sources: the command line, the environment, a file, files of one secret each, secret stores, defaults.
Everything that is wrong is reported together (C2). `settings` declares them; reading that file is reading the reference.

- `settings`    the settings, each with its name, form, default and one line of explanation
- `forms`       what a value may look like
- `sources`     where values come from
- `aliases`     the founding document's names and forms (C5)
- `reading`     sources to settings, or all problems at once
- `rules`       what must hold between settings, and what production adds (C3)
- `reference`   `.env.example` and the reference page
"""

from arcadia.platform.config.problems import SettingProblem, SettingsError
from arcadia.platform.config.reading import Reading, examine_settings, find_warnings, read_settings
from arcadia.platform.config.settings import Environment, Settings

__all__ = [
    "Environment",
    "Reading",
    "SettingProblem",
    "Settings",
    "SettingsError",
    "examine_settings",
    "find_warnings",
    "read_settings",
]
