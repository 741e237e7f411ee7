"""Who may send a command and when, read from the table by which `decide` itself refuses."""

from inspect import getclosurevars
from typing import Final

from arcadia.play.domain import checks
from arcadia.play.domain import commands as do
from arcadia.play.domain.checks import Check
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.decide import RULES

WHO: Final[dict[Check, str]] = {
    checks.has_seat: "every seat",
    checks.plays: "players",
    checks.plays_or_judges: "players and referees",
    checks.hosts: "the host",
    checks.hosts_or_judges: "referees and the host",
}
"""By check; of a command's checks the last one here says most."""

_RULE_OF: Final = {str(command.__struct_config__.tag): rule for command, rule in RULES.items()} | {
    "new_card": RULES[do.Deal]
}


def said_permission(tag: str) -> str:
    """Return who may send a command and when, as two sentences; nothing for what is no command of the game."""
    rule = _RULE_OF.get(tag)
    if rule is None:
        return ""
    who = [WHO[check] for check in rule.checks if check in WHO][-1]
    neutral = " (one who plays only in sessions without referee that are not rated)"
    return f"From: {who}{neutral if checks.is_neutral in rule.checks else ''}.{_said_moments(rule.checks)}"


def _said_moments(tested: tuple[Check, ...]) -> str:
    allowed = next((moments for check in tested if (moments := _moments(check)) is not None), None)
    if allowed is None or len(allowed) >= len(Moment) - 1:
        return ""
    return f" When: {', '.join(moment.value for moment in Moment if moment in allowed)}."


def _moments(check: Check) -> tuple[Moment, ...] | None:
    """The moments that `in_moments` let into a check, or None for a check of another kind."""
    found: tuple[Moment, ...] | None = getclosurevars(check).nonlocals.get("allowed")
    return found
