"""The miniature board of the landing page: a picture of a game in its twentieth minute."""

from typing import Final

from arcadia.platform.languages import _, marked
from arcadia.play.pages.square_html import still_square
from arcadia.play.pages.squares import Drawn

_GOALS: Final = (
    marked("Find a diamond before nightfall"),
    marked("Ride a pig off a cliff"),
    marked("Brew a potion of leaping"),
    marked("Trade for an ender pearl"),
    marked("Enter a woodland mansion"),
    marked("Wear four armour types"),
    marked("Name a sheep jeb_"),
    marked("Collect every coral block"),
    marked("Kill a phantom with a bow"),
    marked("Fill a chiseled bookshelf"),
    marked("Breed a blue axolotl"),
    marked("Tame three cats"),
    marked("Free"),
    marked("Light a nether portal you did not build"),
    marked("Cure a zombie villager"),
    marked("Eat 15 different foods"),
    marked("Sleep in every biome colour"),
    marked("Hatch a turtle egg"),
    marked("Map the ocean monument"),
    marked("Throw a trident in thunder"),
    marked("Build a bell tower of ten"),
    marked("Find a pink sheep"),
    marked("Survive a raid"),
    marked("Dance with a parrot"),
    marked("Obtain a wither rose"),
)
_HELD: Final = {"blue": (1, 2, 3, 4, 5, 18, 25), "orange": (2, 7, 9, 12, 16, 24), "green": (8, 9, 11, 21)}
_CLASSES: Final = {**dict.fromkeys(range(1, 6), "line"), 13: "free", 25: "fresh"}
_COUNTS: Final = {20: "3 / 10"}


def _square(number: int, goal: str) -> str:
    holders = [team for team, squares in _HELD.items() if number in squares]
    classes = f"held team-{holders[0]} " if len(holders) == 1 else ""
    return still_square(
        Drawn(
            n=number,
            goal=goal,
            classes=classes + _CLASSES.get(number, ""),
            bands=tuple((team, team == "blue" and len(holders) > 1) for team in holders),
            counter=_COUNTS.get(number, ""),
        )
    )


def demo() -> str:
    """Return the squares of the board."""
    return "".join(_square(number, _(goal)) for number, goal in enumerate(_GOALS, 1))
