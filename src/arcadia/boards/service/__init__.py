"""Use cases of boards: `boards` is the façade, `starter_library` loads what ships with the program."""

from arcadia.boards.service.boards import BoardService, Export, Imported
from arcadia.boards.service.cards import BoardCard
from arcadia.boards.store.boards import BoardFilter, BoardSort
from arcadia.boards.store.lists import ListFilter

__all__ = ["BoardCard", "BoardFilter", "BoardService", "BoardSort", "Export", "Imported", "ListFilter"]
