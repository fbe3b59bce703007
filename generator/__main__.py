"""`python -m generator` is `briefing`."""

from .cli import main

if __name__ == "__main__":
    main()
