"""Pictures and documents. Only `publishing` knows which drafts and editions use them."""

from tianhe_site.upward import ModuleAbove

usage = ModuleAbove("tianhe_site.publishing.media.media_usage")
