"""Stored events stay readable: a shape is never changed, a new schema has a step from the old one (architecture)."""

from arcadia.play.domain.events import SCHEMAS, UPCASTS, SeatRenamed, encode, upcast


def test_every_older_schema_has_a_step_to_the_next() -> None:
    assert set(UPCASTS) == {(kind, schema) for kind, newest in SCHEMAS.items() for schema in range(1, newest)}


def test_a_rename_of_the_first_schema_does_not_tell_the_old_name() -> None:
    body = b'{"type":"seat_renamed","seat":2,"name":"Ana"}'
    assert upcast("seat_renamed", 1, body) == SeatRenamed(seat=2, name="Ana")


def test_a_rename_tells_both_names() -> None:
    event = SeatRenamed(seat=2, name="Ana", was="Anna")
    assert upcast(*encode(event)) == event
