"""Writes the generated files anew: `.env.example` and `docs/reference`. `bin/docs` calls it.

bin/docs              writes what has changed, and says what that was
bin/docs --check      writes nothing; names what is stale and fails
bin/docs --pictures   takes the pictures of a live session anew, too
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from docs_reference.pages import find_stale, make_pages, write_pages
from docs_reference.served import look_at_application


def main(arguments: Sequence[str]) -> int:
    """Do what the options ask; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="bin/docs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")
    parser.add_argument("--pictures", action="store_true", help="take the pictures anew, in Chromium")
    options = parser.parse_args(arguments)
    made = make_pages(asyncio.run(look_at_application()))
    if options.check:
        stale = find_stale(made)
        print("\n".join(f"stale: {path}; run bin/docs" for path in stale) or f"all {len(made)} files are current")
        return int(bool(stale))
    for path in write_pages(made):
        print(f"wrote {path}" if path in made else f"removed {path}: nothing makes it")
    if options.pictures:
        from docs_reference.pictures import take_pictures

        for picture in take_pictures():
            print(f"took {picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
