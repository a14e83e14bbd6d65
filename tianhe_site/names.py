"""The names by which people know each other here."""

from django.utils.translation import gettext as _

# What is recorded for a command on the server, which has no account.
COMMAND_LINE_NAME = "command line"
# The width of the columns that keep a name beside what someone did.
MAX_NAME_LENGTH = 150


def name_of(user):
    """Return the name that colleagues know someone by; the username of an account without one.
    Accounts of releases before 0.7 can have a longer one, in two columns."""
    return user.get_full_name()[:MAX_NAME_LENGTH] or user.get_username()


def shown_name(recorded):
    """Return a recorded name as people read it: what a command did, the server did."""
    return _("The server") if recorded == COMMAND_LINE_NAME else recorded


def name_and_account(user):
    """Return the name with the username, which tells two people of the same name apart."""
    name, account = name_of(user), user.get_username()
    return name if name == account else f"{name} ({account})"
