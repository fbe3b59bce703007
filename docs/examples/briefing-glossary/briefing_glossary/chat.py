"""An analyser: a language model behind an OpenAI-compatible server chooses the sentences of the summary.

It is asked for numbers of sentences, not for text, so it can make nothing up. The key, if the server wants one, comes
from the environment, for `mkdocs.yml` is no place for secrets.
"""

import json
import os

import httpx

from generator.sentences import split

ASK = """Choose the {count} sentences that together say best what this article reports, the most important first.
Answer with a JSON array of their numbers and nothing else.

{title}

{sentences}"""


class ChatSummary:
    """Settings: `url` of the server up to `/v1`, `model`, and `seconds` to wait for an answer."""

    VERSION = "1"

    def __init__(self, settings):
        """Take the settings; asks nothing yet."""
        self.url = settings["url"].rstrip("/")
        self.model = settings["model"]
        self.seconds = float(settings.get("seconds", 60))

    def __call__(self, document, limit):
        """Return the chosen sentences as (sentence, score)."""
        sentences = [s for block in document.prose for s in split(block.text, document.lang)]
        if len(sentences) <= 3:
            return [(sentence, 0.5) for sentence in sentences]
        numbered = "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))
        ask = ASK.format(count=min(8, len(sentences)), title=document.title, sentences=numbered)
        key = os.environ.get("OPENAI_API_KEY", "")
        answer = httpx.post(
            f"{self.url}/chat/completions",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            json={"model": self.model, "temperature": 0, "messages": [{"role": "user", "content": ask}]},
            timeout=self.seconds,
        )
        answer.raise_for_status()
        numbers = json.loads(answer.json()["choices"][0]["message"]["content"])
        return [(sentences[int(number) - 1], 1 - at / 10) for at, number in enumerate(numbers[:8]) if int(number) > 0]
