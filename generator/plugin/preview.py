"""`briefing serve`: a loop of our own over MkDocs' server, for that server forgets what the command line said."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from ..errors import BriefingError, Problem
from ..templating.environment import folder
from .adapter import in_our_words, seldom_collecting
from .configuration import plugin_of
from .hooks import BriefingPlugin
from .preview_faults import Faults
from .quick_preview import QuickPreview, looks

FOLDER = "preview"
"""Where the site that is shown lies, below the cache."""
_LOOK = 0.2  # seconds between two looks at the files


class _Superseded(Exception):
    """Something was saved while a build was at work."""


def built(
    configure: Callable[..., MkDocsConfig], site: Path, address: str, *, stays: bool = False,
    pause: Callable[[], None] = lambda: None,
) -> BriefingPlugin:  # fmt: skip
    """Build the site that is shown at `address` into `site`; return the plugin that has done it.

    With `stays` the search index stays as it is. `pause` is called between the steps; what it raises ends the build,
    and the site stands as it was. Raises `BriefingError`, and what is a defect.
    """
    from mkdocs.commands.build import build as mkdocs_build

    config = configure(site_dir=str(site))
    config.site_url = address
    plugin = plugin_of(config)
    plugin.options = replace(plugin.options, search_stays=stays, pause=pause)
    config.plugins.on_startup(command="serve", dirty=False)
    try:
        with in_our_words(config), seldom_collecting():
            mkdocs_build(config, serve_url=address)
    finally:
        plugin.session.discard()
    plugin.session.let_go()
    return plugin


def serve(
    configure: Callable[..., MkDocsConfig], *, livereload: bool, open_in_browser: bool, say: Callable[[str], None]
) -> None:
    """Show the site on this machine and rebuild it whenever its content, templates or settings change.

    MkDocs' own `serve` cannot be told what the command line says (it loads the configuration anew for each build), and
    its default reload is lost with click > 8.2.1; so here is its loop, over its own server. `configure` loads the
    configuration. A build that fails is said, and the last good site stays. The site lies in the cache, so that the
    next preview begins where this one ended. Search finds what stood there when the preview began.

    An article that was saved is shown before the rest (`glance`), and a build that a save overtakes is ended. A fault
    is said on the page where it is seen (`preview_faults`). During the first build the last preview is shown.
    """
    import tempfile
    from urllib.parse import urlsplit

    from mkdocs.livereload import LiveReloadServer, _serve_url

    class Server(LiveReloadServer):
        """MkDocs' server, which bound its port and began to watch before the first build: see `begin`."""

        def pause(self) -> None:
            """End a build when something has been saved since it began: the next one has it all."""
            if self._want_rebuild:
                raise _Superseded

        def reload(self) -> None:
            """Let browsers load their pages again now, in the middle of a build, from the site that there is."""
            with self._epoch_cond:
                self._visible_epoch = self._wanted_epoch
                self._epoch_cond.notify_all()

        def reload_again(self) -> None:
            """Let browsers load their pages again at the end of this build, though they have been told of it."""
            with self._epoch_cond:
                self._wanted_epoch += 1

        def _serve_request(self, environ: Any, start_response: Any) -> Any:
            """Answer as MkDocs does; an address that leads nowhere says why, and looks again when the site changes."""
            answer = super()._serve_request(environ, start_response)
            if answer is not None:
                return answer
            path = str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "ignore")
            page = faults.page(path.removeprefix(mount)) or _error_page(shown, 404) or b"404 Not Found"
            if self._watched_paths:
                page = self._inject_js_into_html(page, self._visible_epoch)
            start_response("404 Not Found", [("Content-Type", "text/html; charset=utf-8")])
            return [page]

        def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
            return bytes(super()._inject_js_into_html(faults.over(content), epoch))  # type: ignore[no-untyped-call]

        def begin(self) -> None:
            """Take the port and look at all files: what is saved from now on, the first build may not have read."""
            self.server_bind()
            self.server_activate()
            self.observer.start()

        def serve(self, *, open_in_browser: bool = False) -> None:
            with self._epoch_cond:
                self._wanted_epoch += 1  # requests wait for the first build, unless there is a site to show meanwhile
            self.serve_thread.start()
            if open_in_browser:
                import webbrowser

                webbrowser.open(self.url)
            self._want_rebuild = True  # the first build
            self._build_loop()  # type: ignore[no-untyped-call]

    config = configure()
    root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
    cache = root / plugin_of(config).settings.cache
    passing = None if _usable(cache) else tempfile.TemporaryDirectory(prefix="briefing-")
    shown = Path(passing.name if passing else cache) / FOLDER
    host, port = config.dev_addr
    mount = urlsplit(config.site_url or "/").path
    address = _serve_url(host, port, mount)

    last: QuickPreview | None = None
    is_first = True
    faults = Faults()

    def rebuild() -> None:
        nonlocal last, is_first
        repeated, is_first = not is_first, False
        seen = looks(Path(config.docs_dir))
        glanced = False
        if not repeated and (shown / "index.html").is_file():
            say(f"{address} shows the last preview; what has changed since then follows")
            server.reload()
        with suppress(Exception):  # whatever it is, the build meets it too, and says it
            glanced = bool(
                repeated and last and last.show(seen, lambda path: say(f"{path} is shown; the rest follows"))
            )
        if glanced:
            server.reload()
        try:
            plugin = built(configure, shown, address, stays=repeated, pause=server.pause if repeated else lambda: None)
            last = QuickPreview(plugin, shown, seen)
            faults.built(plugin)
            if not repeated:
                last.warm()
            say(f"Built; see {address}")
        except _Superseded:
            return
        except Exception as error:  # whatever it is, the next save may mend it
            said = str(error) or "the build failed; mend it and save again"
            faults.failed(said)
            say(said)
        if glanced or not repeated:
            server.reload_again()

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
