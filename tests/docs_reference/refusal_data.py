"""What data each refusal carries, found in the code that refuses: the keys of every `Rejected(Refusal.X, {…})`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import arcadia.play

PLAY = Path(arcadia.play.__file__).parent


def find_data_keys() -> dict[str, frozenset[str]]:
    """Return the keys of the data by the refusal's word; words that never carry any are left out."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(PLAY.rglob("*.py")):
        for word, keys in _refusals_in(ast.parse(path.read_text())):
            found[word] = found.get(word, frozenset()) | keys
    return {word: keys for word, keys in found.items() if keys}


def _refusals_in(tree: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Rejected"), args=[ast.Attribute(attr=word), ast.Dict(keys=keys), *_]):
                yield word.lower(), frozenset(str(ast.literal_eval(key)) for key in keys if key is not None)
