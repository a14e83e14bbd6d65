"""A mirror: the public site of now as files that a web server serves at the same addresses.

Unlike an export as of a moment, which is a record to keep, it changes no link, and its headers,
redirects and messages are those of the site. `folder.py` says what is where.
"""
