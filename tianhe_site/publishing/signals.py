"""What the rooms above may listen to."""

from django.dispatch import Signal

# `editions` were redacted: whoever keeps copies of what they said removes those now.
redacted = Signal()
# A row that is part of the record, such as an account, was changed; `by` is who did it.
subject_changed = Signal()
