"""Secret words that are shown as bearer tokens, and how one is changed without a gap (C8)."""

from pathlib import Path

import pytest

from arcadia.core.errors import Unauthenticated
from arcadia.web.bearer import BearerToken
from support.site import running_site

OLD, NEW, OTHER = (f"{word}-kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp" for word in ("old", "new", "other"))


def test_c8_while_a_token_is_changed_the_new_and_the_old_one_are_taken() -> None:
    assert [BearerToken((OLD,)).is_shown(f"Bearer {word}") for word in (OLD, NEW)] == [True, False]
    assert [BearerToken((NEW, OLD)).is_shown(f"bearer  {word} ") for word in (NEW, OLD, OTHER)] == [True, True, False]
    assert [BearerToken((NEW,)).is_shown(f"Bearer {word}") for word in (OLD, NEW)] == [False, True]


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer ", f"Basic {NEW}", NEW, f"Bearer {NEW},{OLD}", "Bearer é"]
)
def test_c8_the_list_itself_is_no_token_and_nothing_opens_an_empty_one(shown: str | None) -> None:
    assert not BearerToken((NEW, OLD)).is_shown(shown)
    for token in (BearerToken(()), BearerToken((NEW, OLD))):
        with pytest.raises(Unauthenticated):
            token.insist(shown)


@pytest.mark.parametrize(
    ("variable", "method", "path"),
    [
        ("CRON_SECRET", "POST", "/api/cron/clean-up"),
        ("REVALIDATE_TOKEN", "POST", "/api/revalidate"),
        ("ARCADIA_OPERATOR_TOKEN", "GET", "/metrics"),
    ],
)
async def test_c8_every_door_takes_each_of_its_tokens(variable: str, method: str, path: str, tmp_path: Path) -> None:
    async with running_site(tmp_path, {variable: f"{NEW}, {OLD}"}) as site, site.browser() as client:
        body = {"json": {"tags": ["boards"]}} if path == "/api/revalidate" else {}
        for word, status in ((NEW, 200), (OLD, 200), (OTHER, 401), (f"{NEW}, {OLD}", 401)):
            answer = await client.request(method, path, headers={"authorization": f"Bearer {word}"}, **body)
            assert answer.status_code == status, word
