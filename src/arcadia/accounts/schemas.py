"""The JSON of `/api/v1/me`."""

import msgspec


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who the caller is. `id` is null for anonymous callers, `nickname` for whoever has not told one."""

    kind: str
    id: str | None = None
    nickname: str | None = None


class ChangeMe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the caller wants to change."""

    nickname: str
