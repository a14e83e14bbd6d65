"""Signals for apps that depend on this one."""

from django.dispatch import Signal

# `editions` were redacted: receivers remove their copies of the content now.
redacted = Signal()
# An audited row, such as an account, was changed by `by`: `subject`, with `changes` by field, each
# its value before and after.
subject_changed = Signal()
