"""Reading offline: the service worker of the site, told what the newest edition is made of; and its page.

The worker itself is a script among the templates' assets. A new edition changes its bytes, and so browsers fetch it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from .. import addresses
from ..hashing import fingerprint
from ..views import Views
from .frames import Page, PageMaker

_MOST = 30  # articles of an edition; each is some 10 KB over the wire


class OfflinePages(PageMaker):
    """Makes the page that is shown in place of one that was not kept."""

    def offline(self) -> Iterator[Page]:
        """Return that page; none on a site that keeps nothing."""
        if self.views.site.worker:
            frame = self.frame(self.gettext("Offline"), addresses.OFFLINE, (self.views.home,))
            yield Page.made("offline.md", addresses.OFFLINE, "offline.html", frame)


def service_worker(views: Views, script: bytes) -> bytes:
    """Return the service worker: `script` after what it needs to know of the newest edition."""
    editions = views.library.editions
    entries = editions[0].entries[:_MOST] if editions else ()
    precached = [addresses.OFFLINE, addresses.HOME]
    precached += [addresses.edition(edition.slug) for edition in editions[:1]]
    precached += [addresses.article(entry.article.slug) for entry in entries]
    files = [views.site.stylesheet, views.site.script]
    version = fingerprint(*([entry.article.id, entry.article.updated.isoformat()] for entry in entries))[:10]
    constants = {"OFFLINE": addresses.OFFLINE, "EDITION": precached, "FILES": files, "VERSION": version}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    return head.encode() + script
