"""What building a wheel does beside packing: joins, names and compresses the static files, so that no start need to."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildStaticFiles(BuildHookInterface):
    """Puts `web/assets.bin` into the wheel. It imports nothing that `build-system.requires` does not name."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the file beside the wheel; an editable install is served from its sources."""
        if version == "editable":
            return
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from arcadia.web.assets.library import write_packaged  # noqa: PLC0415 - found only now

        packages = [file.parent for file in sorted((source / "arcadia").glob("*/__init__.py"))]
        built = write_packaged(packages, Path(self.directory) / "assets.bin")
        build_data["force_include"][str(built)] = "arcadia/web/assets.bin"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel."""
        (Path(self.directory) / "assets.bin").unlink(missing_ok=True)
