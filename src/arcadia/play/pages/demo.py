"""The miniature board of the landing page: a picture of a game in its twentieth minute."""

from typing import Final

from arcadia.play.pages.square_html import still_square
from arcadia.play.pages.squares import Drawn

_GOALS: Final = """
Find a diamond before nightfall
Ride a pig off a cliff
Brew a potion of leaping
Trade for an ender pearl
Enter a woodland mansion
Wear four armour types
Name a sheep jeb_
Collect every coral block
Kill a phantom with a bow
Fill a chiseled bookshelf
Breed a blue axolotl
Tame three cats
Free
Light a nether portal you did not build
Cure a zombie villager
Eat 15 different foods
Sleep in every biome colour
Hatch a turtle egg
Map the ocean monument
Throw a trident in thunder
Build a bell tower of ten
Find a pink sheep
Survive a raid
Dance with a parrot
Obtain a wither rose
""".strip().splitlines()
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


DEMO: Final = "".join(_square(number, goal) for number, goal in enumerate(_GOALS, 1))
