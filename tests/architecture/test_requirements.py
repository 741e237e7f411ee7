"""Every requirement of the platform is shown by a test that cites it."""

from docs_reference.requirement_rows import NOT_YET, ROWS
from docs_reference.requirements_page import find_citations


def test_every_row_is_cited_by_a_test_or_said_to_be_missing() -> None:
    cited = find_citations()
    assert {row for row, files in cited.items() if not files} <= NOT_YET.keys()


def test_what_is_said_to_be_missing_is_a_row_with_a_reason() -> None:
    assert NOT_YET.keys() <= ROWS.keys()
    assert all(NOT_YET.values())
