"""What our own providers have in common: one way to answer, whatever the type that is asked for."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from openfeature.evaluation_context import EvaluationContext
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType
from openfeature.provider import AbstractProvider
from openfeature.provider.metadata import Metadata

Objects = Sequence[FlagValueType] | Mapping[str, FlagValueType]
Context = EvaluationContext | None


class SimpleProvider(AbstractProvider):
    """A provider of which a subclass writes `find` alone. OpenFeature itself compares the answer with the type."""

    name = "simple"

    @abstractmethod
    def find(self, flag_key: str, default_value: Any, context: Context, *, kind: str) -> FlagResolutionDetails[Any]:  # noqa: ANN401 - a flag's value
        """Return the answer for a flag of the kind `boolean`, `string`, `integer`, `float` or `object`.

        Raises:
            FlagNotFoundError: it is not known here.
            OpenFeatureError: it is known and cannot be had.
        """

    def get_metadata(self) -> Metadata:
        """See OpenFeature."""
        return Metadata(name=self.name)

    def resolve_boolean_details(
        self,
        flag_key: str,
        default_value: bool,  # noqa: FBT001 - OpenFeature's own signature
        evaluation_context: Context = None,
    ) -> FlagResolutionDetails[bool]:
        """See OpenFeature."""
        return self.find(flag_key, default_value, evaluation_context, kind="boolean")

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: Context = None
    ) -> FlagResolutionDetails[str]:
        """See OpenFeature."""
        return self.find(flag_key, default_value, evaluation_context, kind="string")

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: Context = None
    ) -> FlagResolutionDetails[int]:
        """See OpenFeature."""
        return self.find(flag_key, default_value, evaluation_context, kind="integer")

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: Context = None
    ) -> FlagResolutionDetails[float]:
        """See OpenFeature."""
        return self.find(flag_key, default_value, evaluation_context, kind="float")

    def resolve_object_details(
        self, flag_key: str, default_value: Objects, evaluation_context: Context = None
    ) -> FlagResolutionDetails[Objects]:
        """See OpenFeature."""
        return self.find(flag_key, default_value, evaluation_context, kind="object")
