"""The application for any ASGI server: `uvicorn --factory arcadia.asgi:make`. `arcadia serve` is the better way."""

from arcadia.app import Application, make_app
from arcadia.platform.secrets import load_settings


def make() -> Application:
    """Return the application with the settings of the environment."""
    return make_app(load_settings("arcadia.asgi"))
