"""The sites that ours is compared with, each with the same content."""
