"""Pictures that people bring: decoded within limits and encoded anew, never served as received (S8).

- `pictures`  makes a picture of our own of whatever somebody sends
- `variants`  a picture of our own in the width and format that a browser asks for (F6)
- `drawings`  a picture that we draw from data
- `making`    each picture once, however many ask for it
- `shelf`     keeps variants on disk, within a bound
- `workshop`  the one thread that each works in, with a short queue before it
"""

from arcadia.platform.images.pictures import Limits, Picture, Pictures
from arcadia.platform.images.variants import WIDTHS, Format, Variants

__all__ = ["WIDTHS", "Format", "Limits", "Picture", "Pictures", "Variants"]
