"""Which of our languages somebody is answered in."""

from collections.abc import Sequence


def choose_language(wish: str | None, accept_language: str | None, ours: Sequence[str], usual: str) -> str:
    """Return the wished language where we have it, else the one the browser likes best of ours, else the usual one."""
    if wish in ours:
        return str(wish)
    liked = sorted(_liked(accept_language or ""), key=lambda one: -one[1])
    return next((found for tag, _weight in liked if (found := _ours(tag, ours))), usual)


def _liked(line: str) -> list[tuple[str, float]]:
    """The tags of an `Accept-Language` header with their weights, in its order; what it refuses is left out."""
    liked: list[tuple[str, float]] = []
    for part in line.split(",")[:20]:
        tag, _, parameter = part.partition(";")
        try:
            weight = float(parameter.partition("=")[2]) if parameter.strip() else 1.0
        except ValueError:
            continue
        if weight > 0:
            liked.append((tag.strip().lower(), weight))
    return liked


def _ours(tag: str, ours: Sequence[str]) -> str | None:
    """The language of ours that a tag like `de-AT` means."""
    return next((one for one in ours if tag == one.lower() or tag.partition("-")[0] == one.lower()), None)
