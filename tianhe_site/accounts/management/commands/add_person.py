import re

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.accounts import people
from tianhe_site.accounts.people import links
from tianhe_site.plain_text import as_line
from tianhe_site.publishing import workflow

# Releases before 0.7 took a username. It still is one, and then the name that colleagues see.
_USERNAME = re.compile(r"[\w.@+-]+")


class Command(BaseCommand):
    help = "Create an account for a new person, and a link where they set a password."

    def add_arguments(self, parser):
        parser.add_argument("name", help='the person\'s name ("Ann Meyer"), or a username')
        parser.add_argument(
            "--role",
            required=True,
            action="append",
            dest="roles",
            help=f"one of: {_roles()}; repeat it for several",
        )
        parser.add_argument(
            "--email",
            default="",
            help="the address to log in with and for notifications; a name of several words "
            "needs it",
        )

    def handle(self, name, roles, email, **options):
        name = as_line(name).strip()
        if not name:
            raise CommandError("Give the name that colleagues should see.")
        for role in roles:
            if role not in people.ROLES:
                raise CommandError(f"There is no role '{role}'. Choose one of: {_roles()}.")
        username = name if _USERNAME.fullmatch(name) else ""
        if not username and not email:
            raise CommandError("Give an address with --email, or a username without spaces.")
        try:
            # Both or neither: an account without its link would block a second try.
            with workflow.publishing_lock():
                user = people.add_person(
                    "" if username else name, roles=roles, email=email, username=username
                )
                link = links.create(user, links.Kind.INVITATION, by=workflow.COMMAND_LINE)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(
            f"Added {name} as {', '.join(roles)} with the username {user.username}. Give this "
            f"link only to {name}. It works once, within 7 days, and asks for a first password:"
            f"\n\n{link.address}\n\n"
            "If the link expires, an administrator can create a new one under People."
        )


def _roles():
    return ", ".join(people.ROLES)
