"""The one line above the board: what the session waits for, and why nothing can be marked (static/session/banner.js)."""

from arcadia.platform.languages import _, plural
from arcadia.play.domain.audience import FULL
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.settings import Sight
from arcadia.play.domain.state import PauseReason
from arcadia.play.domain.views import shows_unwinnable
from arcadia.play.pages.results import explanation, headline, team_names
from arcadia.play.pages.seen import Seen
from arcadia.play.pages.words import clock_text


def banner_of(seen: Seen) -> dict[str, str]:
    """Return its words, what explains them, and its kind (`""`, `ok`, `warn`); empty words hide it."""
    state = seen.state
    words, more, kind = "", "", "warn"
    match seen.moment:
        case Moment.WAITING:
            words, more, kind = _lobby(seen), _lobby_rule(seen), ""
        case Moment.COUNTDOWN:
            words, more, kind = _("The countdown runs"), _("Squares can be marked when it ends."), ""
        case Moment.PAUSED:
            words, more = _("Paused"), _pause(seen)
        case Moment.REVIEW:
            left = clock_text(state.review.until - seen.now if state.review else 0)
            words, more = _review(seen), _("Final in {time}.", time=left)
        case Moment.OVER:
            words = _("Time is up")
        case Moment.FINISHED:
            names = team_names(state)
            words, more, kind = headline(state.result, names), explanation(state.result, state.settings, names), "ok"
        case Moment.CANCELLED:
            words = _("This session was ended")
        case Moment.RUNNING if shows_unwinnable(state, seen.audience):
            words, more = _("No team can win any more"), _("It goes on until host or referee end it.")
        case Moment.RUNNING:
            pass
    return {"words": words, "more": more, "kind": kind}


def _lobby(seen: Seen) -> str:
    players = seen.state.players()
    ready = sum(1 for seat in players if seat.is_ready)
    return plural("Lobby: {ready} of {n} is ready", "Lobby: {ready} of {n} are ready", len(players), ready=ready)


def _lobby_rule(seen: Seen) -> str:
    is_auto = seen.state.settings.auto_start
    begins = _("It starts when everybody is ready.") if is_auto else _("The host starts the countdown.")
    is_covered = any(square.state == "covered" for square in seen.squares)
    return f"{begins} {_('The card is covered until then.')}" if is_covered else begins


def _pause(seen: Seen) -> str:
    if seen.state.pause_reason is PauseReason.REOPENED:
        return _("The result was withdrawn; the clock stands where it stood.")
    return _("The clock stands. What was marked stands too.")


def _review(seen: Seen) -> str:
    review = seen.state.review
    is_secret = seen.state.settings.sight is Sight.HIDDEN and seen.audience != FULL
    winner = None if review is None or is_secret else review.result.winner
    team = team_names(seen.state).get(winner or 0) or _("A team")
    return _("{team} fulfilled the condition: under review", team=team)
