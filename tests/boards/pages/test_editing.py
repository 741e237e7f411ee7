"""The editor without script: everything typed stays, wrong squares are named, a newer version is never overwritten."""

import re

import httpx
import pytest

from support.html import Element, parse_page
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWEST = {"sort": "newest"}
BLANK = {f"goal-{n}": f"Goal {n}" for n in range(1, 10)}
FORM = {
    **BLANK,
    "title": "Quite unheard of",
    "rows-before": "3",
    "columns-before": "3",
    "action": "save",
    "revision": "1",
}


async def make(browser: httpx.AsyncClient, **changes: str) -> str:
    answer = await browser.post("/boards/new", data=FORM | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_new_board_is_stored_and_shown(mira: httpx.AsyncClient) -> None:
    path = await make(mira, game="Chess", tags="fast, Fun", free="5", difficulty="3")
    page = (await mira.get(path)).text
    assert '<h1 dir="auto">Quite unheard of</h1>' in page
    assert "Medium" in page
    assert 'class="square free"' in page
    assert "fun" in page


async def test_a_wrong_square_is_named_and_nothing_typed_is_lost(mira: httpx.AsyncClient) -> None:
    answer = await mira.post("/boards/new", data=FORM | {"goal-4": "", "goal-1": "A rare <goal>"})
    assert answer.status_code == 422
    assert "<b>Square 4</b>: 1 to 255 characters" in answer.text
    assert "A rare &lt;goal&gt;" in answer.text
    assert answer.text.count("faulty") == 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "Title"),
        ({"difficulty": "9"}, "Difficulty"),
        ({"difficulty": "²"}, "Difficulty"),
        ({"difficulty": "9" * 5_000}, "Difficulty"),
        ({"visibility": "nobody"}, "Visibility"),
        ({"tags": "x" * 200}, "Tags"),
        ({"goal-2": "x" * 300}, "Square 2"),
    ],
)
async def test_bad_fields_are_named(mira: httpx.AsyncClient, changes: dict[str, str], place: str) -> None:
    answer = await mira.post("/boards/new", data=FORM | changes)
    assert (answer.status_code, f"<b>{place}</b>" in answer.text) == (422, True)


async def test_changing_the_size_keeps_rows_and_columns(mira: httpx.AsyncClient) -> None:
    answer = await mira.post("/boards/new", data=FORM | {"action": "resize", "rows": "4", "columns": "4"})
    texts = re.findall(r"<textarea name=\"goal-\d+\"[^>]*>([^<]*)</textarea>", answer.text)
    rows = [texts[start : start + 4] for start in range(0, 16, 4)]
    assert rows == [
        ["Goal 1", "Goal 2", "Goal 3", ""],
        ["Goal 4", "Goal 5", "Goal 6", ""],
        ["Goal 7", "Goal 8", "Goal 9", ""],
        [""] * 4,
    ]


async def test_text_fills_the_empty_squares(mira: httpx.AsyncClient) -> None:
    changes = {"goal-2": "", "goal-8": "", "action": "fill", "lines": "First\n\nSecond\nThird"}
    answer = await mira.post("/boards/new", data=FORM | changes)
    texts = re.findall(r"<textarea name=\"goal-\d+\"[^>]*>([^<]*)</textarea>", answer.text)
    assert (texts[1], texts[7]) == ("First", "Second")


async def test_picked_goals_make_a_board_that_fits(mira: httpx.AsyncClient) -> None:
    answer = await mira.post("/boards/new", data={"action": "pick", "pick": [f"Picked {n}" for n in range(10)]})
    assert answer.text.count("Picked") == 10
    assert 'data-columns="4"' in answer.text


async def test_what_belongs_to_a_goal_moves_with_its_text(
    site: Site, mira: httpx.AsyncClient, public_board: str
) -> None:
    path = (await mira.post(f"/boards/{public_board}/clone")).headers["location"]
    page = parse_page((await mira.get(path)).text)
    facts = [page.one(name=f"facts-{n}")["value"] for n in range(1, 26)]
    texts = [f"Square {n}" for n in range(1, 26)]
    texts[:2], facts[:2] = ["Square 2, better", "Square 1"], [facts[1], facts[0]]
    form = {f"goal-{n}": text for n, text in enumerate(texts, 1)} | {
        f"facts-{n}": one for n, one in enumerate(facts, 1)
    }
    form |= {"title": "Mine", "rows-before": "5", "columns-before": "5", "action": "save", "revision": "1"}
    answer = await mira.post(path, data=form)
    assert answer.status_code == 303, answer.text
    saved = (await site.services.boards.get_board(path.split("/")[2], viewer=None)).board
    assert [(goal.text, goal.key, goal.difficulty) for goal in saved.squares[:2]] == [
        ("Square 2, better", "sq2", 2),
        ("Square 1", "sq1", 1),
    ]


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ("{", "Square 2, facts"),
        ('{"text": "x"}', "Square 2, facts"),
        ("[" * 100_000, "Square 2, facts"),
        ('{"difficulty": 26}', "Square 2, difficulty"),
        ('{"target": -1}', "Square 2, target"),
    ],
)
async def test_garbled_facts_are_named_at_their_square(mira: httpx.AsyncClient, facts: str, place: str) -> None:
    answer = await mira.post("/boards/new", data=FORM | {"facts-2": facts})
    assert (answer.status_code, f"<b>{place}</b>" in answer.text) == (422, True)
    assert parse_page(answer.text).one(name="facts-2")["value"] == facts


