"""The history of the database's shape, inside the package so that a wheel can migrate.

Each feature adds its own file to `versions`; the history is one line (a test says so). After adding one, set
`platform.db.migrating.REVISION` to it.
"""
