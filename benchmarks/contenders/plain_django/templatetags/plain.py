"""Filters and tags of the templates."""

import json
import re

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import mark_safe

from benchmarks.contenders.plain_django import structured_data

register = template.Library()
_TAG = re.compile(r"(<[^>]*>)")
_NOT_IN = re.compile(r"<(/?)(?:a|h2|h3|h4|summary|caption|dt|th)\b")
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


@register.simple_tag(takes_context=True)
def current(context, path):
    """Return the attribute that marks the current page, or its section, in the menu."""
    shown = context["request"].path
    if shown == path:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if path != "/" and shown.startswith(path) else ""


@register.simple_tag
def share_picture(drawing):
    path = static(f"img/share/{drawing or 'mark'}.png")
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
def structured_data_of(context, image):
    data = structured_data.graph(
        context["data"],
        site=context["site"],
        url=context["canonical_url"],
        image=image,
        logo=f"{settings.SITE_URL}{static('img/icon-512.png')}",
    )
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag(takes_context=True)
def with_terms(context, body):
    """Return a text with the first occurrence of each term of the glossary linked."""
    paths = {
        form.lower(): term.get_absolute_url()
        for term in context["terms"]
        for form in term.forms()
        if term != context["page"]
    }
    if not paths:
        return mark_safe(body)
    forms = "|".join(re.escape(escape(form)) for form in sorted(paths, key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)
    linked = set()

    def link(found):
        path = paths[found[0].lower()]
        if path in linked:
            return found[0]
        linked.add(path)
        return f'<a class="term" href="{path}">{found[0]}</a>'

    parts, depth = [], 0
    for part in _TAG.split(body):
        if tag := _NOT_IN.match(part):
            depth += -1 if tag[1] else 1
        elif not depth and not part.startswith("<"):
            part = pattern.sub(link, part)
        parts.append(part)
    return mark_safe("".join(parts))
