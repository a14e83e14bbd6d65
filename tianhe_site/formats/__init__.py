"""How dates and times are written, wherever a template doesn't say it."""
