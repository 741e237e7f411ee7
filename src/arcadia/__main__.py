"""`python -m arcadia` is `arcadia`."""

from arcadia.cli import main

if __name__ == "__main__":
    main()
