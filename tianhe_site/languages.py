"""The languages of the site: where their pages are, and which one answers a request.

The address decides it, and nothing a browser says: an address shows everyone the same, so one
finished page serves all, and a link means what its sender saw.
"""

from django.conf import settings
from django.db import models
from django.urls import LocalePrefixPattern, reverse
from django.utils.translation import (
    get_language_from_request,
    gettext,
    override,
    pgettext,
    to_locale,
)

from tianhe_site.admin_pages import STAFF_PATHS


def codes():
    """Return the codes of the site's languages, the default one first."""
    return tuple(code for code, _name in settings.LANGUAGES)


def choices():
    """Return (code, name) of each language of the site, the default one first."""
    return settings.LANGUAGES


def name_of(language):
    """Return the name of a language in itself; its code if it isn't one of the site's."""
    return dict(settings.LANGUAGES).get(language, language)


def has_several():
    """Whether the site has more languages than the default one."""
    return len(codes()) > 1


def known(language):
    """Return a language if the site has it, else the default one."""
    return language if language in codes() else settings.LANGUAGE_CODE


def root(language):
    """Return the path below which the pages of a language are."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def roots():
    """Return the paths below which the pages of the languages are, that of the default first."""
    return tuple(map(root, codes()))


def in_each(path):
    """Return the address of `path`, which begins with a slash, in each language."""
    return tuple(f"{each}{path[1:]}" for each in roots())


def reverse_in(language, name, *args):
    """Return the path of a page for readers in a language, whichever is active."""
    with override(language):
        return reverse(name, args=args)


def language_of(path):
    """Return the language of the page at `path`: the default one if it names no other."""
    return known(path[1:].partition("/")[0])


def tag_of(language):
    """Return the tag of a language as HTML and HTTP write it (BCP 47): `zh-Hans`, `pt-BR`."""
    return to_locale(language).replace("_", "-")


def listed(names):
    """Return names in one line, as the active language lists them."""
    return pgettext("between names", ", ").join(map(str, names))


def facts_listed(facts):
    """Return facts of different kinds in one line, such as who did it and when. Chinese has another
    comma between these than between names."""
    return pgettext("between times", ", ").join(map(str, facts))


def with_label(label, words):
    """Return words with what they are in front, as the active language writes it."""
    return gettext("%(label)s: %(words)s") % {"label": label, "words": words}


def for_records():
    """Make the words of a record in this block: it keeps them in the default language, whoever
    acts."""
    return override(settings.LANGUAGE_CODE)


class LanguageField(models.CharField):
    """A column for the code of a language. In a migration it is a plain CharField without choices,
    so that another language is no migration."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": 10, "choices": settings.LANGUAGES}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        del kwargs["choices"]
        return name, "django.db.models.CharField", args, kwargs


class LanguagePrefix(LocalePrefixPattern):
    """The part of an address that names its language; the default language has none.

    As with Django's own, `reverse` takes the language that is active. `resolve` goes by the
    address alone: Django's would find nothing at a Chinese address while English is active.
    """

    def __init__(self):
        super().__init__(prefix_default_language=False)

    def match(self, path):
        return path.removeprefix(root(language_of(f"/{path}"))[1:]), (), {}


def answer_in(language, answer, *args, **kwargs):
    """Return the response of `answer`, called in a language. A page names it in a header, unless it
    names another one already."""
    with override(language):
        response = answer(*args, **kwargs)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Language", tag_of(language))
    return response


def language_of_staff(request):
    """Return the language in which staff's pages answer until it is known who asks: that of the
    browser. Then it is the one of their profile, see `accounts.staff_language`."""
    return get_language_from_request(request)


def speak(get_response):
    """Middleware: answer in the language of the address, and say so.

    Django's `LocaleMiddleware` asks a cookie and the browser, and says `Vary: Accept-Language`.
    """

    def middleware(request):
        is_of_staff = request.path_info.startswith(STAFF_PATHS)
        language = language_of_staff(request) if is_of_staff else language_of(request.path_info)
        return answer_in(language, get_response, request)

    return middleware
