"""The rules by which nginx serves a mirror: for the inside of a `server` that names its `root`."""

import re
from collections import Counter
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site.languages import language_of, root
from tianhe_site.operations.export_folder import ExportError
from tianhe_site.publishing.views import PUBLIC_ROOT

# What the name of a page's file ends in, by its content type. nginx goes by it.
ENDINGS = {
    "text/html": ".html",
    "application/atom+xml": ".atom",
    "application/rss+xml": ".rss",
    "application/feed+json": ".json",
}
# The folder of the pages that say why there is nothing any more. No slug holds a dot.
GONE = "/pages.410"
# Whose files have headers of their own.
AREAS = (settings.STATIC_URL, PUBLIC_ROOT)
# nginx keeps the length of a location in a byte, other than that of a pattern.
MAX_LOCATION_BYTES = 255
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")

HEAD = """\
# Made by manage.py export_site, which replaces it: don't change it here. It is for the inside of a
# server, after its root:
#
#     root …/current/public;
#     include …/current/nginx-mirror.conf;
#
# Where nginx has the module for Brotli, brotli_static on; sends the smaller forms.
absolute_redirect off;
charset off;
gzip off;
gzip_static on;
gzip_vary on;
"""
# Which file answers: of a list, that of the page asked for.
PAGES = """\
set $mirror_file "index";
if ($arg_page ~ "^(?:[2-9]|[1-9][0-9]{{1,6}})$") {{
    set $mirror_file "page-$arg_page";
}}
location ~ "/$" {{
    try_files "${{uri}}${{mirror_file}}.html" {others} =404;
}}
location ~ "^(?<mirror_path>(?:/[-_a-zA-Z0-9]+)+)$" {{
{slashes}    return 404;
}}
# Each answers at one address.
location ~ "/(?:index|page-[0-9]+)\\.[a-z]+$|\\.(?:br|gz)$" {{
    return 404;
}}
location / {{
    try_files $uri =404;
}}
"""
SLASH = """\
    if (-f "$document_root${{mirror_path}}/index{ending}") {{
        return 301 "${{mirror_path}}/$is_args$args";
    }}
"""


def rules(answers):
    """Return the rules for what is kept of a mirror, as text. `answers` are `Kept`.

    Raises `ExportError` if something can't be said without changing what the rules mean.
    """
    return "".join([HEAD, *_Rules(answers).parts()])


