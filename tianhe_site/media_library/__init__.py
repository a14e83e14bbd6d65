"""Pictures and documents. What uses them, drafts and editions, only `publishing` knows."""

from tianhe_site.upward import Above

usage = Above("tianhe_site.publishing.media.media_usage")
