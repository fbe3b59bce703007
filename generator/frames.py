"""Public names for other packages (docs/extending.md); the code is in `generator.pages.frames`."""

from .pages.frames import Page as Page
