"""The finished static files, built once a run: compressing them is most of what a start on an empty folder takes."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from arcadia.web.assets.library import KEPT_NAME, write_packaged
from arcadia.web.stack import feature_folders


def lend_assets(data_folder: Path) -> None:
    """Keep them in a data folder as an earlier start would have; if the sources have changed since, they do not count."""
    kept = data_folder / "assets" / KEPT_NAME
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(_finished_assets())


@cache
def _finished_assets() -> bytes:
    with TemporaryDirectory() as folder:
        return write_packaged(feature_folders(), Path(folder) / KEPT_NAME).read_bytes()
