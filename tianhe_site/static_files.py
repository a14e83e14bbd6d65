"""The storage of static files in production: compressed, with a hash in each name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Lets modules import each other by hashed names, so that browsers can cache them for ever.

    Each import must end in a semicolon, and imports must not be circular.
    """

    support_js_module_import_aggregation = True
    # Ours alone are modules. Looking for imports in CKEditor and the admin as well took each start
    # 3.3 seconds of processor time.
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
    # Each pass fixes the names of modules whose imports are all fixed already.
    max_post_process_passes = 12
    keep_intermediate_files = False

    def create_compressor(self, **kwargs):
        # Brotli takes 14 seconds of processor time at the first start, and saves a sixth.
        return super().create_compressor(use_brotli=False, **kwargs)
