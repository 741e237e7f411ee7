"""A page as a tree, to ask what stands in it and what of it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "path"})


@dataclass
class Element:
    """One element; text is kept as children of type str."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name] or ""

    def get(self, name: str) -> str | None:
        """The value of an attribute, None where it is not there."""
        return (self.attributes[name] or "") if name in self.attributes else None

    @property
    def text(self) -> str:
        """All text below, with single spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", *, shown_only: bool = False, **attributes: str) -> Iterator["Element"]:
        """Elements below with a tag and attributes (`class_` is one of its classes); hidden ones on wish left out."""
        for child in self.children:
            if isinstance(child, str) or (shown_only and "hidden" in child.attributes):
                continue
            if (not tag or child.tag == tag) and all(child.has(name, value) for name, value in attributes.items()):
                yield child
            yield from child.all(tag, shown_only=shown_only, **attributes)

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only element below with a tag and attributes."""
        (found,) = self.all(tag, **attributes)
        return found

    def has(self, name: str, value: str) -> bool:
        """Whether an attribute has a value, or is there where the value is empty."""
        present = self.get(name.rstrip("_").replace("_", "-"))
        if present is None:
            return False
        return value in present.split() if name == "class_" else value in ("", present)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse_page(text: str) -> Element:
    """Return a page as a tree."""
    builder = _Builder()
    builder.feed(text)
    return builder.open[0]
