"""axe-core over a page as it stands, in both themes: what it finds is a fault of the page."""

from functools import cache
from typing import Any, Final

from playwright.async_api import Page

from support.node import MODULES

RUN: Final = """async ([theme, rules]) => {
    document.documentElement.dataset.theme = theme;
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const one of document.getAnimations()) one.effect?.getComputedTiming().endTime === Infinity ? one.cancel() : one.finish();
    const options = rules ? {runOnly: {type: 'rule', values: rules}} : {};
    const found = (await axe.run(document, {...options, resultTypes: ['violations'], elementRef: false})).violations;
    return found.map(one => [one.id, one.nodes.map(node => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`)]);
}"""
BY_THEME: Final = (("dark", None), ("light", ["color-contrast"]))
"""Everything in the dark; of the other theme what alone can differ there."""


async def axe_faults(page: Page) -> list[str]:
    """Return what axe has against a page, its theme changed and put back."""
    before = await page.evaluate("document.documentElement.dataset.theme")
    await page.emulate_media(reduced_motion="reduce")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())
    found: list[str] = []
    for theme, rules in BY_THEME:
        violations: list[Any] = await page.evaluate(RUN, [theme, rules])
        found += [
            f"{theme}: {rule}: {node}" for rule, nodes in violations for node in nodes if not _is_meant(rule, node)
        ]
    await page.evaluate("theme => document.documentElement.dataset.theme = theme", before)
    return found


def _is_meant(rule: str, node: str) -> bool:
    """A square draws its counter as "3/10" and is called "…, 3 of 10" (details.md): what is read out is not spelt."""
    return rule == "label-content-name-mismatch" and node.startswith("button[data-square")


@cache
def _source() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text() + "; null"
