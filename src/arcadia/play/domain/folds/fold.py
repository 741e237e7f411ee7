"""What a fold is: it takes the state, an event, its version and its time, and returns the fields that change."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from arcadia.play.domain.state import State

Changes: TypeAlias = dict[str, Any]
Folds: TypeAlias = Mapping[type, Callable[[State, Any, int, int], Changes]]
