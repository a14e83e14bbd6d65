"""The house has rooms: imports run one way, and what is public never touches a draft."""

import ast
import re
from pathlib import Path

import pytest
from django.template import engines
from django.urls import URLPattern, get_resolver

from tianhe_site.publishing import sections
from tianhe_site.publishing.models import Edition, Publishable

ROOT = Path(__file__).parent.parent
# Folders of Python that are no part of the site.
BESIDE_THE_SITE = {"tests", "benchmarks", "artwork"}
# Each room, and the rooms its code may import from besides itself.
FOUNDATIONS = {
    "tianhe_site.admin_pages",
    "tianhe_site.chinese",
    "tianhe_site.languages",
    "tianhe_site.limits",
    "tianhe_site.names",
    "tianhe_site.plain_text",
    "tianhe_site.romanization",
    "tianhe_site.busy",
    "tianhe_site.bulk_insert",
    "tianhe_site.database",
    "tianhe_site.replica",
    "tianhe_site.prepared_queries",
    "tianhe_site.disk_space",
    "tianhe_site.monitoring",
    "tianhe_site.read_only",
    "tianhe_site.refusals",
    "tianhe_site.static_message",
    "tianhe_site.kept_forms",
    "tianhe_site.base_admin",
    "tianhe_site.upward",
}
CHASSIS = {
    *FOUNDATIONS,
    "tianhe_site.rich_text",
    "tianhe_site.media_library",
    "tianhe_site.search",
    "tianhe_site.throttle",
    "tianhe_site.outbox",
    "tianhe_site.publishing",
}
SECTIONS = {config.name for config in sections.configs()}
ROOMS = {
    "tianhe_site.admin_pages": set(),
    "tianhe_site.upward": set(),
    "tianhe_site.chinese": set(),
    "tianhe_site.languages": {"tianhe_site.admin_pages"},
    "tianhe_site.limits": set(),
    "tianhe_site.names": set(),
    "tianhe_site.plain_text": {"tianhe_site.limits"},
    "tianhe_site.romanization": {"tianhe_site.chinese"},
    "tianhe_site.busy": {
        "tianhe_site.database",
        "tianhe_site.disk_space",
        "tianhe_site.monitoring",
        "tianhe_site.read_only",
        "tianhe_site.static_message",
    },
    "tianhe_site.bulk_insert": set(),
    "tianhe_site.database": {"tianhe_site.replica"},
    "tianhe_site.replica": set(),
    "tianhe_site.prepared_queries": set(),
    "tianhe_site.disk_space": set(),
    "tianhe_site.monitoring": set(),
    "tianhe_site.read_only": set(),
    "tianhe_site.refusals": {"tianhe_site.static_message"},
    "tianhe_site.static_message": set(),
    "tianhe_site.kept_forms": set(),
    "tianhe_site.unavailable": FOUNDATIONS,
    "tianhe_site.base_admin": {
        "tianhe_site.admin_pages",
        "tianhe_site.busy",
        "tianhe_site.kept_forms",
        "tianhe_site.plain_text",
    },
    "tianhe_site.weak_secrets": set(),
    "tianhe_site.static_files": {"tianhe_site.serving"},
    "tianhe_site.settings": {"tianhe_site.weak_secrets"},
    "tianhe_site.formats": set(),
    "tianhe_site.rich_text": FOUNDATIONS,
    "tianhe_site.media_library": FOUNDATIONS,
    "tianhe_site.search": FOUNDATIONS,
    "tianhe_site.throttle": FOUNDATIONS,
    "tianhe_site.outbox": FOUNDATIONS,
    "tianhe_site.seo": {
        "tianhe_site.admin_pages",
        "tianhe_site.chinese",
        "tianhe_site.languages",
        "tianhe_site.upward",
    },
    "tianhe_site.publishing": CHASSIS,
    "tianhe_site.comparison": CHASSIS,
    "tianhe_site.editorial": {*CHASSIS, "tianhe_site.comparison"},
    "tianhe_site.accounts": {*CHASSIS, "tianhe_site.editorial", "tianhe_site.weak_secrets"},
    **dict.fromkeys(SECTIONS, {*CHASSIS, "tianhe_site.editorial", "tianhe_site.seo"}),
    "tianhe_site.serving": {*CHASSIS, "tianhe_site.unavailable"},
    "tianhe_site.operations": {
        *CHASSIS,
        *SECTIONS,
        "tianhe_site.accounts",
        "tianhe_site.editorial",
        "tianhe_site.seo",
        "tianhe_site.static_files",
        "tianhe_site.serving",
        "tianhe_site.unavailable",
        "tianhe_site.weak_secrets",
    },
    "tianhe_site.public_urls": {
        "tianhe_site.admin_pages",
        "tianhe_site.languages",
        "tianhe_site.operations",
    },
    "tianhe_site.urls": {"tianhe_site.public_urls"},
    "tianhe_site.wsgi": {
        *CHASSIS,
        "tianhe_site.accounts",
        "tianhe_site.operations",
        "tianhe_site.serving",
    },
}
# Which room asks which module of a room above it, through a `ModuleAbove`.
ABOVE = {
    ("tianhe_site.editorial", "tianhe_site.operations.outside_links.results"),
    ("tianhe_site.media_library", "tianhe_site.publishing.media.media_usage"),
    ("tianhe_site.outbox", "tianhe_site.accounts.preferences"),
    ("tianhe_site.outbox", "tianhe_site.publishing.clock"),
    ("tianhe_site.publishing", "pages.navigation"),
    ("tianhe_site.rich_text", "tianhe_site.media_library.addresses"),
    ("tianhe_site.rich_text", "tianhe_site.publishing.links"),
    ("tianhe_site.seo", "pages.navigation"),
}
# Addresses at which staff are asked for a password, or hold a key.
NOT_PUBLIC = ("admin/", "preview/")
# It names the models of drafts, for those who keep them. No view asks it for one.
REGISTRY = "tianhe_site.publishing.sections"
# Models ask it what readers read.
ASKED_BY_MODELS = "tianhe_site.publishing.search.texts"


