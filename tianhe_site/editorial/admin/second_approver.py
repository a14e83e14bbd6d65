"""What the pages of an item say about the second approver it needs."""

from django.urls import reverse

from tianhe_site.publishing import review_policy, workflow


def second_approver(user, item, edition=None):
    """Return why `edition` of `item` (None: the current draft) needs a second approver, and who
    could be one; None if it needs none. For a draft, `user` counts as its writer."""
    reasons = review_policy.binding_reasons(item, edition)
    if not reasons:
        return None
    return {
        "reasons": reasons,
        "names": workflow.possible_approvers(item, edition, but=None if edition else user),
        "users_url": reverse("admin:auth_user_changelist") if user.is_superuser else "",
    }
