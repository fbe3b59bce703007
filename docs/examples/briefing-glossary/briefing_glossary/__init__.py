"""An example of everything that a package may bring to mkdocs-briefing."""
