DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: "", "fr": "./fr"}
SITE_URL = "https://kiln.example/"
POSTS = (("posts/*.md", "blog", "post.tmpl"), ("posts/*.rst", "blog", "post.tmpl"))
