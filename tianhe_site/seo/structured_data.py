"""What a page says in the words of schema.org: plain functions from values to data.

`edition` stands for anything with the fields of a page's or an item's edition, `site` for the
details of the site.
"""

import json
import re

from django.utils.safestring import mark_safe

from . import absolute

# Degrees and titles that only people have.
_PERSON = re.compile(r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|M\.?D|Ph\.?D|D\.?O|R\.?N|医生|教授|博士)\b")
# A script element ends at the first of these, whatever language it holds.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def script(data):
    """Return data as the text of a `<script>` element, which nothing in it can end."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def graph(page, others=(), *, url, language, site=None, image="", logo=""):
    """Return all that one page says: what it is, what stands beside that, and who publishes it.

    `page` is completed by what every page has. `image` is the address of its picture, `logo` that
    of the mark of the site. Before details of the site were published nobody is named.
    """
    page = _without_empty({**page, "url": url, "inLanguage": language, "image": image})
    nodes = [page, *others]
    if site:
        page["publisher"] = _publisher()
        if "author" in page:
            # By name as well: what reads one node of the graph alone follows no reference.
            page["author"] = {"@type": "Organization", **_publisher(), "name": site.legal_name}
        is_home = url == absolute("/")
        nodes.append({**organization(site, logo), **(about(site) if is_home else {})})
        if is_home:
            nodes.append(web_site(site))
    else:
        page.pop("author", None)
    return {"@context": "https://schema.org", "@graph": nodes}


def organization(site, logo):
    return {
        "@type": "Organization",
        **_publisher(),
        "name": site.legal_name,
        "alternateName": site.name,
        "url": absolute("/"),
        "logo": logo,
    }


def about(site):
    """Return what is said of the company at home alone: a page that speaks of a therapy is no
    place for contacts everywhere."""
    known = {
        "name": site.contact_name,
        "telephone": site.contact_phone,
        "email": site.contact_email,
    }
    contact = _without_empty(known)
    if contact:
        contact = {"@type": "ContactPoint", "contactType": "media", **contact}
    return _without_empty({"description": site.about, "contactPoint": contact})


def web_site(site):
    target = {"@type": "EntryPoint", "urlTemplate": absolute("/search/?q={search_term_string}")}
    return {
        "@type": "WebSite",
        "@id": absolute("/#website"),
        "name": site.name,
        "url": absolute("/"),
        "publisher": _publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        },
    }


def _publisher():
    return {"@id": absolute("/#organization")}


def breadcrumbs(steps):
    """Return the way from the top to the page, from (name, path) of each step."""
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def list_page(title, description):
    return {"@type": "CollectionPage", "name": title, "description": description}


def web_page(edition, last_reviewed=None, reviewed_by=""):
    """Return what a page is; one that speaks of a therapy also says when it was last reviewed (a
    date), and by whom."""
    node = {
        "@type": "MedicalWebPage" if edition.medical else "WebPage",
        "name": str(edition),
        "description": edition.page_description(),
        "dateModified": edition.live_from.isoformat(),
        "lastReviewed": last_reviewed and last_reviewed.isoformat(),
        "reviewedBy": _reviewer(reviewed_by),
        "citation": _citations(edition),
    }
    return _without_empty(node)


def _reviewer(name):
    if not name:
        return None
    return {"@type": "Person" if _PERSON.search(name) else "Organization", "name": name}


def news_article(edition, changed_at, corrections):
    """Return what a news item is. `changed_at` is when readers first saw this text in place of
    another one, None if there was none; `corrections` are (moment, sentence)."""
    node = {
        "@type": "NewsArticle",
        "headline": str(edition),
        "description": edition.page_description(),
        "datePublished": edition.date.isoformat(),
        "dateModified": changed_at and changed_at.isoformat(),
        "dateline": edition.dateline_place,
        "articleSection": edition.category_name,
        "author": _publisher(),
        "correction": [_correction(*each) for each in corrections if each[0]],
        "citation": _citations(edition),
    }
    return _without_empty(node)


def _correction(moment, sentence):
    return {"@type": "CorrectionComment", "text": sentence, "datePublished": moment.isoformat()}


def _citations(edition):
    """Return the sources of an edition, each with what it has of title, address, identifier."""
    names = {"title": "name", "url": "url", "identifier": "identifier"}
    return [
        {"@type": "CreativeWork", **{names[key]: source[key] for key in names if source.get(key)}}
        for source in getattr(edition, "sources", [])
    ]


def questions(pairs):
    """Return the questions and answers of a page, as nodes: one, or none without `pairs`."""
    asked = [
        {
            "@type": "Question",
            "name": question,
            "acceptedAnswer": {"@type": "Answer", "text": answer},
        }
        for question, answer in pairs
    ]
    return [{"@type": "FAQPage", "mainEntity": asked}] if asked else []


def defined_term(edition, glossary):
    """Return a term of the glossary, which stands at the path `glossary`."""
    first, *others = edition.forms()
    node = {
        "@type": "DefinedTerm",
        "name": first,
        "alternateName": others,
        "description": edition.page_description(),
        "url": absolute(edition.path),
        "inDefinedTermSet": absolute(glossary),
    }
    return _without_empty(node)


def defined_terms(title, glossary, editions):
    """Return the glossary with its terms."""
    terms = [defined_term(edition, glossary) for edition in editions]
    node = {"@type": "DefinedTermSet", "name": title, "url": absolute(glossary)}
    return _without_empty({**node, "hasDefinedTerm": terms})


def _without_empty(node):
    return {name: value for name, value in node.items() if value}
