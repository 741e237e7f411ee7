"""Secrets that live outside the environment: where they are kept, how they are read, how they change (C7, C8, C9).

- `loading`         the settings with what the stores hold, each read recorded; what every command begins with
- `stores`          the stores that the settings name; `store` says what one is
- `asking`          one store, behind a deadline and retries
- `vault`           HashiCorp Vault's key-value engine, version 2
- `aws`             AWS Secrets Manager
- `encrypted_file`  a file of this machine, for those without a store
- `rotation`        a new newest key, in one step or in two

A client is imported only where its setting is given.
"""

from arcadia.platform.secrets.loading import examine, load_settings, record_reads

__all__ = ["examine", "load_settings", "record_reads"]
