"""The pages of one's own account, in the admin's address space. allauth's views, but for sign-up,
which has no address: people are invited."""

from allauth.account import views as account
from django.conf import settings
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from . import profile
from .factors import pages as factor_pages
from .frame import framed
from .log_in import confirm
from .log_in import pages as log_in
from .passwords import pages as password_pages
from .people.link_page import OneTimeLinkView, old_link
from .sessions import pages as session_pages

CONFIRM = _("Confirm it's you")
# Django's address for it; the admin and bookmarks still know it.
to_password = RedirectView.as_view(pattern_name="account_change_password")

log_in_page = framed(log_in.LogInView.as_view(), _("Log in"))
single_sign_on_pages = []
if settings.HAS_SINGLE_SIGN_ON:
    from .log_in import single_sign_on

    log_in_page = single_sign_on.with_button(log_in_page)
    single_sign_on_pages = [
        path("login/single-sign-on/", single_sign_on.begin, name="single_sign_on"),
        path("login/single-sign-on/done/", single_sign_on.done, name="single_sign_on_done"),
    ]

urlpatterns = [
    path("login/", log_in_page, name="account_login"),
    *single_sign_on_pages,
    path(
        "login/second-factor/",
        framed(log_in.second_factor, _("Second factor")),
        name="mfa_authenticate",
    ),
    path("login/link/<str:secret>/", OneTimeLinkView.as_view(), name="one_time_link"),
    # Links of releases before 0.7.
    path("set-password/<uidb64>/<token>/", old_link, name="old_link"),
    path("login/passkey/", log_in.PasskeyLogInView.as_view(), name="mfa_login_webauthn"),
    path("logout/", framed(log_in.LogOutView.as_view(), _("Log out")), name="account_logout"),
    path(
        "login/inactive/",
        framed(log_in.NoAccessView.as_view(), _("You can't work here yet")),
        name="account_inactive",
    ),
    path(
        "login/forgot/",
        framed(password_pages.ForgotView.as_view(), _("Forgot your password?")),
        name="account_reset_password",
    ),
    path(
        "login/forgot/sent/",
        framed(account.password_reset_done, _("Check your email")),
        name="account_reset_password_done",
    ),
    re_path(
        # A key has hyphens, as a slug may.
        r"^login/forgot/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        framed(password_pages.ResetView.as_view(), _("Choose your password")),
        name="account_reset_password_from_key",
    ),
    path(
        "account/confirm/",
        framed(confirm.ConfirmByPasswordView.as_view(), CONFIRM),
        name="account_reauthenticate",
    ),
    path(
        "account/confirm/code/",
        framed(confirm.ConfirmByCodeView.as_view(), CONFIRM),
        name="mfa_reauthenticate",
    ),
    path(
        "account/confirm/passkey/",
        framed(confirm.ConfirmByPasskeyView.as_view(), CONFIRM),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/profile/", framed(profile.profile, _("Profile")), name="account_profile"),
    path(
        "account/profile/email/",
        framed(profile.email, _("Change your email address")),
        name="account_change_email",
    ),
    path(
        "account/password/",
        framed(password_pages.ChangeView.as_view(), _("Change your password")),
        name="account_change_password",
    ),
    path(
        "account/password/first/",
        framed(account.password_set, _("Choose a password")),
        name="account_set_password",
    ),
    path(
        "account/password/strength/",
        password_pages.rate_password,
        name="account_rate_password",
    ),
    path(
        "account/second-factor/",
        framed(factor_pages.SecondFactorView.as_view(), _("Second factor")),
        name="mfa_index",
    ),
    path(
        "account/second-factor/app/",
        framed(factor_pages.AddAppView.as_view(), _("Add an authenticator app")),
        name="mfa_activate_totp",
    ),
    path(
        "account/second-factor/app/remove/",
        framed(factor_pages.RemoveAppView.as_view(), _("Remove the authenticator app")),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-factor/passkeys/add/",
        framed(factor_pages.AddPasskeyView.as_view(), _("Add a passkey")),
        name="mfa_add_webauthn",
    ),
    path(
        "account/second-factor/passkeys/<int:pk>/",
        framed(factor_pages.RenamePasskeyView.as_view(), _("Rename a passkey")),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        framed(factor_pages.RemovePasskeyView.as_view(), _("Remove a passkey")),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second-factor/recovery-codes/",
        framed(factor_pages.RecoveryCodesView.as_view(), _("Recovery codes")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/recovery-codes/new/",
        framed(factor_pages.NewRecoveryCodesView.as_view(), _("Create new recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery-codes/download/",
        factor_pages.DownloadRecoveryCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/sessions/",
        framed(session_pages.own_sessions, _("Sessions")),
        name="usersessions_list",
    ),
    path("account/session/", session_pages.state, name="account_session"),
    path(
        "account/session/back/",
        framed(session_pages.logged_in, _("You're logged in")),
        name="account_logged_in",
    ),
    path("password_change/", to_password),
    path("password_change/done/", to_password),
]
