"""Public names for other packages (docs/extending.md); the code is in `generator.text.sentences`."""

from .text.sentences import split as split
