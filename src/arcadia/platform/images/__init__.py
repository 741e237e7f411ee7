"""Pictures that people bring: decoded within limits and encoded anew, never served as received (S8)."""

from arcadia.platform.images.pictures import Limits, Picture, Pictures

__all__ = ["Limits", "Picture", "Pictures"]
