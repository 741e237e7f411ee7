"""Answers from a file in flagd's format, by flagd's own evaluation."""

from pathlib import Path
from typing import Any, Final

import structlog
from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import OpenFeatureError
from openfeature.flag_evaluation import FlagResolutionDetails

from arcadia.platform.flags.file import FlagFileError, parse, read_bytes
from arcadia.platform.flags.provider import Context, SimpleProvider

_log: Final = structlog.get_logger(__name__)


class FileProvider(SimpleProvider):
    """The values that the file had when it was last good. `fault` says what is wrong with it now, if anything."""

    name = "file"

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._core = FlagdCore()
        self._seen: bytes | None = None
        self.fault: str | None = None

    def initialize(self, evaluation_context: EvaluationContext) -> None:
        """Read the file for the first time.

        Raises:
            FlagFileError: it cannot be used.
        """
        self._seen = read_bytes(self._path)
        self._take(self._seen)

    def refresh(self) -> None:
        """Read the file again; may be called from any thread, one at a time.

        By its bytes: times of change have ticks of milliseconds and may go backwards. What is wrong is told once, not at
        every look, and what was there before stays.
        """
        try:
            raw = read_bytes(self._path)
        except FlagFileError as error:
            self._seen = None
            self._tell(str(error))
            return
        if raw == self._seen:
            return
        self._seen = raw
        try:
            self._take(raw)
        except FlagFileError as error:
            self._tell(str(error))
        else:
            self._tell(None)

    def _take(self, raw: bytes) -> None:
        document = parse(raw, self._path)
        try:
            self._core.set_flags(document)
        except Exception as error:
            # Of whatever kind: flagd takes the rest of a document (`metadata`, `$evaluators`) for what it should be.
            why = error.error_message if isinstance(error, OpenFeatureError) else None
            message = f"{self._path}: {why or 'flagd cannot read its metadata or evaluators'}"
            raise FlagFileError(message) from error

    def _tell(self, fault: str | None) -> None:
        if fault is not None and fault != self.fault:
            _log.warning("flags_file_unusable", error=fault)
        elif fault is None and self.fault is not None:
            _log.info("flags_file_usable_again", file=str(self._path))
        self.fault = fault

    def find(self, flag_key: str, default_value: Any, context: Context, *, kind: str) -> FlagResolutionDetails[Any]:  # noqa: ANN401 - a flag's value
        """See `SimpleProvider.find`."""
        found: FlagResolutionDetails[Any] = getattr(self._core, f"resolve_{kind}_value")(
            flag_key, default_value, context
        )
        return found
