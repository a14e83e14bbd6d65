from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.accounts import people
from tianhe_site.publishing import workflow


class Command(BaseCommand):
    help = "Make an account for a new person, and a link under which they set its password."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name that the person logs in with")
        parser.add_argument("--role", required=True, help=f"one of: {_roles()}")
        parser.add_argument("--email", default="", help="where notifications go")

    def handle(self, name, role, email, **options):
        if role not in people.ROLES:
            raise CommandError(f"There is no role '{role}'. Choose one of: {_roles()}.")
        try:
            # Both or neither: an account without its link would be in the way of a second try.
            with workflow.publishing_lock():
                user = people.add_person(name, role=role, email=email)
                link = people.invite(user, by=workflow.COMMAND_LINE)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(
            f"Added {name} as {role}. Give this link to {name} alone. It works once, for "
            f"{people.link_lasts_days()} days, and asks for the first password:\n\n{link}\n\n"
            "If it ends before that, an administrator makes another one on the page of the "
            "account in the admin."
        )


def _roles():
    return ", ".join(people.ROLES)
