"""The community's random stream: ARC4 keyed by the seed's text, doubles of 52 bits and more (board-formats).

Boards made elsewhere are reproduced seed for seed, so this gives exactly the doubles of the published arithmetic, by
integers: numerators stay below 2^53 and denominators are powers of two, so nothing is ever rounded.
"""

from typing import Final

_WIDTH: Final = 256
_MASK: Final = _WIDTH - 1
_BYTES: Final = 7
"""Bytes of nearly every number: six, and one more because six are below 2^52."""
_ENOUGH: Final = 2**44
_DOUBLE_BITS: Final = 53


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
        self._bytes(_WIDTH)

    def _bytes(self, count: int) -> int:
        """The next bytes as one number, the first the highest."""
        state, i, j = self._state, self._i, self._j
        number = 0
        for _ in range(count):
            i = (i + 1) & _MASK
            moved = state[i]
            j = (j + moved) & _MASK
            state[i] = other = state[j]
            state[j] = moved
            number = number << 8 | state[(moved + other) & _MASK]
        self._i, self._j = i, j
        return number

    def random(self) -> float:
        """The next number, from 0 (inclusive) to 1 (exclusive).

        The description halves a double until it is below 2^53 and its last byte with it; all but that byte ends in
        eight zero bits, so this is one shift of the whole.
        """
        number, bits = self._bytes(_BYTES), 8 * _BYTES
        while number >> 8 < _ENOUGH:
            number, bits = number << 8 | self._bytes(1), bits + 8
        surplus = max(0, (number & ~_MASK).bit_length() - _DOUBLE_BITS)
        return (number >> surplus) / (1 << (bits - surplus))

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