def room_of(module):
    """Return the room that a module, or a name in one, belongs to; None for other packages."""
    found = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(found, key=len, default=None)


def module_of(path):
    """Return the name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def path_of(module):
    """Return the file of a module of ours, None if it is none."""
    path = ROOT.joinpath(*module.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def imports(path):
    """Yield (module, name) of each import in a file, relative ones made absolute."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def sources():
    for package in sorted(ROOT.glob("*/__init__.py")):
        for path in sorted(package.parent.rglob("*.py")):
            if "migrations" not in path.parts and package.parent.name not in BESIDE_THE_SITE:
                yield path


def breaches(path):
    """Yield each import of a file from a room that its own may not import from."""
    own = room_of(module_of(path))
    for module, name in imports(path):
        # "from tianhe_site import seo" names a room in its second half.
        target = room_of(f"{module}.{name}") or room_of(module)
        if target and target != own and target not in ROOMS.get(own, set()):
            yield f"{module_of(path)} imports {module}.{name}"


def drafts():
    """Return the names of the models of sections that are no editions."""
    models = [model for config in sections.configs() for model in config.get_models()]
    return {
        Publishable.__name__,
        *(model.__name__ for model in models if not issubclass(model, Edition)),
    }


def drafts_named(path):
    """Return the models of drafts that a file names, as an import or of a module."""
    names = {name for _module, name in imports(path)}
    nodes = ast.walk(ast.parse(path.read_text()))
    return drafts() & {*names, *(node.attr for node in nodes if isinstance(node, ast.Attribute))}


def public_views(resolver, above=""):
    """Yield the views at all addresses that are open to everybody."""
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern).removeprefix("^")
        if route.startswith(NOT_PUBLIC):
            continue
        if isinstance(pattern, URLPattern):
            yield getattr(pattern.callback, "view_class", pattern.callback)
        else:
            yield from public_views(pattern, route)


def public_templates():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if "admin" not in path.relative_to(ROOT).parts:
            yield path


