SITE_URL = "https://kiln.example/"
POSTS = (("posts/*.md", "blog", "post.tmpl"), ("posts/*.rst", "blog", "post.tmpl"))
