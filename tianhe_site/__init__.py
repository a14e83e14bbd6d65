"""The chassis that the sections (pages, news) are built on."""

# Each edition records the release whose templates first rendered it.
RELEASE = "0.13.2"
