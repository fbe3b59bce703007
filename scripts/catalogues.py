"""The catalogues of the interface: texts taken out of templates and code, and every language brought up to date.

`python scripts/catalogues.py` does that; a text that is new stands in each catalogue untranslated, which a test
blames. `--template` prints the empty catalogue, for a language of one's own.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from generator.settings import vocabulary
from generator.settings.catalogues import DOMAIN, FOLDER

ROOT = Path(__file__).parent.parent
_KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_WIDTH = 118
_VOLATILE = (
    '"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Language-Team', '"Report-Msgid',
    '"Project-Id-Version', "# ", "#\n", "#, fuzzy",
)  # fmt: skip


def texts() -> Catalog:
    """Return every text: of the templates, of the code, and the names of themes and of regions that CLDR lacks."""
    found = Catalog(project="mkdocs-briefing", fuzzy=False)
    for folder, method in ((ROOT / "templates", "jinja2"), (ROOT / "generator", "python")):
        methods = [("**.py", "python")] if method == "python" else [("**.*ml", "jinja2"), ("**.txt", "jinja2")]
        options = {"**.*ml": {"newstyle_gettext": "true"}, "**.txt": {"newstyle_gettext": "true"}}
        for _, _, message, _, context in extract_from_dir(
            folder, methods, options, keywords=_KEYWORDS, strip_comment_tags=True
        ):
            found.add(message, context=context)
    for node in vocabulary.load("themes"):
        found.add(node.name, context="theme")
    for node in vocabulary.load("regions"):
        if node.kind == "composite":
            found.add(node.name, context="region")
    return found


def written(catalogue: Catalog) -> str:
    """Return a catalogue as its file: in the order of the texts, nothing in it of the day or the machine."""
    out = io.BytesIO()
    write_po(out, catalogue, width=_WIDTH, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    lines = out.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(_VOLATILE)).strip() + "\n"


def main() -> None:
    """Bring every catalogue up to date, or print the empty one."""
    template = texts()
    if "--template" in sys.argv:
        sys.stdout.write(written(template))
        return
    for path in sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        catalogue.update(template, no_fuzzy_matching=True)
        text = written(catalogue)
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: written")


if __name__ == "__main__":
    main()