async def test_a_smaller_size_keeps_the_texts_that_it_cuts_off(mira: httpx.AsyncClient) -> None:
    larger = {f"goal-{n}": f"Goal {n}" for n in range(1, 17)} | {"rows-before": "4", "columns-before": "4"}
    changes = larger | {"action": "resize", "rows": "3", "columns": "3", "lines": "Waits"}
    page = parse_page((await mira.post("/boards/new", data=FORM | changes)).text)
    assert page.one(id="f-lines").text == "Waits Goal 4 Goal 8 Goal 12 Goal 13 Goal 14 Goal 15 Goal 16"
    assert page.one(id="unfit").text.startswith("8 lines did not fit")


async def test_a_save_whose_answer_was_lost_is_no_conflict(mira: httpx.AsyncClient) -> None:
    """The editor sends it again with the revision that it knows: what is stored is its own."""
    path = await make(mira)
    form = FORM | {"action": "autosave", "goal-1": "New ", "facts-1": '{"difficulty": 3}'}
    for _ in range(3):
        answer = await mira.post(f"{path}/edit", data=form, headers={"accept": "application/json"})
        assert (answer.is_success, answer.json()) == (True, {"revision": 2})
    again = await mira.post(f"{path}/edit", data=form | {"action": "save"})
    assert again.status_code == 303
    other = await mira.post(f"{path}/edit", data=form | {"facts-1": ""}, headers={"accept": "application/json"})
    (difference,) = other.json()["current"]["differences"]
    assert (difference["mine"], difference["theirs"]) == ("New", "New · difficulty 3")
    retold = form | {"goal-1": "Newer", "facts-1": '{ "difficulty" : 3 }'}
    other = await mira.post(f"{path}/edit", data=retold, headers={"accept": "application/json"})
    (difference,) = other.json()["current"]["differences"]
    assert (difference["mine"], difference["theirs"]) == ("Newer", "New"), "what is the same in both is not told"