def public_roots():
    """Yield the modules of ours that answer readers: with views, tags of templates, sitemaps."""
    for view in public_views(get_resolver()):
        yield view.__module__
    for path in public_templates():
        for names in re.findall(r"{% load ([^%]+) %}", path.read_text()):
            yield from (engines["django"].engine.libraries[name] for name in names.split())
    for sitemap in sections.sitemaps().values():
        yield from (each.__module__ for each in type(sitemap).__mro__)
    yield ASKED_BY_MODELS


def public_modules(roots):
    """Return the files of `roots` and of all that they import, short of models."""
    found, waiting = {}, list(roots)
    while waiting:
        module = waiting.pop()
        path = path_of(module)
        if path and module not in found and "models" not in module.split("."):
            found[module] = path
            waiting += [module for pair in imports(path) for module in modules_of(*pair)]
    return found


def modules_of(module, name):
    """Return which modules `from module import name` may run."""
    return [module, f"{module}.{name}"]


def test_every_module_is_in_a_room():
    outside = {module_of(path) for path in sources() if room_of(module_of(path)) is None}
    # The release's number, for anyone who asks.
    assert outside == {"tianhe_site"}


def test_every_room_is_there():
    assert [
        room for room in ROOMS if not (path_of(room) or ROOT.joinpath(*room.split(".")).is_dir())
    ] == []


def test_imports_run_one_way():
    assert [breach for path in sources() for breach in breaches(path)] == []


def test_no_other_question_runs_down_than_these():
    asked = {
        (room_of(module_of(path)), above)
        for path in sources()
        for above in re.findall(r'= ModuleAbove\("([\w.]+)"\)', path.read_text())
    }
    assert asked == ABOVE
    assert [above for _room, above in ABOVE if not path_of(above)] == []


def test_public_module_names_no_draft():
    public = public_modules(public_roots())
    assert {
        module: drafts_named(path)
        for module, path in public.items()
        if module != REGISTRY and drafts_named(path)
    } == {}


def test_what_readers_are_answered_with_is_held_to_it():
    public = public_modules(public_roots())
    assert public.keys() >= {
        "news.views",
        "news.feeds",
        "news.listing",
        "news.sitemaps",
        "news.templatetags.news",
        "pages.glossary",
        "pages.navigation",
        "tianhe_site.operations.sitemaps",
        "tianhe_site.publishing.links",
        "tianhe_site.publishing.search.results_page",
        "tianhe_site.publishing.sitemaps",
        "tianhe_site.seo.structured_data",
    }


def test_public_module_and_template_goes_from_no_edition_to_its_draft():
    for path in [*public_templates(), *public_modules(public_roots()).values()]:
        assert "edition.item." not in path.read_text(), path


def plant(folder, name, text):
    path = folder.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_breach_is_found(tmp_path, monkeypatch):
    bad = plant(tmp_path, "tianhe_site/publishing/bad.py", "from news.models import NewsItem\n")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert list(breaches(bad)) == ["tianhe_site.publishing.bad imports news.models.NewsItem"]


def test_app_without_a_room_is_found(tmp_path, monkeypatch):
    plant(tmp_path, "no_section/__init__.py", "")
    plant(tmp_path, "no_section/views.py", "")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    outside = [module_of(path) for path in sources() if room_of(module_of(path)) is None]
    assert outside == ["no_section", "no_section.views"]


@pytest.mark.parametrize(
    "leak",
    [
        "from .models import Term\n",
        "from .models import Term as Shown\n",
        "from . import models\nterms = models.Term.objects.all()\n",
        "def terms():\n    from pages.models import Term\n",
    ],
)
def test_leak_behind_a_public_view_is_found(tmp_path, monkeypatch, leak):
    plant(tmp_path, "pages/__init__.py", "")
    plant(tmp_path, "pages/views.py", "from . import listing\n")
    plant(tmp_path, "pages/listing.py", "from pages.words import terms\n")
    planted = plant(tmp_path, "pages/words.py", leak)
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert planted in public_modules(["pages.views"]).values()
    assert drafts_named(planted) == {"Term"}