class _Rules:
    def __init__(self, answers):
        self.answers = answers
        self.pages = [each for each in answers if each.kind == "text/html" and each.status == 200]
        by_language = {}
        for each in self.pages:
            by_language.setdefault(language_of(each.address), []).append(each)
        self.common = {code: dict(_most_common(found)) for code, found in by_language.items()}
        self.areas = {
            area: _most_common([each for each in answers if each.address.startswith(area)])
            for area in AREAS
        }
        names = {name for each in answers for name, _value in each.headers}
        self.variables = {name: _variable(name) for name in sorted(names)}
        self.types = _types(answers)

    def parts(self):
        yield from self._headers()
        yield from self._types()
        yield from self._messages()
        for area, headers in self.areas.items():
            yield self._location(f"^~ {area}", ["try_files $uri =404;"], headers)
        yield from self._single_addresses().values()
        yield from self._pages()

    def _common_at(self, path):
        """Return the headers that most pages have in the language of `path`, by name."""
        default = self.common.get(settings.LANGUAGE_CODE, {})
        return self.common.get(language_of(path), default)

    def _headers(self):
        yield from self._sets(self._common_at("/"), {})
        for language in self.common:
            path = root(language)
            if sets := [*self._sets(self._common_at(path), self._common_at("/"))]:
                yield _within(path, sets)
        # One without a value isn't sent.
        for name, variable in self.variables.items():
            yield f"add_header {name} {variable} always;\n"

    def _sets(self, headers, others):
        """Yield what sets the variables of `headers` that differ from those of `others`."""
        for name, variable in self.variables.items():
            if not others or headers.get(name, "") != others.get(name, ""):
                yield f"set {variable} {quoted(headers.get(name, ''))};\n"

    def _types(self):
        yield "types {\n"
        for ending, content_type in sorted(self.types.items()):
            yield f"    {quoted(content_type)} {quoted(ending)};\n"
        yield "}\n"

    def _messages(self):
        gone = [each for each in self.answers if each.status == 410]
        first, *others = [each for each in self.answers if each.status == 404]
        yield f"set $mirror_missing {first.address};\n"
        for each in others:
            path = root(language_of(each.address))
            yield _within(path, [f"set $mirror_missing {each.address};\n"])
        yield "error_page 404 $mirror_missing;\n"
        for each in (first, *others):
            yield self._location(f"= {each.address}", ["internal;"], each.headers, each.address)
        yield f'error_page 410 "{GONE}$uri";\n'
        lines = ["internal;", 'try_files "${uri}index.html" =404;']
        yield self._location(f"^~ {GONE}/", lines, _most_common(gone))

    def _single_addresses(self):
        """Return the rules of those that no rule above is right for, by address."""
        found = {}
        for each in self.answers:
            path = unquote(each.address)
            if each.status in (301, 410) and not _CONTROL.search(path):
                found[path] = self._redirect(each) if each.status == 301 else self._gone(path)
            elif each.status == 200 and "?" not in each.address and not self._is_usual(each):
                found[path] = self._file(each)
        for each in self.answers:
            path = unquote(each.address).removesuffix("/")
            is_short = unquote(each.address) in found and path and path not in found
            if each.status in (301, 410) and each.address.endswith("/") and is_short:
                found[path] = self._location_of(path, [f"return 301 {target(each.address)};"])
        return found

    def _is_usual(self, each):
        area = next((area for area in AREAS if each.address.startswith(area)), None)
        usual = self.areas[area] if area else tuple(self._common_at(each.address).items())
        return each.headers == usual and each.content_type == self.types.get(_ending(each.name))

    def _redirect(self, each):
        return self._location_of(
            unquote(each.address), [f"return 301 {target(each.location)};"], each.headers
        )

    def _gone(self, path):
        return self._location_of(path, ["return 410;"])

    def _file(self, each):
        lines = [
            "types { }",
            f"default_type {quoted(each.content_type)};",
            f"try_files {quoted('/' + each.name)} =404;",
        ]
        return self._location_of(unquote(each.address), lines, each.headers)

    def _location_of(self, path, lines, headers=None):
        # Unlike in values, nothing in an address is taken for a variable.
        place = f"= {_in_quotes(path)}"
        if len(path.encode()) > MAX_LOCATION_BYTES:
            place = f"~ {_in_quotes(f'^{re.escape(path)}$')}"
        return self._location(place, lines, headers, path)

    def _location(self, place, lines, headers=None, path="/"):
        """Return the rule of a place, with the headers that differ from those of most pages in the
        language of `path`."""
        sets = [] if headers is None else self._sets(dict(headers), self._common_at(path))
        inside = "".join(f"    {line.rstrip()}\n" for line in [*sets, *lines])
        return f"location {place} {{\n{inside}}}\n"

    def _pages(self):
        others = [ending for ending in ENDINGS.values() if ending != ".html"]
        yield PAGES.format(
            others=" ".join(f'"${{uri}}index{ending}"' for ending in others),
            slashes="".join(SLASH.format(ending=ending) for ending in ENDINGS.values()),
        )


def _within(path, lines):
    """Return what holds for the pages below `path` alone, and for what says that one is gone."""
    inside = "".join(f"    {line}" for line in lines)
    return f'if ($uri ~ "^(?:{re.escape(GONE)})?{path}") {{\n{inside}}}\n'


def quoted(value):
    """Return a value of a rule; raise `ExportError` if nginx would take a part of it for a
    variable, or if it holds what no header may."""
    if "$" in value or _CONTROL.search(value):
        raise ExportError(_("nginx can't be told of this value: %r") % value)
    return _in_quotes(value)


def target(location):
    """Return where a redirect leads as a value of a rule."""
    return quoted(location.replace("$", "%24"))


def _in_quotes(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _variable(name):
    if not _HEADER_NAME.fullmatch(name):
        raise ExportError(_("nginx can't be told of this value: %r") % name)
    return f"$mirror_{name.lower().replace('-', '_')}"


def _ending(name):
    return PurePosixPath(name).suffix.removeprefix(".")


def _types(answers):
    """Return the content type that most files with an ending have, by that ending."""
    found = {}
    for each in answers:
        if each.name and _ending(each.name):
            found.setdefault(_ending(each.name), Counter())[each.content_type] += 1
    return {ending: counted.most_common(1)[0][0] for ending, counted in found.items()}


def _most_common(answers):
    """Return the headers that most of them have."""
    counted = Counter(each.headers for each in answers)
    return counted.most_common(1)[0][0] if counted else ()