async def test_a_newer_version_is_shown_and_not_overwritten(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    assert (await mira.post(f"{path}/edit", data=FORM | {"goal-3": "Theirs"})).status_code == 303
    conflict = await mira.post(f"{path}/edit", data=FORM | {"goal-5": "Mine"})
    assert conflict.status_code == 409
    assert 'Square 3: <q dir="auto">Theirs</q>' in conflict.text
    assert ">Mine</textarea>" in conflict.text
    assert 'name="revision" value="2"' in conflict.text
    assert editor(conflict).get("data-autosave") is None, "what is typed now must not replace theirs unasked"


async def test_a_conflict_tells_everything_that_differs(mira: httpx.AsyncClient) -> None:
    path = await make(mira, description="Of old", visibility="public")
    larger = {"rows-before": "3", "columns-before": "4", "free": "2", "goal-10": "J", "goal-11": "K", "goal-12": "L"}
    theirs = {"title": "Renamed", "description": "New words", "visibility": "private", "goal-5": "Theirs"}
    assert (await mira.post(f"{path}/edit", data=FORM | larger | theirs)).status_code == 303
    stale = FORM | {"action": "autosave", "description": "Of  old", "goal-1": "Mine"}
    answer = await mira.post(f"{path}/edit", data=stale, headers={"accept": "application/json"})
    found = {one["where"]: (one["mine"], one["theirs"]) for one in answer.json()["current"]["differences"]}
    assert found == {
        "Title": ("Quite unheard of", "Renamed"),
        "Description": ("Of  old", "New words"),
        "Who can see it": ("Everybody", "Only me"),
        "Size": ("3 × 3", "3 × 4"),
        "Free square": ("None", "Square 2"),
        "Square 1": ("Mine", "Goal 1"),
        "Square 4": ("Goal 4", "Theirs"),
        "Square 5": ("Goal 5", "Goal 6"),
        "Square 6": ("Goal 6", "Goal 7"),
        "Square 7": ("Goal 7", "Goal 9"),
        "Square 8": ("Goal 8", "J"),
        "Square 9": ("Goal 9", "K"),
    }


@pytest.mark.parametrize("changes", [{"action": "resize", "rows": "4"}, {"action": "replace"}, {"title": ""}])
async def test_what_is_not_stored_is_not_called_saved(mira: httpx.AsyncClient, changes: dict[str, str]) -> None:
    stored = await make(mira)
    assert editor(await mira.get(f"{stored}/edit")).get("data-changed") is None
    for path in (f"{stored}/edit", "/boards/new"):
        form = editor(await mira.post(path, data=FORM | {"lines": "One"} | changes))
        assert form.get("data-changed") is not None
        assert form.one(id="editor-state").text == "Not saved yet"


@pytest.mark.parametrize("action", ["fill", "replace"])
async def test_lines_that_do_not_fit_are_kept_and_counted(mira: httpx.AsyncClient, action: str) -> None:
    emptied = {f"goal-{n}": "" for n in range(1, 10)}
    lines = "\r\n".join(f"Line {n}" for n in range(1, 13))
    page = parse_page((await mira.post("/boards/new", data=FORM | emptied | {"action": action, "lines": lines})).text)
    assert page.one(id="unfit").text.startswith("3 lines did not fit")
    assert page.one(id="f-lines").text == "Line 10 Line 11 Line 12"


async def test_lines_that_fit_leave_nothing_to_say(mira: httpx.AsyncClient) -> None:
    page = parse_page((await mira.post("/boards/new", data=FORM | {"action": "replace", "lines": "One\nTwo"})).text)
    assert page.one(id="unfit").get("hidden") is not None
    assert page.one(id="f-lines").text == ""


@pytest.mark.parametrize("changes", [{"action": "resize", "rows": "4"}, {"title": ""}])
async def test_lines_wait_until_they_are_asked_for(mira: httpx.AsyncClient, changes: dict[str, str]) -> None:
    page = parse_page((await mira.post("/boards/new", data=FORM | {"lines": "One\nTwo"} | changes)).text)
    assert page.one(id="unfit").get("hidden") is not None
    assert page.one(id="f-lines").text == "One Two"


async def test_a_list_of_any_length_can_be_filled_from(mira: httpx.AsyncClient) -> None:
    lines = "\n".join(f"The goal with the number {n} of a list" for n in range(40_000))
    answer = await mira.post("/boards/new", data=FORM | {"action": "replace", "lines": lines})
    assert answer.status_code == 200
    page = parse_page(answer.text)
    assert page.one(id="unfit").text.startswith("39,991 lines did not fit")
    assert page.one(id="f-title")["value"] == FORM["title"]


def editor(answer: httpx.Response) -> Element:
    return parse_page(answer.text).one(id="editor")


async def test_autosave_answers_programs(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    headers = {"accept": "application/json"}
    saved = await mira.post(f"{path}/edit", data=FORM | {"action": "autosave", "goal-1": "New"}, headers=headers)
    assert saved.json() == {"revision": 2}
    stale = await mira.post(f"{path}/edit", data=FORM | {"action": "autosave"}, headers=headers)
    differs = {"where": "Square 1", "mine": "Goal 1", "theirs": "New"}
    assert (stale.status_code, stale.json()["current"]) == (409, {"revision": 2, "differences": [differs]})
    wrong = FORM | {"action": "autosave", "revision": "2", "goal-7": ""}
    refused = await mira.post(f"{path}/edit", data=wrong, headers=headers)
    assert (refused.status_code, refused.json()["problems"][0]["where"]) == (422, "Square 7")


async def test_somebody_elses_board_is_not_edited(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    path = await make(mira)
    assert (await kofi.get(f"{path}/edit")).status_code == 403
    assert (await kofi.post(f"{path}/edit", data=FORM)).status_code == 403
    assert f"{path}/edit" not in (await kofi.get(path)).text


async def test_a_private_board_is_its_owners(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    path = await make(mira, visibility="private", title="Secret plan")
    assert (await mira.get(path)).status_code == 200
    assert (await kofi.get(path)).status_code == 404
    assert "Secret plan" not in (await kofi.get("/boards", params=NEWEST)).text
    assert "Secret plan" in (await mira.get("/boards/mine")).text


async def test_garbled_forms_are_refused_in_words(mira: httpx.AsyncClient) -> None:
    for changes in ({"rows-before": "many"}, {"goal-1": "\x00"}, {"free": "x"}, {"revision": "9" * 30}):
        answer = await mira.post("/boards/new", data=FORM | changes)
        assert answer.status_code in {303, 422}, changes


async def test_a_save_shows_in_the_list_at_once(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    assert "Seen at once" not in (await kofi.get("/boards", params=NEWEST)).text
    await make(mira, title="Seen at once")
    assert "Seen at once" in (await kofi.get("/boards", params=NEWEST)).text
