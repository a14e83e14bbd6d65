"""A page's schema.org data: plain functions from values to dictionaries.

`edition` is anything with the fields of a page's or an item's edition; `site` is the site details.
"""

import json
import re

from django.utils.safestring import mark_safe

from tianhe_site.chinese import HAN

from . import absolute

# Degrees and titles that only people have. Chinese ones follow the name without a space, and are
# part of names such as 中国医师协会.
_PERSON = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|M\.?D|Ph\.?D|D\.?O|R\.?N)\b"
    f"|(?:医生|医师|教授|博士|护士|药师|研究员|先生|女士)(?![{HAN}])"
)
# Escapes everything that could end a script element, whatever its language.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def script(data):
    """Return data as the text of a `<script>` element, which nothing in it can end."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def graph(
    page, others=(), *, url, language, root="/", site=None, image="", logo="", about_site=True
):
    """Return the graph of one page: what it is, what else is on it, and who publishes it.

    `page` gets the properties that every page has. `language` is a tag, and `root` the path of the
    home page in it. `image` is the address of its picture, `logo` that of the site's logo. Without
    published site details, no publisher is named. Without `about_site` the home page says neither
    whom to contact nor what the company is about.
    """
    page = _without_empty({**page, "url": url, "inLanguage": language, "image": image})
    nodes = [page, *others]
    if site:
        page["publisher"] = _publisher()
        if "author" in page:
            # By name as well: consumers that read a single node don't follow references.
            page["author"] = {"@type": "Organization", **_publisher(), "name": site.legal_name}
        is_home = url == absolute(root)
        known = about(site) if is_home and about_site else {}
        nodes.append({**organization(site, logo), **known})
        if is_home:
            nodes.append(web_site(site, language, root))
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
    """Return the company's details, for the home page only: pages about a therapy shouldn't repeat
    contact details."""
    known = {
        "name": site.contact_name,
        "telephone": site.contact_phone,
        "email": site.contact_email,
    }
    contact = _without_empty(known)
    if contact:
        contact = {"@type": "ContactPoint", "contactType": "media", **contact}
    return _without_empty({"description": site.about, "contactPoint": contact})


def web_site(site, language, root):
    search = absolute(f"{root}search/?q={{search_term_string}}")
    target = {"@type": "EntryPoint", "urlTemplate": search}
    return {
        "@type": "WebSite",
        "@id": absolute(f"{root}#website"),
        "name": site.name,
        "url": absolute(root),
        "inLanguage": language,
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
    """Return the breadcrumb trail of a page from the (name, path) of each step."""
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def list_page(title, description):
    return {"@type": "CollectionPage", "name": title, "description": description}


def web_page(edition, last_reviewed=None, reviewed_by=""):
    """Return the node of a page. A page about a therapy also says when (a date) and by whom it was
    last reviewed."""
    node = {
        "@type": "MedicalWebPage" if edition.medical else "WebPage",
        "name": str(edition),
        "description": edition.page_description(),
        # This text was. Without a day, extractors take that of the newest item in a list on the
        # page, or any day in the text.
        "datePublished": edition.live_from.isoformat(),
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
    """Return the node of a news item. `changed_at` is when its current text replaced an earlier
    one, or None; `corrections` are (moment, text)."""
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
    """Return the sources of an edition, each with its title, address and identifier if known."""
    names = {"title": "name", "url": "url", "identifier": "identifier"}
    return [
        {"@type": "CreativeWork", **{names[key]: source[key] for key in names if source.get(key)}}
        for source in getattr(edition, "sources", [])
    ]


def questions(pairs):
    """Return the questions and answers of a page as a list: of one node, or empty without
    `pairs`."""
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
    """Return the node of a glossary term; `glossary` is the path of the glossary."""
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
    """Return the node of the glossary with its terms."""
    terms = [defined_term(edition, glossary) for edition in editions]
    node = {"@type": "DefinedTermSet", "name": title, "url": absolute(glossary)}
    return _without_empty({**node, "hasDefinedTerm": terms})


def _without_empty(node):
    return {name: value for name, value in node.items() if value}
