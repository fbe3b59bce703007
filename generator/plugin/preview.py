"""`briefing serve`: a loop of our own over MkDocs' server, for that server forgets what the command line said."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from ..errors import BriefingError, Problem
from ..templating import folder
from .border import in_our_words, seldom_collecting
from .configuration import plugin_of

FOLDER = "preview"
"""Where the site that is shown lies, below the cache."""
_LOOK = 0.2  # seconds between two looks at the files


def serve(
    configure: Callable[..., MkDocsConfig], *, livereload: bool, open_in_browser: bool, say: Callable[[str], None]
) -> None:
    """Show the site on this machine and rebuild it whenever its content, templates or settings change.

    MkDocs' own `serve` cannot be told what the command line says (it loads the configuration anew for each build), and
    its default reload is lost with click > 8.2.1; so here is its loop, over its own server. `configure` loads the
    configuration. A build that fails is said, and the last good site stays. The site lies in the cache, so that the
    next preview begins where this one ended. Search finds what stood there when the preview began.
    """
    import tempfile
    from urllib.parse import urlsplit

    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.livereload import LiveReloadServer, _serve_url

    class Server(LiveReloadServer):
        """MkDocs' server, which bound its port and began to watch before the first build: see `begin`."""

        def begin(self) -> None:
            """Take the port and look at all files: what is saved from now on, the first build may not have read."""
            self.server_bind()
            self.server_activate()
            self.observer.start()

        def serve(self, *, open_in_browser: bool = False) -> None:
            self.serve_thread.start()
            if open_in_browser:
                import webbrowser

                webbrowser.open(self.url)
            self._build_loop()  # type: ignore[no-untyped-call]

    config = configure()
    root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
    cache = root / plugin_of(config).settings.cache
    passing = None if _usable(cache) else tempfile.TemporaryDirectory(prefix="briefing-")
    shown = Path(passing.name if passing else cache) / FOLDER
    host, port = config.dev_addr
    mount = urlsplit(config.site_url or "/").path
    address = _serve_url(host, port, mount)

    def rebuild(*, again: bool = True) -> None:
        try:
            made = configure(site_dir=str(shown))
            made.site_url = address
            plugin = plugin_of(made)
            plugin.options = replace(plugin.options, search_stays=again)
            made.plugins.on_startup(command="serve", dirty=False)
            try:
                with in_our_words(made), seldom_collecting():
                    mkdocs_build(made, serve_url=address)
            finally:
                plugin.discard()
            say(f"Built; see {address}")
        except Exception as error:  # whatever it is, the next save may mend it
            say(str(error) or "the build failed; mend it and save again")

    server = Server(builder=rebuild, host=host, port=port, root=str(shown), mount_path=mount, polling_interval=_LOOK)
    server.error_handler = lambda code: _error_page(shown, code)
    if livereload:
        watched = [config.docs_dir, config.config_file_path, *config.watch]
        own = [str(path) for path in (root / "templates", root / "locale") if path.is_dir()]
        for path in dict.fromkeys([*watched, *own, str(folder())]):
            if path:
                server.watch(path)
    try:
        server.begin()
        rebuild(again=False)
        ours: LiveReloadServer = server
        if livereload:
            ours = config.plugins.on_serve(server, config=config, builder=rebuild)
        ours.serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        say("Stopped")
    except OSError as error:
        problem = Problem("", 0, f"{host}:{port}: {error.strerror}", "-a names another address")
        raise BriefingError(problem) from error
    finally:
        server.shutdown()
        config.plugins.on_shutdown()
        if passing:
            passing.cleanup()


def _usable(folder: Path) -> bool:
    """Return True for a folder that there is, or can be, and that can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _error_page(site: Path, code: int) -> bytes | None:
    page = site / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
