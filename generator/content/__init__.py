"""The content folder, read: article files as `Article`, their front matter, and the rights to each text."""
