"""The limit of tries of a code, of an app or for recovery."""

from allauth.core import context
from django.core.exceptions import ValidationError

from tianhe_site.throttle import answers, tries

from ..log_in.authentication import begin_attempt


class ThrottledCodeMixin:
    def clean_code(self):
        request = context.request
        try:
            attempt = begin_attempt(request, "code", self.user)
        except tries.TooManyTriesError as error:
            raise answers.too_many_tries(request, error.seconds) from None
        try:
            code = super().clean_code()
        except ValidationError:
            attempt.fail()
            raise
        attempt.give_back()
        return code
