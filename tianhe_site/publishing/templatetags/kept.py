"""`{% until_change "footer" language %} … {% end_until_change %}`: a part of a page that is
rendered once until the next public change, as Django's `{% cache %}` does for a time.

After its name come the values that it depends on besides what is public.
"""

from django import template

from tianhe_site.publishing import kept
from tianhe_site.publishing.clock import moment_of

register = template.Library()


@register.tag
def until_change(parser, token):
    _tag, *words = token.split_contents()
    content = parser.parse(("end_until_change",))
    parser.delete_first_token()
    return _Kept(content, [parser.compile_filter(word) for word in words])


class _Kept(template.Node):
    def __init__(self, nodelist, values):
        self.nodelist, self.values = nodelist, values

    def render(self, context):
        key = ("part of a page", *(value.resolve(context) for value in self.values))
        at = moment_of(context["request"])
        return kept.value(key, at, lambda: self.nodelist.render(context))
