"""Our templates in Jinja2: how they are found, compiled and escaped, and how a fault in one is reported."""
