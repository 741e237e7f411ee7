"""Made ids, codes and tokens."""

import uuid

from arcadia.platform.ids import CODE_ALPHABET, make_code, make_id, make_token


def test_an_id_is_a_uuid7_in_canonical_text() -> None:
    made = make_id()
    assert len(made) == 36
    assert str(uuid.UUID(made)) == made
    assert uuid.UUID(made).version == 7


def test_ids_made_one_after_another_sort_in_that_order() -> None:
    made = [make_id() for _ in range(1_000)]
    assert sorted(made) == made


def test_a_code_has_six_letters_that_nobody_confuses() -> None:
    letters = set("".join(make_code() for _ in range(2_000)))
    assert letters == set(CODE_ALPHABET)
    assert not letters & set("ILO01")
    assert len(make_code()) == 6


def test_a_token_is_long_and_never_the_same() -> None:
    tokens = {make_token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert min(map(len, tokens)) >= 43
