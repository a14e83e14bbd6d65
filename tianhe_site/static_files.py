"""The storage of static files in production: compressed, with a hash in each name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# In so many passes style sheets, and the files of packages, have the names of all they refer to.
PASSES_OVER_ALL = 3
# Ours alone import each other in long chains.
MODULES = "js/"


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Lets modules import each other by hashed names, so that browsers can cache them for ever.

    Each import must end in a semicolon, and imports must not be circular.
    """

    support_js_module_import_aggregation = True
    # No script of a package is a module; looking for imports in all of CKEditor took seconds.
    _js_module_import_aggregation_patterns = (
        f"{MODULES}*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
    # Each pass fixes the names of modules whose imports are all fixed already.
    max_post_process_passes = 12
    keep_intermediate_files = False

    def post_process(self, *args, **kwargs):
        self._passes, self._unresolved = 0, set()
        yield from super().post_process(*args, **kwargs)

    def _post_process(self, paths, adjustable_paths, hashed_files):
        # Passing over the editor and the admin as often doubled the time of each start.
        if self._passes >= PASSES_OVER_ALL:
            paths = {
                name: path
                for name, path in paths.items()
                if name.startswith(MODULES) or name in self._unresolved
            }
        self._passes, self._unresolved = self._passes + 1, set()
        for name, hashed_name, processed, is_changed in super()._post_process(
            paths, adjustable_paths, hashed_files
        ):
            if is_changed:
                self._unresolved.add(name)
            yield name, hashed_name, processed, is_changed
