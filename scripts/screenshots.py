"""The pictures of README and manual, taken from the demonstration by a real browser: `make screenshots`.

Builds the site into a folder of its own at a fixed moment. PNG with 128 colours, small enough to be committed.
"""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
NOW = "2026-11-25T12:00:00Z"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SHOTS = {
    "home": ("", 1200, 780, "light"),
    "article": ("articles/strait-of-malacca/", 1200, 800, "light"),
    "region": ("regions/asia/", 1200, 800, "dark"),
}
"""Name → address, width and height of the window, colours."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def small(data: bytes) -> bytes:
    """Return a PNG with 128 colours."""
    made = io.BytesIO()
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> None:
    """Build the demonstration, and take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        command = [sys.executable, "-m", "generator", "build", "--quiet", "--now", NOW, "-d", str(site)]
        subprocess.run(command, cwd=ROOT, check=True)
        handler = functools.partial(_Quiet, directory=str(site))
        names = ("chromium", "chromium-browser", "google-chrome")
        installed = next(filter(None, map(shutil.which, names)), None)
        PICTURES.mkdir(exist_ok=True)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
            for name, (address, width, height, scheme) in SHOTS.items():
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.clock.set_fixed_time(NOW)  # pages say "5 days ago"
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/{address}", wait_until="networkidle")
                data = small(page.screenshot())
                (PICTURES / f"{name}.png").write_bytes(data)
                print(f"docs/pictures/{name}.png: {len(data) // 1000} kB")
                page.close()
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    main()
