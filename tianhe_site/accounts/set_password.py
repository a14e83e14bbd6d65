"""The page where someone with a one-time link chooses a password."""

from django.contrib import admin, messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import actor, workflow


class SetPasswordView(PasswordResetConfirmView):
    template_name = "admin/accounts/set_password.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose your password")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        # Nobody is logged in: anyone who has the link counts as its addressee.
        with workflow.publishing_lock(), actor.acting(self.user):
            response = super().form_valid(form)
        messages.success(self.request, _("Your password is set. You can log in now."))
        return response

    def get_context_data(self, **kwargs):
        context = {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}
        if not context["validlink"]:
            context["title"] = _("This link has expired")
        return context

    def render_to_response(self, context, **kwargs):
        if not context["validlink"]:
            kwargs["status"] = 404
        return super().render_to_response(context, **kwargs)


app_name = "accounts"
urlpatterns = [path("<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password")]
