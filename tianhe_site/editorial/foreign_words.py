"""What Django says on our pages and doesn't say in Chinese: `make messages` brings it into our own
catalog, which comes before Django's."""

from django.utils.translation import gettext, gettext_noop
from django.views.i18n import JavaScriptCatalog

WORDS = [
    # After the label of a field.
    gettext_noop(":"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("Error:"),
    gettext_noop("Model name"),
    gettext_noop("Sorting priority: %(priority_number)s"),
]
# Of its scripts. Their catalog is another one.
WORDS_OF_SCRIPTS = [
    gettext_noop("(click to clear)"),
    gettext_noop('Choose %s by selecting them and then select the "Choose" arrow button.'),
    gettext_noop("Choose all %s"),
    gettext_noop("Choose selected %s"),
    gettext_noop('Remove %s by selecting them and then select the "Remove" arrow button.'),
    gettext_noop("Remove all %s"),
    gettext_noop("Remove selected %s"),
]


class WordsOfScripts(JavaScriptCatalog):
    """The words of Django's scripts for staff."""

    packages = ["django.contrib.admin"]

    def get_catalog(self):
        return {**super().get_catalog(), **{each: gettext(each) for each in WORDS_OF_SCRIPTS}}


def words_of_scripts(request, extra_context=None):
    return WordsOfScripts.as_view()(request)
