"""What search engines read about a page: the nodes beside that of the company."""

from django.conf import settings


def page(found, above):
    node = {
        "@type": "WebPage",
        "name": found.title,
        "description": found.summary,
        "dateModified": found.published_at.isoformat(),
    }
    if found.last_reviewed:
        node["lastReviewed"] = found.last_reviewed.isoformat()
    if found.sources:
        node["citation"] = _citations(found)
    if found.get_absolute_url() == "/":
        return [node]
    return [
        node,
        _breadcrumbs(
            [*((each.short_title, each.get_absolute_url()) for each in above), _step(found)]
        ),
    ]


def term(found, above):
    steps = [*((each.short_title, each.get_absolute_url()) for each in above), _step(found)]
    defined = {
        "@type": "DefinedTerm",
        "name": found.title,
        "alternateName": found.forms()[1:],
        "description": found.summary,
        "url": _absolute(found.get_absolute_url()),
    }
    node = {"@type": "WebPage", "name": found.title, "description": found.summary}
    return [node, _breadcrumbs(steps), defined]


def news_list(path, heading, description):
    steps = [("News", "/news/")] if path == "/news/" else [("News", "/news/"), (heading, path)]
    node = {"@type": "CollectionPage", "name": heading, "description": description}
    return [node, _breadcrumbs(steps)]


def item(found):
    node = {
        "@type": "NewsArticle",
        "headline": found.title,
        "description": found.summary,
        "datePublished": found.date.isoformat(),
        "articleSection": found.category.name,
        "author": {"@id": _absolute("/#organization")},
    }
    if found.dateline_place:
        node["dateline"] = found.dateline_place
    if found.sources:
        node["citation"] = _citations(found)
    return [node, _breadcrumbs([("News", "/news/"), _step(found)])]


def graph(nodes, *, site, url, image, logo):
    """Return the whole data of a page: its nodes, and who publishes it."""
    publisher = {"@id": _absolute("/#organization")}
    first, *others = nodes
    first = {**first, "url": url, "inLanguage": "en", "image": image, "publisher": publisher}
    company = {
        "@type": "Organization",
        **publisher,
        "name": site.legal_name,
        "alternateName": site.name,
        "url": _absolute("/"),
        "logo": logo,
    }
    nodes = [first, *others, company]
    if url == _absolute("/"):
        company["description"] = site.about
        nodes.append(_web_site(site, publisher))
    return {"@context": "https://schema.org", "@graph": nodes}


def _web_site(site, publisher):
    target = {"@type": "EntryPoint", "urlTemplate": _absolute("/search/?q={search_term_string}")}
    return {
        "@type": "WebSite",
        "@id": _absolute("/#website"),
        "name": site.name,
        "url": _absolute("/"),
        "publisher": publisher,
        "potentialAction": {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        },
    }


def _citations(found):
    names = {"title": "name", "url": "url", "identifier": "identifier"}
    return [
        {"@type": "CreativeWork", **{names[key]: source[key] for key in names if source.get(key)}}
        for source in found.sources
    ]


def _step(found):
    return found.title, found.get_absolute_url()


def _breadcrumbs(steps):
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "item": _absolute(path)}
        for position, (name, path) in enumerate([("Home", "/"), *steps], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def _absolute(path):
    return f"{settings.SITE_URL}{path}"
