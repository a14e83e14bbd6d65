"""What a change to a category means for its items, and which changes need a second person."""

from django.utils.translation import gettext_lazy

from tianhe_site.publishing import workflow


def record_in_items(category, changed, *, renamed_in=(), by):
    """Record with each item what a change of its category means for it.

    The name in its language is part of the item's text, so the person who changes it has written
    part of the item. The marks of the category are the item's own.
    """
    note = " ".join(
        workflow.mark_note(getattr(category, name), name)
        for name in workflow.MARKS
        if name in changed
    )
    items = category.items.all()
    for item in items if note else items.filter(language__in=renamed_in):
        workflow.record_author(item, by=by, note=note)


def _unmark(request, *, by):
    category = workflow.change_as_asked(request, by=by)
    # The person who agrees has written nothing: they can still approve what is in the category.
    asker = workflow.asker_of(request)
    record_in_items(category, request.touched["asks"]["changes"], by=asker)
    return category


UNMARK = workflow.register(
    workflow.Kind(
        name="unmark-category",
        title=gettext_lazy("Relax the review policy of a category"),
        to_ask=lambda label: "news.change_category",
        to_agree=lambda label: ["news.approve_newsitem", "news.publish_newsitem"],
        carry_out=_unmark,
    )
)
