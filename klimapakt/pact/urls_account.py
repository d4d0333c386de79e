"""Everything below /konto/: allauth's pages, without those that invite strangers."""

from django.urls import include, path

from partners.views import account

urlpatterns = [
    path("email/", account.account_email, name="account_email"),  # before allauth's: the address is not changed here
    path("", include("allauth.account.urls")),
    path("faktoren/", include("allauth.mfa.urls")),
    path("sitzungen/", include("allauth.usersessions.urls")),
]
