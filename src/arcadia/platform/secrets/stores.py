"""The secret stores that the settings name, in their order: Vault, AWS Secrets Manager, the encrypted file.

Nothing is imported for a store that no setting names.
"""

from collections.abc import Iterator, Sequence

from arcadia.core.errors import Unavailable
from arcadia.platform.config import SettingProblem, Settings
from arcadia.platform.config.sources import Source
from arcadia.platform.secrets.store import Store, StoreRefused


def open_stores(settings: Settings, problems: list[SettingProblem]) -> Sequence[Source]:
    """Read every store that the settings name; add to `problems` what keeps one from being read."""
    read = (_read(store, problems) for store in _stores(settings))
    return [source for source in read if source is not None]


def _stores(settings: Settings) -> Iterator[Store]:
    """Return the stores whose settings are complete; the rules tell of the others."""
    if settings.vault_address is not None and settings.vault_token is not None:
        from arcadia.platform.secrets.vault import make_vault_store  # noqa: PLC0415

        yield make_vault_store(settings)
    if settings.aws_secret is not None:
        from arcadia.platform.secrets.aws import make_aws_store  # noqa: PLC0415

        yield make_aws_store(settings.aws_secret, region=settings.aws_region)
    if settings.secrets_file is not None and settings.secrets_keys:
        from arcadia.platform.secrets.encrypted_file import make_file_store  # noqa: PLC0415

        yield make_file_store(settings.secrets_file, settings.secrets_keys)


def _read(store: Store, problems: list[SettingProblem]) -> Source | None:
    from arcadia.platform.secrets.asking import ask  # noqa: PLC0415

    try:
        return Source(store.label, ask(store))
    except StoreRefused as error:
        problems.append(SettingProblem(error.variable, f"{store.label}: {error}", error.mend))
    except Unavailable as error:
        mend = f"See that it runs and can be reached from here, or remove {store.variable}"
        problems.append(SettingProblem(store.variable, f"{store.label} is away ({error.detail})", mend))
    return None
