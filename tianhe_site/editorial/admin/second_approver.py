"""What the pages of an item say of the second person that it needs."""

from django.urls import reverse

from tianhe_site.publishing import review_policy, workflow


def second_person(user, item, edition=None):
    """Return why `edition` of `item` (None: what the draft says now) needs a second person and who
    could be one, None if it needs none. Of a draft `user` is writing it, and so is not one."""
    reasons = review_policy.binding_reasons(item, edition)
    if not reasons:
        return None
    names = workflow.possible_approvers(item, edition)
    if edition is None:
        names = [name for name in names if name != user.get_username()]
    return {
        "reasons": reasons,
        "names": names,
        "users_url": reverse("admin:auth_user_changelist") if user.is_superuser else "",
    }
