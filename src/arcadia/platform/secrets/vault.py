"""HashiCorp Vault: one entry of its key-value engine, version 2, whose keys are names of settings."""

from collections.abc import Mapping
from typing import Final

import hvac
from hvac import exceptions

from arcadia.platform.config import Settings
from arcadia.platform.secrets.store import Store, StoreAway, StoreRefused

_TIMEOUT_S: Final = 3
_PATH: Final = "ARCADIA_VAULT_PATH"
_AWAY: Final = (
    exceptions.VaultDown,
    exceptions.InternalServerError,
    exceptions.BadGateway,
    exceptions.RateLimitExceeded,
    exceptions.VaultNotInitialized,
    OSError,  # what the client's own transport raises
)


def make_vault_store(settings: Settings) -> Store:
    """Return the store that VAULT_ADDR names."""
    client = hvac.Client(
        url=settings.vault_address,
        token=settings.vault_token,
        namespace=settings.vault_namespace,
        timeout=_TIMEOUT_S,
    )
    label = f"Vault at {settings.vault_address} ({settings.vault_path})"
    return Store(label, "VAULT_ADDR", lambda: _read(client, settings.vault_path))


def _read(client: hvac.Client, path: str) -> Mapping[str, str]:
    mount, _, entry = path.partition("/")
    try:
        answer = client.secrets.kv.v2.read_secret_version(entry, mount_point=mount, raise_on_deleted_version=True)
    except (exceptions.Forbidden, exceptions.Unauthorized):
        mend = f"Give VAULT_TOKEN a token whose policy may read {mount}/data/{entry}"
        raise StoreRefused("VAULT_TOKEN", "it does not let this token read", mend) from None
    except exceptions.InvalidPath:
        raise StoreRefused(_PATH, "there is no such entry", f"Write one: vault kv put {path} NAME=value") from None
    except _AWAY as error:
        # The name alone: what the transport says may repeat addresses and headers.
        raise StoreAway(type(error).__name__) from None
    except exceptions.VaultError as error:
        wrong = f"it does not understand the request ({type(error).__name__})"
        raise StoreRefused(_PATH, wrong, "Name an entry of a key-value engine of version 2") from None
    return _texts(answer)


def _texts(answer: object) -> Mapping[str, str]:
    try:
        found = answer["data"]["data"]  # type: ignore[index]
        return {str(name): str(value) for name, value in found.items()}
    except (KeyError, TypeError, AttributeError):
        mend = "Name an entry of a key-value engine of version 2"
        raise StoreRefused(_PATH, "the answer is none of that engine", mend) from None
