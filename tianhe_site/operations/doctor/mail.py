"""Mail to staff."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from . import FAULT, OK, WARN, Result


def check_mail(recipient=""):
    """Does the mail server let the site in? A message is sent only to a `recipient`."""
    if not settings.HAS_MAIL:
        level = WARN if settings.PRODUCTION else OK
        message = "EMAIL_URL isn't set: nobody gets invitations, links or requests for a review."
        return Result(level, "mail", message, "Set EMAIL_URL and MAIL_FROM.")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection()
    try:
        connection.open()
        if recipient:
            _message(recipient, connection).send()
    except OSError as error:
        advice = "Compare EMAIL_URL with what the provider says."
        return Result(FAULT, "mail", f"{server} refuses, or doesn't answer ({error}).", advice)
    finally:
        connection.close()
    if recipient:
        return Result(OK, "mail", f"{server} has taken a message to {recipient}.")
    return Result(OK, "mail", f"{server} answers. To send a message: --mail ADDRESS")


def _message(recipient, connection):
    return EmailMessage(
        f"Test from {settings.SITE_HOST}",
        f"This was sent by manage.py doctor on the server of {settings.SITE_URL}.",
        to=[recipient],
        connection=connection,
    )
