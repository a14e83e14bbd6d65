"""The public pages of our site as a Wagtail project: page types, snippets and settings as Wagtail's
documentation teaches them, with the templates of `plain_django`."""
