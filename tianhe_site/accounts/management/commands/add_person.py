from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.accounts import people
from tianhe_site.publishing import workflow


class Command(BaseCommand):
    help = "Create an account for a new person, and a link where they set a password."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the person's username")
        parser.add_argument("--role", required=True, help=f"one of: {_roles()}")
        parser.add_argument("--email", default="", help="the address for notifications")

    def handle(self, name, role, email, **options):
        if role not in people.ROLES:
            raise CommandError(f"There is no role '{role}'. Choose one of: {_roles()}.")
        try:
            # Both or neither: an account without its link would block a second try.
            with workflow.publishing_lock():
                user = people.add_person(name, role=role, email=email)
                link = people.invite(user, by=workflow.COMMAND_LINE)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(
            f"Added {name} as {role}. Give this link only to {name}. It works once, within "
            f"{people.link_lasts_days()} days, and asks for a first password:\n\n{link}\n\n"
            "If the link expires, an administrator can create a new one on the account's page in "
            "the admin."
        )


def _roles():
    return ", ".join(people.ROLES)
