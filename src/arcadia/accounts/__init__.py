"""Who: guests for now, each an id in a signed cookie, and a nickname.

Invariants: an id in a cookie whose signature holds is that guest, without asking the database; a guest is issued at
the first write and never by reading; a row exists once the guest has a nickname.

- `domain`    nicknames and what a guest is
- `models`    the table `guests`
- `store`     its statements
- `service`   who is asking (implements `web.credentials.Authenticate`), nicknames by set
- `schemas`   the JSON of `api`
- `api`       `/api/v1/me`
"""
