"""No models of its own. Django sends its migration signals, on which the groups are installed,
only to apps that have this module."""
