"""`briefing serve`: the site in a browser, rebuilt as one writes."""

from __future__ import annotations

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, project_options


@click.command()
@project_options
@click.option("-s", "--strict", is_flag=True, help="Refuse to show a site with anything wrong.")
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to serve (default: localhost:8000).")
@click.option(
    "--no-livereload", "livereload", is_flag=True, default=True, flag_value=False, help="Do not reload pages."
)
@click.option("-o", "--open", "open_in_browser", is_flag=True, help="Open a browser.")
def serve(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    dev_addr: str | None, livereload: bool, open_in_browser: bool,
) -> None:  # fmt: skip
    """Show the site in a browser and rebuild it as you write."""
    from ..plugin import serve as serve_site

    log_to_terminal(verbose, quiet)
    with fenced():
        options = chosen_options(now, drafts, future, quiet)
        serve_site(
            lambda **more: configuration(config_file, options, strict=strict or None, dev_addr=dev_addr, **more),
            livereload=livereload,
            open_in_browser=open_in_browser,
            say=lambda text: None if quiet else click.echo(text, err=True),
        )
