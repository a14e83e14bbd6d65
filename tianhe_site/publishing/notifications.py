"""Email about submissions, reviews and approval requests."""

import logging
from functools import reduce
from operator import or_
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tianhe_site.upward import ModuleAbove

from . import history
from .people import name_of, staff_who_may, staff_with_permission

preferences = ModuleAbove("tianhe_site.accounts.preferences")
logger = logging.getLogger("tianhe.notifications")

# What people can choose not to get.
REVIEWS, REQUESTS = "email_reviews", "email_requests"


def notify_reviewers(item, edition, by, note):
    """Notify the people who may approve `item` that `by` submitted `edition` for review."""
    subject = _("For review: %s") % edition
    people = staff_who_may("approve", item).exclude(pk=by.pk)
    _send(REVIEWS, people, subject, _text(item, edition, by, note))


def notify_submitter(item, edition, by, note):
    """Notify the person who submitted `edition`, or took it over, of the review by `by`."""
    responsible = history.responsible_for([edition]).values()
    people = get_user_model().objects.filter(pk__in=responsible, is_active=True)
    subject = f"{edition.get_review_display()}: {edition}"
    _send(REVIEWS, people.exclude(pk=by.pk), subject, _text(item, edition, by, note))


def notify_second_people(request, by, permissions):
    """Notify the people who may approve a request that `by` made it."""
    people = reduce(or_, map(staff_with_permission, permissions)).distinct()
    subject = _("Approval needed: %s") % request.item_title
    text = _request_text(subject, request, by, request.note)
    _send(REQUESTS, people.exclude(pk=by.pk), subject, text)


def notify_requester(request, answer, by, note):
    """Notify the person who made the request of its outcome; `answer` is its label."""
    people = get_user_model().objects.filter(pk=request.actor_id, is_active=True)
    subject = f"{answer}: {request.item_title}"
    text = _request_text(subject, request, by, note)
    _send(REQUESTS, people.exclude(pk=by.pk), subject, text)


def notify_receiver(items, giver, receiver, by):
    """Notify `receiver` that `by` handed over to them what `giver` had in work of these items."""
    people = get_user_model().objects.filter(pk=receiver.pk, is_active=True).exclude(pk=by.pk)
    subject = _("Handed over to you by %s") % name_of(giver)
    lines = [f"{item}\n{settings.SITE_URL}{_form_of(item)}" for item in items]
    _send(REVIEWS, people, subject, "\n\n".join([subject, *lines, _("From: %s") % name_of(by)]))


def _form_of(item):
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def _request_text(subject, request, by, note):
    lines = [
        subject,
        "\n".join(history.describe(request)),
        _("From: %s") % name_of(by),
        _("Note: %s") % note if note else "",
        settings.SITE_URL + reverse("requests:answer", args=[request.pk]),
    ]
    return "\n\n".join(line for line in lines if line)


def _text(item, edition, by, note):
    page = reverse(
        f"admin:{item._meta.app_label}_{item._meta.model_name}_review", args=[item.pk, edition.pk]
    )
    lines = [
        f"{edition.get_review_display()}: {edition}",
        _("From: %s") % name_of(by),
        _("Note: %s") % note if note else "",
        settings.SITE_URL + page,
    ]
    return "\n\n".join(line for line in lines if line)


def _send(kind, people, subject, text):
    people = preferences.who_want(kind, people)
    # One message each, so that nobody sees the addresses of the others.
    addresses = sorted({email for email in people.values_list("email", flat=True) if email})
    # A line break in a title would end the header of the message.
    subject = " ".join(subject.split())
    messages = [EmailMessage(subject, text, to=[address]) for address in addresses]

    if messages:
        # Robust: an unreachable mail server must not undo or hide what was done.
        transaction.on_commit(lambda: _send_each(messages), robust=True)


def _send_each(messages):
    with get_connection() as connection:
        for message in messages:
            try:
                connection.send_messages([message])
            except SMTPException:
                # One refused address must not keep the message from the others.
                logger.exception("A message to %s wasn't sent.", message.to[0])
