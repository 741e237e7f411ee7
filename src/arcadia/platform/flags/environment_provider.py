"""Answers from the flags of a setting."""

from collections.abc import Mapping
from typing import Any

from openfeature.exception import FlagNotFoundError
from openfeature.flag_evaluation import FlagResolutionDetails, Reason

from arcadia.platform.flags.environment import Share
from arcadia.platform.flags.provider import Context, SimpleProvider


class EnvironmentProvider(SimpleProvider):
    """Values that do not change while the process runs."""

    name = "environment"

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self._values = values

    def find(self, flag_key: str, default_value: Any, context: Context, *, kind: str) -> FlagResolutionDetails[Any]:  # noqa: ANN401 - a flag's value
        """See `SimpleProvider.find`."""
        if flag_key not in self._values:
            raise FlagNotFoundError(f"{flag_key} is not set")
        value = self._values[flag_key]
        if not isinstance(value, Share):
            return FlagResolutionDetails(value, reason=Reason.STATIC)
        is_known = context is not None and bool(context.attributes.get("is_known"))
        user = context.targeting_key if context is not None and is_known else None
        return FlagResolutionDetails(value.holds(flag_key, user), reason=Reason.SPLIT, variant=f"{value.percent}%")
