"""Static briefing sites from a folder of articles: keywords, summaries, regions, themes, related articles, feeds."""

__version__ = "0.1.0"
