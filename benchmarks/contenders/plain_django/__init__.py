"""The public pages of our site as a plain Django project: models, views and templates as Django's
documentation teaches them, with Django's defaults."""
