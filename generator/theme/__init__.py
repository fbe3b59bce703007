"""The name `theme: briefing`, for engines that want one: ProperDocs has no default theme where MkDocs has `mkdocs`.

The templates themselves lie in `templates/`; `plugin` puts them in place.
"""
