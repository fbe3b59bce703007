"""`briefing withdraw`: an article leaves the site, and feeds say so."""

from __future__ import annotations

import click

from .common import chosen_options, content_of, fenced, log_to_terminal, project_options


@click.command()
@project_options
@click.argument("article")
def withdraw(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, article: str
) -> None:
    """Take ARTICLE (a file, slug or id) off the site from now on, and let its Atom feeds tell their readers."""
    from ..checking.explain import find
    from ..checking.front_matter_fixes import rewrite, with_key
    from ..errors import BriefingError
    from ..settings.config import current_time

    log_to_terminal(verbose, quiet)
    with fenced():
        content, _ = content_of(config_file, chosen_options(now, drafts, future, quiet))
        project = content.project
        found = find(content, article).article
        path = project.docs_dir / found.path
        moment = current_time(now, project.zone).replace(microsecond=0)
        text = with_key(path.read_text(encoding="utf-8-sig"), "expires", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        if text is None:
            raise BriefingError(
                f"{project.shown(path)}: the front matter is not one key a line (add expires: yourself)"
            )
        rewrite(path, text)
        days = project.settings.feed_tombstones
        click.echo(f"withdrawn: {project.shown(path)} (keep the file for {days} days, so that readers hear of it)")
