from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from partners import actions
from partners.access import MemberRequest
from partners.admin.membership import KeepsLead
from partners.models import Membership, User


class OwnMembershipInline(admin.StackedInline[Membership, User]):
    model = Membership
    extra = 0
    autocomplete_fields = ("partner",)
    verbose_name = gettext_lazy("role in a partner")
    verbose_name_plural = gettext_lazy("roles in partners")

    def has_view_permission(self, request: HttpRequest, _obj: object = None) -> bool:
        """IT admins keep accounts; whom a person acts for is not theirs to see."""
        return getattr(request.user, "is_office", False)


class UserForm(forms.ModelForm[User]):
    """New people get no password here: they choose it by the link of their invitation."""

    class Meta:
        model = User
        fields = ("email", "title", "first_name", "last_name", "phone", "language", "is_active", "is_staff", "groups")

    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email


@admin.register(User)
class UserAdmin(KeepsLead, admin.ModelAdmin[User]):
    form = UserForm
    list_display = ("email", "last_name", "first_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "last_name", "first_name")
    filter_horizontal = ("groups",)
    inlines = (OwnMembershipInline,)
    actions = ("invite",)
    change_form_template = "admin/partners/user/change_form.html"
    view_on_site = False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever can change an address can take over the account: accounts of the house are the office lead's."""
        allowed = super().has_change_permission(request, obj)
        is_lead = bool(getattr(request.user, "is_office_lead", False))
        return allowed and (obj is None or is_lead or not (obj.is_staff or obj.role_names))

    def get_readonly_fields(self, request: MemberRequest, _obj: User | None = None) -> Sequence[str]:  # type: ignore[override]  # the admin's request has a user
        """Who may enter the administration is decided by the office lead."""
        return () if request.user.is_office_lead else ("is_staff", "groups")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        return people if getattr(request.user, "is_superuser", False) else people.filter(is_superuser=False)

    def save_model(self, request: MemberRequest, obj: User, form: UserForm, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        """A new address is more than a field: the old one must not open the account any more."""
        new = obj.email
        if change and "email" in form.changed_data:
            obj.email = form.initial["email"]
            super().save_model(request, obj, form, change)
            actions.change_address(user=obj, email=new, by=request.user)
        else:
            super().save_model(request, obj, form, change)

    def response_post_save_add(self, request: MemberRequest, obj: User) -> HttpResponse:  # type: ignore[override]  # as above
        return self.invite_if_asked(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: MemberRequest, obj: User) -> HttpResponse:  # type: ignore[override]  # as above
        return self.invite_if_asked(request, obj) or super().response_post_save_change(request, obj)

    def invite_if_asked(self, request: MemberRequest, user: User) -> HttpResponse | None:
        if "_invite" not in request.POST:
            return None
        self.invite(request, User.objects.filter(pk=user.pk))
        return redirect(user)

    def has_delete_permission(self, _request: HttpRequest, _obj: User | None = None) -> bool:
        """People are switched off, not deleted: the history keeps their key."""
        return False

    @admin.action(description=gettext_lazy("Send an invitation to choose a password"), permissions=["change"])
    def invite(self, request: MemberRequest, queryset: QuerySet[User]) -> None:
        people = [user for user in queryset.filter(is_active=True) if self.has_change_permission(request, user)]
        for user in people:
            actions.invite_person(user=user, by=request.user)
        text = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(people))
        messages.success(request, text % {"count": len(people)})
