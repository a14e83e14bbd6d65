"""`{% mark_languages %} … {% end_mark_languages %}`: a part of a page in which words of another
script have a `lang` of their own, and Chinese is set as Chinese: without spaces, and with headings
that break between words."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from tianhe_site import languages
from tianhe_site.chinese import is_chinese
from tianhe_site.rich_text.languages import marked
from tianhe_site.rich_text.phrases import joined, with_breaks

register = template.Library()


register.filter("language_tag", languages.tag_of)
register.filter("listed", languages.listed)
register.filter("with_label", lambda words, label: languages.with_label(label, words))


@register.tag
def mark_languages(parser, _token):
    content = parser.parse(("end_mark_languages",))
    parser.delete_first_token()
    return _Marked(content)


class _Marked(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        html, language = self.nodelist.render(context), get_language()
        if is_chinese(language):
            html = with_breaks(joined(html))
        return mark_safe(marked(html, language))
