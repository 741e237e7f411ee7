"""What the formats are called."""

from enum import StrEnum


class FormatName(StrEnum):
    """Formats by their public names."""

    ARCADIA = "arcadia"
    BINGOSYNC = "bingosync"
    CSV = "csv"
    PLAYBINGO = "playbingo"
    SRL = "srl"
    SVG = "svg"
    TEXT = "text"
