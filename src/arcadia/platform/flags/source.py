"""One provider behind OpenFeature's API. Nothing else in Arcadia speaks to that API, whose state is global.

Every source has a domain of its own, so that two applications in one process never share a provider, and takes its
provider away when it closes, so that its threads end.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import FlagEvaluationDetails
from openfeature.provider import FeatureProvider, ProviderStatus
from openfeature.provider.no_op_provider import NoOpProvider

from arcadia.platform.flags.catalogue import Flag
from arcadia.platform.ids import make_id

_UNKNOWN: Final = "anonymous"
"""The targeting key of everybody who has no id: a rollout decides about all of them together."""

_SAYS_NOTHING: Final = frozenset({ErrorCode.FLAG_NOT_FOUND, ErrorCode.PROVIDER_NOT_READY})


class Source:
    """A source of flags.

    `name` is what people are told, `refresh` brings it up to date where it does not do so itself (and may block),
    `find_fault` says what is wrong with it beyond what OpenFeature knows.
    """

    def __init__(
        self,
        name: str,
        provider: FeatureProvider,
        *,
        refresh: Callable[[], None] | None = None,
        find_fault: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.name = name
        self.refresh = refresh
        self._provider = provider
        self._find_fault = find_fault
        self._domain = f"arcadia-{make_id()}"
        self._client = api.get_client(self._domain)

    def open(self, *, is_awaited: bool) -> None:
        """Begin. What is not awaited becomes ready by itself, and has no values until then.

        Raises:
            Exception: an awaited provider cannot begin; of whatever kind that is.
        """
        begin = api.set_provider_and_wait if is_awaited else api.set_provider
        begin(self._provider, self._domain)

    def ask(
        self, flag: Flag[Any], user: str | None, attributes: Mapping[str, Any]
    ) -> FlagEvaluationDetails[Any] | None:
        """Return the provider's answer; None where it does not know the flag, or knows nothing yet. Never raises: what is
        wrong stands in the answer.
        """
        context = EvaluationContext(user or _UNKNOWN, {**attributes, "is_known": user is not None})
        answer: FlagEvaluationDetails[Any]
        if flag.is_switch:
            answer = self._client.get_boolean_details(flag.name, flag.default, context)
        else:
            answer = self._client.get_object_details(flag.name, {}, context)
        return None if answer.error_code in _SAYS_NOTHING else answer

    def fault(self) -> str | None:
        """What is wrong with it now; None where it does its work."""
        status = self._client.get_provider_status()
        if status is not ProviderStatus.READY:
            return f"{self.name} is {status.value.lower().replace('_', ' ')}"
        return self._find_fault()

    @property
    def is_ready(self) -> bool:
        """Whether it has had its values once."""
        return self._client.get_provider_status() is not ProviderStatus.NOT_READY

    def close(self) -> None:
        """End: the provider is shut down by a thread of OpenFeature's."""
        api.set_provider_and_wait(NoOpProvider(), self._domain)
