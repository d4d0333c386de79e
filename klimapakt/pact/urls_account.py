"""Everything below /konto/: allauth's pages, without those that invite strangers."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("faktoren/", include("allauth.mfa.urls")),
    path("sitzungen/", include("allauth.usersessions.urls")),
]
