"""`briefing ping`: the WebSub hub is told which feeds changed."""

from __future__ import annotations

from pathlib import Path

import click

from .common import configuration, fenced, log_to_terminal, say


@click.command()
@click.option("-f", "--config-file", type=click.Path(exists=True, dir_okay=False), help="Another mkdocs.yml.")
@click.option("-d", "--site-dir", type=click.Path(file_okay=False), help="What was published (default: site_dir).")
@click.option(
    "--previous", type=click.Path(exists=True, file_okay=False), help="An earlier publication to compare with (for CI)."
)
@click.option("--all", "everything", is_flag=True, help="Tell of every feed, changed or not.")
@click.option("--dry-run", is_flag=True, help="Say what would be told, and tell nobody.")
@click.option("--timeout", type=click.FloatRange(0.1, 300), default=10.0, help="Seconds to wait for an answer.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def ping(
    config_file: str | None, site_dir: str | None, previous: str | None, everything: bool, dry_run: bool,
    timeout: float, quiet: bool,
) -> None:  # fmt: skip
    """Tell the WebSub hub which feeds changed since it was last told."""
    from ..feeds.websub import STATE
    from ..feeds.websub import ping as tell
    from ..plugin import Options, plugin_of, project_of

    log_to_terminal(False, quiet)
    with fenced():
        config = configuration(config_file, Options(), site_dir=str(Path(site_dir).resolve()) if site_dir else None)
        project = project_of(config, plugin_of(config).settings)
        hub = project.settings.feed_hub
        report = tell(
            hub,
            project.site_url,
            Path(config.site_dir),
            project.root / project.settings.cache / STATE,
            everything=everything,
            previous=Path(previous) if previous else None,
            dry_run=dry_run,
            timeout=timeout,
            say=lambda line: None if quiet else click.echo(line),
        )
        say(report.problems)
    if not quiet:
        total = len(report.notified) + len(report.failed)
        if dry_run:
            for address in report.notified:
                click.echo(project.site_url + address)
        click.echo(
            f"No feed has changed since {hub} was told"
            if not total
            else f"{'Would tell' if dry_run else 'Told'} {hub} of {len(report.notified)} of {total} changed feeds"
        )
    raise SystemExit(1 if report.failed else 0)
