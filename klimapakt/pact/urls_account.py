"""Everything below /konto/: allauth's pages, without those that this house has no use for."""

from allauth.account.urls import urlpatterns as allauth_pages
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import include, path

from partners.views import account

# The office changes addresses; the invited address is the proven one.
NOT_HERE = {"account_email", "account_email_verification_sent", "account_confirm_email"}

urlpatterns = [
    path("email/", account.account_email, name="account_email"),
    path("", include([page for page in allauth_pages if page.name not in NOT_HERE])),
    path("faktoren/", include("allauth.mfa.base.urls")),
    path("faktoren/totp/", include("allauth.mfa.totp.urls")),
    path("faktoren/webauthn/", include("allauth.mfa.webauthn.urls")),
    path("faktoren/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "faktoren/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("sitzungen/", include("allauth.usersessions.urls")),
]
