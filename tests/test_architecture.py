"""The house has rooms: imports run one way, and what is public never touches a draft."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each room, and the rooms its code may import from besides itself.
FOUNDATIONS = {
    "tianhe_site.limits",
    "tianhe_site.plain_text",
    "tianhe_site.busy",
    "tianhe_site.database",
    "tianhe_site.disk_space",
    "tianhe_site.refusals",
    "tianhe_site.kept_forms",
    "tianhe_site.base_admin",
}
CHASSIS = {
    *FOUNDATIONS,
    "tianhe_site.rich_text",
    "tianhe_site.media_library",
    "tianhe_site.search",
    "tianhe_site.publishing",
}
SECTIONS = {"news", "pages"}
ROOMS = {
    "tianhe_site.limits": set(),
    "tianhe_site.plain_text": {"tianhe_site.limits"},
    "tianhe_site.busy": {"tianhe_site.disk_space"},
    "tianhe_site.database": set(),
    "tianhe_site.disk_space": set(),
    "tianhe_site.refusals": set(),
    "tianhe_site.kept_forms": set(),
    "tianhe_site.unavailable": FOUNDATIONS,
    "tianhe_site.base_admin": {
        "tianhe_site.busy",
        "tianhe_site.kept_forms",
        "tianhe_site.plain_text",
    },
    "tianhe_site.weak_secrets": set(),
    "tianhe_site.settings": {"tianhe_site.weak_secrets"},
    "tianhe_site.formats": set(),
    "tianhe_site.rich_text": FOUNDATIONS,
    "tianhe_site.media_library": FOUNDATIONS,
    "tianhe_site.search": FOUNDATIONS,
    "tianhe_site.seo": set(),
    "tianhe_site.publishing": CHASSIS,
    "tianhe_site.comparison": CHASSIS,
    "tianhe_site.editorial": {*CHASSIS, "tianhe_site.comparison"},
    "tianhe_site.accounts": {*CHASSIS, "tianhe_site.editorial"},
    **dict.fromkeys(SECTIONS, {*CHASSIS, "tianhe_site.editorial", "tianhe_site.seo"}),
    "tianhe_site.serving": {*CHASSIS, "tianhe_site.unavailable"},
    "tianhe_site.operations": {
        *CHASSIS,
        *SECTIONS,
        "tianhe_site.editorial",
        "tianhe_site.seo",
        "tianhe_site.unavailable",
        "tianhe_site.weak_secrets",
    },
    "tianhe_site.urls": {
        *CHASSIS,
        *SECTIONS,
        "tianhe_site.unavailable",
        "tianhe_site.editorial",
        "tianhe_site.accounts",
        "tianhe_site.operations",
    },
    "tianhe_site.wsgi": {*CHASSIS, "tianhe_site.serving", "tianhe_site.unavailable"},
}
DRAFTS = {"NewsItem", "Category", "Page", "SiteDetails", "Publishable"}
PUBLIC = [
    "news/views.py",
    "news/feeds.py",
    "news/listing.py",
    "news/sitemaps.py",
    "news/templatetags/news.py",
    "pages/views.py",
    "pages/glossary.py",
    "pages/navigation.py",
    "pages/sitemaps.py",
    "pages/templatetags/navigation.py",
    "tianhe_site/seo/__init__.py",
    "tianhe_site/seo/share_pictures.py",
    "tianhe_site/seo/structured_data.py",
    "tianhe_site/seo/templatetags/seo.py",
    "tianhe_site/operations/sitemaps.py",
    "tianhe_site/operations/views.py",
    "tianhe_site/media_library/markup.py",
    "tianhe_site/media_library/serving.py",
    "tianhe_site/media_library/templatetags/media.py",
    "tianhe_site/publishing/media/public_media.py",
    "tianhe_site/publishing/search/results_page.py",
    "tianhe_site/publishing/search/texts.py",
    "tianhe_site/publishing/search/edition_index.py",
    "tianhe_site/publishing/views.py",
    "tianhe_site/publishing/links.py",
    "tianhe_site/publishing/sitemaps.py",
]


def room_of(module):
    """Return the room that a module, or a name in one, belongs to; None for other packages."""
    found = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(found, key=len, default=None)


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path):
    """Yield (module, name) of each import in a file, relative ones made absolute."""
    package = module_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def sources():
    for top in ("tianhe_site", "news", "pages"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def breaches(path):
    """Yield each import of a file from a room that its own may not import from."""
    own = room_of(module_of(path))
    for module, name in imports(path):
        # "from tianhe_site import seo" names a room in its second half.
        target = room_of(f"{module}.{name}") or room_of(module)
        if target and target != own and target not in ROOMS.get(own, set()):
            yield f"{module_of(path)} imports {module}.{name}"


def test_every_module_is_in_a_room():
    outside = {module_of(path) for path in sources() if room_of(module_of(path)) is None}
    # The release's number, for whoever asks.
    assert outside == {"tianhe_site.__init__"}


def test_imports_run_one_way():
    assert [breach for path in sources() for breach in breaches(path)] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_public_module_imports_no_draft(path):
    names = {name for _module, name in imports(ROOT / path)}
    assert names & DRAFTS == set()


def test_every_module_with_views_feeds_or_sitemaps_is_held_to_it():
    kinds = ("views.py", "feeds.py", "sitemaps.py", "listing.py", "navigation.py")
    found = {str(path.relative_to(ROOT)) for path in sources() if path.name in kinds}
    assert found <= set(PUBLIC)


def test_no_public_template_or_module_goes_from_an_edition_to_its_draft():
    public_templates = [
        path
        for path in (ROOT / "templates").rglob("*.html")
        if "admin" not in path.relative_to(ROOT).parts
    ]
    for path in [*public_templates, *(ROOT / name for name in PUBLIC)]:
        assert "edition.item." not in path.read_text(), path


def test_breach_is_found(tmp_path, monkeypatch):
    bad = tmp_path / "tianhe_site" / "publishing" / "bad.py"
    bad.parent.mkdir(parents=True)
    bad.write_text("from news.models import NewsItem\n")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert list(breaches(bad)) == ["tianhe_site.publishing.bad imports news.models.NewsItem"]
