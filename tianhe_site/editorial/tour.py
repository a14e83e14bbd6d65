"""The five steps of the tour that the dashboard offers once to each person in each browser."""

from django.utils.translation import gettext as _


def steps():
    """Return what each step points at, the first that is seen of these, its title and its text."""
    menu = ".menu-button"
    return [
        _step(
            ["#content h1"],
            _("Your dashboard"),
            _("Here you see what needs you, your drafts, and what goes live next."),
        ),
        _step(
            [".side-bar-button", menu],
            _("Start with a title"),
            _("Write news is one click away on every screen. A title is enough to save a draft."),
        ),
        _step(
            ["#nav-sidebar ul + ul", menu],
            _("Find everything"),
            _("News, pages, pictures and the glossary. The badge in each list says what is live."),
        ),
        _step(
            [".account-menu-button"],
            _("Your account"),
            _("Choose which email you get, add a second factor, and switch to a dark theme."),
        ),
        _step(
            ["#help-link"],
            _("Help for each screen"),
            _("Help opens the guide to the screen you're on. You can repeat this tour there."),
        ),
    ]


def _step(targets, title, text):
    return {"targets": targets, "title": title, "text": text}
