"""What ./portal's mail catcher caught, to be read in the browser."""

from django.urls import URLPattern

app_name = "mailbox"

urlpatterns: list[URLPattern] = []
