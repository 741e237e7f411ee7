"""Use cases of accounts.

- `accounts`       who is asking, nicknames: what other features and the web layer are given
- `guest_cookie`   the signed cookie that a guest carries
"""

from arcadia.accounts.service.accounts import AccountsService

__all__ = ["AccountsService"]
