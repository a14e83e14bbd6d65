"""Content that comes from other systems and goes to them.

A reader (`wxr`, `table`, `content_file`) yields a `Record` at a time, `importing` makes drafts of
them. `exporting` writes what is live. Files may be large and hostile: nothing is read whole.
"""
