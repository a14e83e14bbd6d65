"""The list of people: who may do what, how they log in, and how far they are with it."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_of
from tianhe_site.refusals import read_only

from .. import people

# Enough to begin with; the others follow once these have a name.
MAX_NAMELESS = 10


class RoleFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("role"), "role"

    def lookups(self, request, model_admin):
        return [(key, role.title) for key, role in people.ROLES.items()]

    def queryset(self, request, queryset):
        return people.in_role(queryset, self.value()) if self.value() in people.ROLES else queryset


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request, model_admin):
        return people.State.choices

    def queryset(self, request, queryset):
        is_known = self.value() in people.State.values
        return people.in_state(queryset, self.value()) if is_known else queryset


class FactorFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("second factor"), "factor"

    def lookups(self, request, model_admin):
        return [("yes", _("Has one")), ("no", _("Has none"))]

    def queryset(self, request, queryset):
        value = self.value()
        return people.with_factor(queryset, value == "yes") if value in ("yes", "no") else queryset


class PeopleListMixin:
    list_display = ["name", "state", "roles", "factor", "seen"]
    list_filter = [RoleFilter, StateFilter, FactorFilter]
    ordering = [people.BY_NAME]
    search_fields = ["first_name", "last_name", "email", "username"]
    change_list_template = "admin/accounts/people.html"

    def get_queryset(self, request):
        users = people.with_facts(super().get_queryset(request), clock.now())
        return users.prefetch_related("groups")

    @read_only
    def changelist_view(self, request, extra_context=None):
        nameless = User.objects.filter(is_active=True, first_name="", last_name="")
        context = {"nameless": nameless.order_by("username")[:MAX_NAMELESS]}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=gettext_lazy("name"), ordering=people.BY_NAME)
    def name(self, user):
        return name_of(user)

    @admin.display(description=gettext_lazy("role"))
    def roles(self, user):
        titles = [str(people.ROLES[key].title) for key in people.roles_of(user)]
        others = [group.name for group in user.groups.all() if group.name not in people.ROLE_GROUPS]
        return languages.listed([*titles, *others]) or "–"

    @admin.display(description=gettext_lazy("second factor"))
    def factor(self, user):
        found = [(user.has_passkey, _("Passkey")), (user.has_app, _("App"))]
        return languages.listed(word for has_one, word in found if has_one) or _("No second factor")

    @admin.display(description=gettext_lazy("last log-in"), ordering="last_login")
    def seen(self, user):
        return clock.describe(user.last_login) if user.last_login else _("Never logged in")

    @admin.display(description=gettext_lazy("state"))
    def state(self, user):
        state = people.state_of(user)
        label = state.label
        if state == people.State.INVITED:
            label = _("Invited until %s") % people.day_of(user.invited_until)
        return format_html('<span class="state state-person-{}">{}</span>', state, label)
