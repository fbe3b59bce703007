"""What the manual takes from beside `docs/`: pages of the repository's root, and pages that the navigation forgot."""

from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent.parent
BESIDE = {"CHANGELOG.md": "Changelog", "CONTRIBUTING.md": "Contributing", "SECURITY.md": "Security"}


def on_config(config):
    """Add what is not in the navigation to its last part, so that no page is out of reach."""
    about = config.nav[-1]["About"]
    named = repr(config.nav)
    for page in sorted(ROOT.glob("docs/*.md")):
        if f"'{page.name}'" not in named:
            about.append(page.name)
    about.extend({title: name} for name, title in BESIDE.items() if (ROOT / name).is_file())
    return config


def on_files(files, config):
    """Add the pages of the root."""
    for name in BESIDE:
        if (ROOT / name).is_file():
            text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
            files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown, page, config, files):
    """Lead links to pages of the root to where these lie here."""
    for name in BESIDE:
        markdown = markdown.replace(f"](../{name}", f"]({name}")
    return markdown
