"""Which language somebody is answered in: their choice, else their browser's wish, else the instance's own."""

import pytest

from arcadia.platform.languages.choosing import choose_language

OURS = ("en", "de", "pt-BR")


@pytest.mark.parametrize(
    ("wish", "accepted", "chosen"),
    [
        (None, None, "en"),
        (None, "", "en"),
        (None, "de", "de"),
        (None, "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "fr-FR,fr;q=0.9,en;q=0.8,de;q=0.7", "en"),
        (None, "en;q=0.5, de;q=0.8", "de"),
        (None, "de;q=0, en;q=0.1", "en"),
        (None, "pt-br", "pt-BR"),
        (None, "pt", "en"),
        (None, "DE", "de"),
        (None, "de;q=much, en", "en"),
        (None, ",;;q=,*;q=0.1", "en"),
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("fr", "de", "de"),
        ("../../etc", "de", "de"),
    ],
)
def test_a_language_is_chosen(wish: str | None, accepted: str | None, chosen: str) -> None:
    assert choose_language(wish, accepted, OURS, "en") == chosen


def test_the_usual_language_is_for_who_asks_for_none_of_ours() -> None:
    assert choose_language(None, "fr", OURS, "de") == "de"
    assert choose_language("klingon", None, OURS, "de") == "de"


def test_a_header_without_end_is_read_in_part() -> None:
    assert choose_language(None, "fr," * 100_000 + "de", OURS, "en") == "en"
