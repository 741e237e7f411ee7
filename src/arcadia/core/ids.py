"""Id types. An id is a UUIDv7 in its canonical text form; a code is what people type.

Ids are made in `platform.ids` only, so that the domain stays free of randomness.
"""

from typing import NewType

GuestId = NewType("GuestId", str)
BoardId = NewType("BoardId", str)
RevisionId = NewType("RevisionId", str)
GoalListId = NewType("GoalListId", str)
SessionId = NewType("SessionId", str)
SessionCode = NewType("SessionCode", str)
