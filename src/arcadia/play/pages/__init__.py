"""The pages of live sessions. `landing` is the start page: it makes sessions and shows the open ones."""

from arcadia.play.pages import landing

routes = (*landing.routes,)

__all__ = ["routes"]
