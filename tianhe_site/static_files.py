"""The static files of production: their storage, with a hash in each name and compressed forms, and
the middleware that sends the form a client asks for."""

import gzip
import hashlib
import os
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from wsgiref.headers import Headers

import brotli
import zstandard
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from tianhe_site.serving import negotiation

_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns
# What each form's name ends in.
SUFFIXES = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}
# Folders of `static/`. The others come with packages and are for staff: of 5 MB, mostly CKEditor's
# languages, Brotli at its best takes five seconds of processor time.
OURS = ("css", "js", "img")


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
        return _Compressor(Path(self.location), **kwargs)


class _Compressor(Compressor):
    """Writes each form that is smaller by a twentieth."""

    def __init__(self, root, **kwargs):
        super().__init__(**kwargs)
        self.root, self.known = root, {}

    def compress(self, path):
        file = Path(path)
        data, status = file.read_bytes(), file.stat()
        return [
            self.write_data(path, form, SUFFIXES[coding], status)
            for coding, form in self._forms(file, data).items()
            if self.is_compressed_effectively(coding, path, len(data), form)
        ]

    def _forms(self, file, data):
        is_ours = file.relative_to(self.root).parts[0] in OURS
        key = is_ours, hashlib.sha256(data).digest()
        if key not in self.known:
            # Each file is there twice: by its name, and by the name with the hash.
            self.known[key] = _compressed(data, is_ours)
        return self.known[key]


def _compressed(data, is_ours):
    gzipped = gzip.compress(data, 9, mtime=0)
    if not is_ours:
        return {"br": brotli.compress(data, quality=7), "gzip": gzipped}
    return {"br": brotli.compress(data), "zstd": zstandard.compress(data, 19), "gzip": gzipped}


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, but it knows Zstandard and goes by the weights of `Accept-Encoding`."""

    def __call__(self, request):
        try:
            return super().__call__(request)
        except MissingFileError:
            # It went since the start.
            return self.get_response(request)

    @staticmethod
    def is_compressed_variant(path, stat_cache=None):
        name, suffix = os.path.splitext(path)
        if suffix not in SUFFIXES.values():
            return False
        return os.path.isfile(name) if stat_cache is None else name in stat_cache

    def get_static_file(self, path, url, stat_cache=None):
        if stat_cache is None and not os.path.exists(path):
            raise MissingFileError(path)
        return _NegotiatedFile(path, partial(self._headers, path, url))

    def _headers(self, path, url):
        headers = Headers([("Access-Control-Allow-Origin", "*"), ("Vary", "Accept-Encoding")])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return headers.items()


class _NegotiatedFile:
    """A file in all its forms, each of which is a file of WhiteNoise.

    They are made when someone first asks: of the 1,400 files a process sends a hundred.
    """

    def __init__(self, path, headers):
        self._path, self._headers = path, headers

    def get_response(self, method, request_headers):
        taken = negotiation.encodings(request_headers.get("HTTP_ACCEPT_ENCODING", ""))
        coding = next((coding for coding in taken if coding in self._forms), "identity")
        return self._forms[coding].get_response(method, request_headers)

    @cached_property
    def _forms(self):
        plain = StaticFile(self._path, self._headers())
        forms = {"identity": plain}
        for coding, suffix in SUFFIXES.items():
            # Of its own: a cache may have another form.
            own = {"Content-Encoding": coding, "ETag": f'"{plain.etag[1:-1]}-{coding}"'}
            with suppress(MissingFileError):
                forms[coding] = StaticFile(self._path + suffix, [*self._headers(), *own.items()])
        return forms
