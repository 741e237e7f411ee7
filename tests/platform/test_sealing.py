"""C8: encryption at rest under a ring: the newest key encrypts, all decrypt."""

import pytest

from arcadia.platform.security import SealBroken, Sealer

OLD, NEW = Sealer(["old"], purpose="field"), Sealer(["new", "old"], purpose="field")


def test_c8_every_key_of_the_ring_opens_and_the_newest_seals() -> None:
    assert NEW.open(OLD.seal(b"plain")) == b"plain"
    assert Sealer(["new"], purpose="field").open(NEW.seal(b"plain")) == b"plain"
    with pytest.raises(SealBroken):
        OLD.open(NEW.seal(b"plain"))


def test_c8_what_is_sealed_again_no_longer_needs_the_old_key() -> None:
    assert Sealer(["new"], purpose="field").open(NEW.seal_again(OLD.seal(b"plain"))) == b"plain"


def test_c8_a_seal_is_for_one_purpose() -> None:
    with pytest.raises(SealBroken):
        Sealer(["old"], purpose="another").open(OLD.seal(b"plain"))


@pytest.mark.parametrize("junk", [b"", b"gAAAA", "né".encode(), b"\x00" * 200])
def test_c8_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        OLD.open(junk)


def test_c8_one_content_is_never_sealed_alike_twice() -> None:
    assert len({OLD.seal(b"plain") for _ in range(20)}) == 20


def test_c8_a_ring_needs_a_key() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Sealer([], purpose="field")
