"""Which passwords are good enough, and how good one is in words.

There is no rule about kinds of characters: a password only has to be hard to guess, for someone who
also knows the company and the person.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tianhe_site import languages, weak_secrets
from tianhe_site.publishing.models import WatchedWord

MIN_LENGTH, MAX_LENGTH = 12, 128
# What zxcvbn says of what takes ten billion guesses or more.
STRONG = 4
# zxcvbn takes 2.5 seconds for 128 random characters, and at most 60 milliseconds for these.
MAX_CHARACTERS_RATED = 64
COMPANY_WORDS = (
    *("tianhe", "stem", "cell", "cells", "biotech", "biotechnology", "biotechnologies", "jinan"),
    *("educator", "therapy", "diabetes", "cord", "blood"),
)
MIN_WORD_LENGTH = 3
# Letters that people replace, one by one.
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


@dataclass(frozen=True)
class Rating:
    """How good a password is, in a word and a sentence that helps."""

    is_strong: bool
    word: str
    advice: str = ""


class LengthValidator:
    def validate(self, password, user=None):
        if problem := _problem_with_length(password):
            raise ValidationError(problem, code="password_length")

    def get_help_text(self):
        return _("At least %d characters. Four or more unrelated words work well.") % MIN_LENGTH


class GuessableValidator:
    def validate(self, password, user=None):
        if not _problem_with_length(password) and not (rating := rate(password, user)).is_strong:
            raise ValidationError(rating.advice, code="password_guessable")

    def get_help_text(self):
        return ""


def rate(password, user=None):
    """Return the `Rating` of `password` for `user`, an account or None."""
    if problem := _problem_with_length(password):
        return Rating(is_strong=False, word=_("Not yet"), advice=problem)
    if problem := _weakness(unicodedata.normalize("NFKC", password), user):
        return Rating(is_strong=False, word=_("Weak"), advice=f"{problem} {_way_on()}")
    return Rating(is_strong=True, word=_("Strong"))


def _way_on():
    return _("Use four or more unrelated words.")


def _problem_with_length(password):
    count = len(unicodedata.normalize("NFKC", password))
    if count < MIN_LENGTH:
        return _("Use at least %(min)d characters. This has %(count)d.") % {
            "min": MIN_LENGTH,
            "count": count,
        }
    if count > MAX_LENGTH:
        return _("Use at most %(max)d characters. This has %(count)d.") % {
            "max": MAX_LENGTH,
            "count": count,
        }
    return ""


def _weakness(password, user):
    """Return why a password is easy to guess, as a sentence; "" if it isn't."""
    if problem := weak_secrets.problem_with_password(password):
        return problem
    if password.lower().strip() in _common_passwords():
        return _("Many people use this password.")
    rest, known = _without_known_words(password, user)
    problem = _guessable(rest) if rest else _("It's easy to guess.")
    if problem and known:
        # Not "ann" beside "annabel".
        longest = [word for word in known if not any(word in each for each in known - {word})]
        names = languages.listed(sorted(longest))
        return _("It's built on what anyone would try here: %s.") % names
    return problem


@cache
def _common_passwords():
    """Return the passwords of Django's list, which take 2 MB."""
    return CommonPasswordValidator().passwords


def _without_known_words(password, user):
    """Return a password without the words of the company and the person, and those it had.

    zxcvbn takes a row of such words for a row of any words.
    """
    plain = password.lower().translate(_LOOKALIKES)
    # Some characters become two in lower case.
    plain = plain if len(plain) == len(password) else password
    found = [
        (match.span(), match[0])
        for word in _known_words(user)
        for match in re.finditer(re.escape(word.translate(_LOOKALIKES)), plain)
    ]
    covered = {place for (start, end), _word in found for place in range(start, end)}
    rest = "".join(letter for place, letter in enumerate(password) if place not in covered)
    return rest, {word for _span, word in found}


def _known_words(user):
    texts = [*COMPANY_WORDS, *_product_names()]
    if user:
        texts += [user.username, user.first_name, user.last_name, user.email]
    words = {word for text in texts for word in re.split(r"[\W_]+", text.lower())}
    return {word for word in words if len(word) >= MIN_WORD_LENGTH}


def _product_names():
    return WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT).values_list("word", flat=True)


def _guessable(text):
    """Return how a text can be guessed, as a sentence; "" if it hardly can. A long one is good if
    its beginning or its end is."""
    # Its lists of words take 12 MB, which a process for readers alone never needs.
    from zxcvbn import zxcvbn

    ratings = [zxcvbn(part) for part in {text[:MAX_CHARACTERS_RATED], text[-MAX_CHARACTERS_RATED:]}]
    if any(rating["score"] >= STRONG for rating in ratings):
        return ""
    matches = [match for match in ratings[0]["sequence"] if match["pattern"] != "bruteforce"]
    main = max(matches, key=lambda match: len(match["token"]), default={"pattern": ""})
    return _describe_pattern(main)


def _describe_pattern(match):
    if match.get("dictionary_name") == "passwords":
        return _("It's built on passwords that many people use.")
    sentences = {
        "dictionary": _("It has few words."),
        "spatial": _("It follows the keys of a keyboard."),
        "repeat": _("It repeats itself."),
        "sequence": _("It counts up or down."),
        "regex": _("It's built on a year."),
        "date": _("It's built on a date."),
    }
    return sentences.get(match["pattern"], _("It's easy to guess."))
