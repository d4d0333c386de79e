"""The admin site: signing in goes through the portal's login, whoever has no right to it does not see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponseBase]


class PortalAdminSite(AdminSite):
    site_title = _("Administration")
    site_header = _("Administration")
    index_title = _("Records")
    enable_nav_sidebar = False
    site_url = None

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # django-stubs is narrower
        """What somebody has no right to does not exist: 404 in place of a refusal."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def hidden(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:  # Any: whatever the address holds
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied as refusal:
                raise Http404 from refusal

        return hidden

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Second factor and rate limits hold here too; signed in without the right is 404."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise Http404
        return redirect(
            f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next') or reverse('admin:index')})}"
        )
