"""Use cases of boards: `boards` is the façade, `starter_library` loads what ships with the program."""

from arcadia.boards.service.boards import BoardService, Export, Imported

__all__ = ["BoardService", "Export", "Imported"]
