"""Brings the catalogues up to date with the source and compiles them; `bin/words` calls it. `--check` only says which are stale."""

import sys

from words.catalogues import read, stale_files, tags


def main(arguments: list[str]) -> int:
    """Write what is stale; return the exit status."""
    stale = stale_files()
    for path, raw in stale.items():
        print(path.name if len(path.parts) < 4 else "/".join(path.parts[-3:]))
        if "--check" not in arguments:
            path.write_bytes(raw)
    for tag in tags():
        missing = [message.id for message in read(tag) if message.id and not all(_strings(message.string))]
        print(f"{tag}: {len(missing)} texts have no words yet")
    return 1 if stale and "--check" in arguments else 0


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
