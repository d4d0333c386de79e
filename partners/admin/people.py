from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from klimapakt.lib.admin import Record, RecordFields, RecordForm
from partners import actions
from partners.access import MemberRequest
from partners.admin.membership import LogsMemberships, MembershipFormSet
from partners.models import HouseRole, Membership, User


class OwnMembershipInline(RecordFields, admin.StackedInline[Membership, User]):
    model = Membership
    formset = MembershipFormSet
    extra = 0
    fields = (("partner", "role"), "is_event_contact")
    autocomplete_fields = ("partner",)
    verbose_name = gettext_lazy("role in a partner")
    verbose_name_plural = gettext_lazy("roles in partners")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "partner")

    def has_view_permission(self, request: HttpRequest, _obj: object = None) -> bool:
        """IT admins keep accounts; whom a person acts for is not theirs to see."""
        return getattr(request.user, "is_office", False)


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("role of the house")
    parameter_name = "role"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:  # Any: as in Django
        return list(User.Role.LABELS.items())

    def queryset(self, _request: HttpRequest, people: QuerySet[User]) -> QuerySet[User]:
        return people.filter(groups__name=self.value()) if self.value() else people


class RoleChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Group) -> str:
        return str(User.Role.LABELS.get(group.name, group.name))


class UserForm(RecordForm):
    class Meta:
        model = User
        fields = ("email", "title", "first_name", "last_name", "phone", "language", "is_active", "is_staff", "groups")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email


class NewUserForm(UserForm):
    """New people get no password here: they choose it by the link of their invitation."""

    sends_invitation = forms.BooleanField(
        label=gettext_lazy("Send an invitation by e-mail"),
        help_text=gettext_lazy("With a link to choose a password, good for 14 days."),
        initial=True,
        required=False,
    )

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


@admin.register(User)
class UserAdmin(LogsMemberships, Record):
    form = UserForm
    list_display = ("email", "last_name", "first_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", RoleFilter)
    search_fields = ("email", "last_name", "first_name", "memberships__partner__name")
    search_help_text = gettext_lazy("Name, e-mail address or partner")
    inlines = (OwnMembershipInline,)
    history_of = (HouseRole,)
    actions = ("invite",)
    change_form_template = "admin/partners/user/change_form.html"
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("email", ("title", "first_name", "last_name"), ("phone", "language"), "is_active")}),
    )
    new_person = (
        None,
        {"fields": ("email", ("title", "first_name", "last_name"), ("phone", "language"), "sends_invitation")},
    )

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **options: Any
    ) -> forms.ModelMultipleChoiceField | None:  # Any: as in Django
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **options)
        return RoleChoice(
            label=gettext_lazy("Roles of the house"), queryset=Group.objects.order_by("pk"), required=False
        )

    @admin.display(description=gettext_lazy("Roles of the house"))
    def house_roles(self, user: User) -> str:
        return ", ".join(str(User.Role.LABELS[name]) for name in sorted(user.role_names)) or "–"

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Any: as in Django."""
        return super().get_form(request, obj, change, **({} if obj else {"form": NewUserForm}), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Any: as in Django. A window opened from a partner asks for the person alone."""
        person = self.fieldsets[0] if obj else self.new_person
        if not obj and IS_POPUP_VAR in request.GET:
            return (person,)
        roles = "groups" if getattr(request.user, "is_office_lead", False) else "house_roles"
        return (person, (gettext_lazy("Roles of the house"), {"fields": ("is_staff", roles)}))

    def save_related(self, request: MemberRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("sends_invitation"):
            actions.invite_person(user=form.instance, by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever can change an address can take over the account: accounts of the house are the office lead's."""
        allowed = super().has_change_permission(request, obj)
        is_lead = bool(getattr(request.user, "is_office_lead", False))
        return allowed and (obj is None or is_lead or not (obj.is_staff or obj.role_names))

    def get_readonly_fields(self, request: MemberRequest, _obj: User | None = None) -> Sequence[str]:  # type: ignore[override]  # the admin's request has a user
        """Who may enter the administration is decided by the office lead."""
        return () if request.user.is_office_lead else ("is_staff", "house_roles")

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
