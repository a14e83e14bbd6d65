from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Value
from django.db.models.functions import Concat, Trim

from tianhe_site.accounts.people import deactivation, links
from tianhe_site.plain_text import as_line
from tianhe_site.publishing import workflow
from tianhe_site.publishing.people import name_and_account, name_of

# Of a name in two parts with a space between them; addresses have at most 254.
MAX_LENGTH = 301


class Command(BaseCommand):
    help = (
        "Let someone in again who can't log in: print a link, good for one hour, that sets a new "
        "password and removes the second factors. For the only administrator, or after a lost "
        "phone."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="the person's name, email address or username")
        parser.add_argument(
            "--reactivate", action="store_true", help="also reactivate a deactivated account"
        )

    def handle(self, name, reactivate, **options):
        user = _person(as_line(name).strip())
        if not user.is_active and not reactivate:
            raise CommandError(
                f"{name_of(user)} is deactivated. To let them in again, add --reactivate."
            )
        with workflow.publishing_lock():
            if not user.is_active:
                deactivation.reactivate(user, by=workflow.COMMAND_LINE)
            link = links.create(user, links.Kind.RECOVERY, by=workflow.COMMAND_LINE)
        self.stdout.write(
            f"Give this link only to {name_and_account(user)}. It works once, within one hour. It "
            f"sets a new password and removes the second factors:\n\n{link.address}\n\n"
            "The audit log has recorded this."
        )


def _person(name):
    """Return the one user who is meant, by username, email address or name, in this order."""
    whole_name = Trim(Concat("first_name", Value(" "), "last_name"))
    people = User.objects.annotate(whole_name=whole_name)
    # SQLite can't search for a text of 50,000 characters.
    fields = ("username", "email", "whole_name") if 0 < len(name) <= MAX_LENGTH else ()
    for field in fields:
        found = people.filter(**{f"{field}__iexact": name}).order_by("username")
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(user.get_username() for user in found)
            raise CommandError(f"Several people are called {name}. Give a username: {names}.")
    raise CommandError(f"There is nobody called {name}. Give a name, email address or username.")
