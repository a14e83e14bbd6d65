"""No models of its own. Django sends migration signals, which install the groups, only to apps
that have this module."""
