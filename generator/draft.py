"""Public names for other packages (docs/extending.md); the code is in `generator.ingest.draft`."""

from .ingest.draft import Captured as Captured
from .ingest.draft import Line as Line
