"""`briefing serve`: a loop of our own over MkDocs' server, for that server forgets what the command line said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from ..errors import BriefingError, Problem
from ..templating import folder
from .border import in_our_words


def serve(
    configure: Callable[..., MkDocsConfig], *, livereload: bool, open_in_browser: bool, say: Callable[[str], None]
) -> None:
    """Show the site on this machine and rebuild it whenever its content, templates or settings change.

    MkDocs' own `serve` cannot be told what the command line says (it loads the configuration anew for each build), and
    its default reload is lost with click > 8.2.1; so here is its loop, over its own server. `configure` loads the
    configuration. A build that fails is said, and the last good site stays.
    """
    import tempfile
    from urllib.parse import urlsplit

    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.livereload import LiveReloadServer, _serve_url

    with tempfile.TemporaryDirectory(prefix="briefing-") as shown:

        def fresh() -> MkDocsConfig:
            config = configure(site_dir=shown)
            config.plugins.on_startup(command="serve", dirty=False)
            return config

        config = fresh()
        root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        host, port = config.dev_addr
        mount = urlsplit(config.site_url or "/").path
        address = _serve_url(host, port, mount)

        def rebuild(made: MkDocsConfig | None = None) -> None:
            try:
                made = made or fresh()
                made.site_url = address
                with in_our_words(made):
                    mkdocs_build(made, serve_url=address)
                say(f"Built; see {address}")
            except Exception as error:  # whatever it is, the next save may mend it
                say(str(error) or "the build failed; mend it and save again")

        server = LiveReloadServer(builder=rebuild, host=host, port=port, root=shown, mount_path=mount)
        server.error_handler = lambda code: _error_page(Path(shown), code)
        rebuild(config)
        if livereload:
            watched = [config.docs_dir, config.config_file_path, *config.watch]
            own = root / "templates"
            for path in dict.fromkeys([*watched, *([str(own)] if own.is_dir() else []), str(folder())]):
                if path:
                    server.watch(path)
            server = config.plugins.on_serve(server, config=config, builder=rebuild)
        try:
            server.serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("Stopped")
        except OSError as error:
            problem = Problem("", 0, f"{host}:{port}: {error.strerror}", "-a names another address")
            raise BriefingError(problem) from error
        finally:
            server.shutdown()
            config.plugins.on_shutdown()


def _error_page(site: Path, code: int) -> bytes | None:
    page = site / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
