"""WordPress exports for tests."""

from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title>
<link>https://old.example</link><wp:author><wp:author_login>li</wp:author_login>
<wp:author_display_name>Li Wei</wp:author_display_name></wp:author>
"""


def entry(number, title, text="", *, kind="post", extra="", **values):
    """Return an entry. `values` replace the usual values of `wp:…`; `extra` is more XML."""
    link = values.pop("link", f"https://old.example/2014/03/{title.lower().replace(' ', '-')}/")
    usual = {
        "post_date": "2014-03-31 09:00:00",
        "post_date_gmt": "2014-03-31 13:00:00",
        "post_name": link.strip("/").rpartition("/")[2],
        "status": "publish",
        "post_parent": "0",
    }
    own = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in {**usual, **values}.items())
    return (
        f"<item><title>{title}</title><link>{link}</link><dc:creator>li</dc:creator>"
        f"<guid>https://old.example/?p={number}</guid>"
        f"<content:encoded>{escape(text)}</content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_type>{kind}</wp:post_type>{own}{extra}</item>"
    )


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
        "</wp:postmeta>"
    )


def category(name, slug):
    return f'<category domain="category" nicename="{slug}">{name}</category>'


def export(*entries):
    return f"{HEAD}{''.join(entries)}</channel></rss>"
