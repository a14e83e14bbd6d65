"""Lets a room ask a question of a room above it.

Imports only run from upper rooms to lower ones. A few questions run the other way: where an item
is, what uses a picture. Each goes through a `ModuleAbove` that names the module with the answer.
"""

from importlib import import_module


class ModuleAbove:
    """A module of a room above, imported on first use, when every app is loaded."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        return getattr(import_module(self._module), name)
