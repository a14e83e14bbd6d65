"""The chassis that the sections (pages, news) stand on."""

# Each edition remembers the release whose templates rendered it first.
RELEASE = "0.5.0"
