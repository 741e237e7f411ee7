"""What the operator of an instance tells its visitors: house rules and imprint, each a page where there is a text.

The texts are plain, and shown as they are: paragraphs where lines are empty, lines as they stand. Nothing in them is markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from arcadia.core.errors import NotFound
from arcadia.platform.languages import _, marked
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

RULES: Final = "/rules"
IMPRINT: Final = "/imprint"
TITLES: Final = {RULES: marked("House rules"), IMPRINT: marked("Imprint")}
FRESH_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class House:
    """The texts by the path of their page."""

    texts: dict[str, str]

    def links(self) -> Iterator[dict[str, str]]:
        """Yield what stands at the foot of every page, in the language of the request."""
        for path, title in TITLES.items():
            if self.texts.get(path):
                yield {"label": _(title), "href": path}


@get(RULES, include_in_schema=False)
async def show_rules(
    request: WireRequest, pages: NamedDependency[Pages], house: NamedDependency[House]
) -> Response[bytes]:
    """The house rules.

    Raises:
        NotFound: this instance has none.
    """
    return _show(request, pages, house, RULES)


@get(IMPRINT, include_in_schema=False)
async def show_imprint(
    request: WireRequest, pages: NamedDependency[Pages], house: NamedDependency[House]
) -> Response[bytes]:
    """Who runs this instance.

    Raises:
        NotFound: it does not say.
    """
    return _show(request, pages, house, IMPRINT)


def _show(request: WireRequest, pages: Pages, house: House, path: str) -> Response[bytes]:
    text = house.texts.get(path)
    if not text:
        message = "this instance has no such page"
        raise NotFound(message)
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n") if paragraph.strip()]
    return pages.render_shared(
        request, "web/house.html", tags=(), ttl_s=FRESH_S, heading=_(TITLES[path]), paragraphs=paragraphs
    )
