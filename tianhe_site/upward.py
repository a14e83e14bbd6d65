"""What a room asks of a room above it. Imports run one way, up; a few questions run down:
where an item is, what uses a picture. Each is asked through an `Above` that names who answers."""

from importlib import import_module


class Above:
    """A module of a room above, imported when it is first asked: by then every app is there."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        return getattr(import_module(self._module), name)
