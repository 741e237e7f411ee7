"""Who may see and change boards and lists."""

from arcadia.boards.domain.board import Visibility


def may_see(*, owner: str | None, visibility: Visibility, viewer: str | None) -> bool:
    """Public and unlisted ones by whoever has the address, private ones by their owner only."""
    return visibility is not Visibility.PRIVATE or (owner is not None and owner == viewer)


def may_edit(*, owner: str | None, viewer: str | None) -> bool:
    """Their owner only. The starter library has none: it is cloned, not edited."""
    return owner is not None and owner == viewer
