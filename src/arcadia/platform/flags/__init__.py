"""Flags: what operators switch, roll out and change while servers run (C10).

The list is closed and typed: what is no `Flag` of `catalogue` does not exist. Values come through OpenFeature's API from
what the settings name, asked in this order; the first that knows the flag answers, and without any every flag has its
default:

1. the environment (`ARCADIA_FLAGS`), the operator's last word on this process
2. a file in flagd's format (`ARCADIA_FLAGS_FILE`), read anew twice a second
3. flagd itself (`ARCADIA_FLAGD`)
4. LaunchDarkly (`LAUNCHDARKLY_SDK_KEY`)

Two kinds of question cost differently. What holds for everybody (no user is named) is worked out twice a second and kept
as a plain value, so that hot paths and kept pages read a dictionary; whoever must act on a change is told by `on_change`.
What may differ by user is asked anew, 40 µs each, and only where somebody makes something.

- `catalogue`    the flags; reading it is reading the list
- `evaluation`   what an answer holds, with its reason
- `environment`  flags as text of a setting, with a share of users; `environment_provider` answers from it
- `file`         flagd's format; `file_provider` answers from it and keeps the last good values
- `provider`     what our own providers have in common
- `remote`       flagd by address, LaunchDarkly by key
- `source`       the one module that speaks to OpenFeature's API, whose state is global
- `flags`        all of it as one service
- `opening`      the sources that the settings ask for; `problems` what is wrong with those
"""

from arcadia.platform.flags.catalogue import FLAGS, Flag
from arcadia.platform.flags.evaluation import Evaluation
from arcadia.platform.flags.flags import Flags

__all__ = ["FLAGS", "Evaluation", "Flag", "Flags"]
