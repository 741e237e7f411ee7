"""The one collection of tables. Features hang their tables on it; migrations compare it with the database."""

from typing import Final

from sqlalchemy import MetaData

metadata: Final = MetaData(
    # Names are needed to drop a constraint later; SQLite's batch migrations cannot do without.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
