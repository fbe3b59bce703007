import os
AUTHOR = "Ada Weir"
SITEURL = "https://weir.example"
PATH = "content"
TIMEZONE = os.environ["TZ"]
DEFAULT_LANG = "en"
ARTICLE_URL = "{date:%Y}/{slug}.html"
