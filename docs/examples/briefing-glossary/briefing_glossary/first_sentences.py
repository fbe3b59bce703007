"""An analyser: the first sentences of an article as its summary."""

from generator.sentences import split


class FirstSentences:
    """Takes its settings when it is made, and an article when it is called."""

    VERSION = "1"  # another number when the same article may get another answer

    def __init__(self, settings):
        """Take what stands in `mkdocs.yml` beside the name; what it raises is told as a fault of the settings."""
        self.count = int(settings.get("count", 3))
        if not 1 <= self.count <= 8:
            raise ValueError("count: is not in 1..8")

    def __call__(self, document, limit):
        """Return (sentence, score), best first."""
        sentences = [s for block in document.prose for s in split(block.text, document.lang)]
        return [(sentence, 1 - at / 10) for at, sentence in enumerate(sentences[: self.count])]
