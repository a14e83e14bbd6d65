"""What an import did, for the operator."""

from collections import Counter

from django.utils.translation import gettext as _

MAX_LINES = 500


class Report:
    """Counts what came, and what was left out of it. `lines` are about single items."""

    def __init__(self):
        self.made, self.left, self.lines = Counter(), Counter(), []
        self.known = self.refused = self.more = 0

    def say(self, label, sentence):
        """Note a sentence about one item."""
        if len(self.lines) < MAX_LINES:
            self.lines.append(f"{label}: {sentence}")
        else:
            self.more += 1

    def text(self, is_dry_run):
        """Return the report as lines."""
        singles = [_("About single items:"), *(f"  {line}" for line in self.lines)]
        return [
            *self._counts(is_dry_run),
            *self._left_out(),
            *(singles if self.lines else []),
            *([_("  … and %d more") % self.more] if self.more else []),
        ]

    def _counts(self, is_dry_run):
        label = _("Would be imported") if is_dry_run else _("Imported")
        made = ", ".join(f"{count} {name}" for name, count in sorted(self.made.items()))
        made = made or _("nothing")
        yield f"{label}: {made}"
        if self.known:
            yield _("Imported before, and left as they are: %d") % self.known
        if self.refused:
            yield _("Refused: %d") % self.refused

    def _left_out(self):
        counts = [(what, count) for what, count in self.left.items() if count]
        if counts:
            yield _("Left out:")
        for what, count in sorted(counts, key=lambda pair: (-pair[1], pair[0])):
            yield f"  {count} × {what}"
