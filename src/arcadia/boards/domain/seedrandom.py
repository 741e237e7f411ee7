"""The community's random stream: ARC4 keyed by the seed's text, doubles of 52 bits and more (board-formats).

Boards made elsewhere are reproduced seed for seed, so this follows the published arithmetic exactly, integers
throughout: the quotient of two integers below 2^60 is rounded once, as a JavaScript double is.
"""

from typing import Final

_WIDTH: Final = 256
_MASK: Final = _WIDTH - 1
_SIGNIFICANT: Final = 2**52
_OVERFLOW: Final = 2**53


class SeedRandom:
    """Yields the stream of one seed. The seed is text, also when it looks like a number."""

    def __init__(self, seed: str) -> None:
        key = _mixed_key(seed)
        state = list(range(_WIDTH))
        swap = 0
        for index in range(_WIDTH):
            swap = (swap + key[index % len(key)] + state[index]) & _MASK
            state[index], state[swap] = state[swap], state[index]
        self._state = state
        self._i = 0
        self._j = 0
        for _ in range(_WIDTH):
            self._byte()

    def _byte(self) -> int:
        state = self._state
        self._i = i = (self._i + 1) & _MASK
        moved = state[i]
        self._j = j = (self._j + moved) & _MASK
        state[i] = other = state[j]
        state[j] = moved
        return state[(moved + other) & _MASK]

    def random(self) -> float:
        """The next number, from 0 (inclusive) to 1 (exclusive)."""
        numerator = 0
        for _ in range(6):
            numerator = numerator * _WIDTH + self._byte()
        denominator, extra = _WIDTH**6, 0
        while numerator < _SIGNIFICANT:
            numerator = (numerator + extra) * _WIDTH
            denominator *= _WIDTH
            extra = self._byte()
        while numerator >= _OVERFLOW:
            # Halved exactly: the numerator stays below 2^61, so its lost bits are the double's own rounding.
            numerator /= 2  # type: ignore[assignment]
            denominator /= 2  # type: ignore[assignment]
            extra >>= 1
        return float((numerator + extra) / denominator)

    def below(self, limit: int) -> int:
        """The next index below `limit`."""
        return int(self.random() * limit)


def _mixed_key(seed: str) -> list[int]:
    key: list[int] = []
    smear = 0
    for index, character in enumerate(_utf16_units(seed)):
        place = index & _MASK
        smear ^= (key[place] if place < len(key) else 0) * 19
        value = (smear + character) & _MASK
        if place < len(key):
            key[place] = value
        else:
            key.append(value)
    return key or [0]


def _utf16_units(text: str) -> list[int]:
    """Character codes as JavaScript counts them."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[index] | raw[index + 1] << 8 for index in range(0, len(raw), 2)]
