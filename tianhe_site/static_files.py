"""Where static files lie in production: each under a name with its hash, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also modules import each other by names with hashes, so that browsers may keep them for ever.

    Each import must end in a semicolon, and none may lead back.
    """

    support_js_module_import_aggregation = True
    # Each pass settles the names of modules that import settled ones alone.
    max_post_process_passes = 12
    keep_intermediate_files = False
