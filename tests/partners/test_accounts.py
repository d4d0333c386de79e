"""Signing in and everything around it, without a browser."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.core import mail
from django.urls import reverse
from django.utils import translation

from partners import actions, invitations
from partners.adapters import NOTICES, WORDS_OF_FORMS, AccountAdapter, MFAAdapter
from partners.models import Letter, LogEntry, Partner, Recipient, User
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "kein-kohlekraftwerk-mehr"
SWITCHED_OFF = re.compile(
    r"/base_|/base\.html|snippets/|phone|signup(_by_passkey|_form)?\.html|email_(change|confirm)|verif|reset_code|trust\.html"
)
OF_SWITCHED_OFF_PARTS = {
    "cannot_remove_primary_email",
    "max_email_addresses",
    "select_only_one",
    "unverified_primary_email",
    "username_blacklisted",
}


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    with translation.override("de"):
        yield


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **extra})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def sent_code(address: str) -> str:
    (message,) = [message for message in mail.outbox if message.to == [address]]
    return re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", message.body, re.MULTILINE)[0]


def test_every_page_of_allauth_that_can_be_reached_is_ours():
    """After an update of allauth: a page that is new here needs our look and our words."""
    shipped = Path(allauth.__file__).parent / "templates"
    pages = {
        str(file.relative_to(shipped))
        for app in ("account", "mfa", "usersessions")
        for file in (shipped / app).rglob("*.html")
    }

    missing = {page for page in pages if not (Path(django_settings.BASE_DIR) / "templates" / page).exists()}

    assert {page for page in missing if not SWITCHED_OFF.search(page)} == set()


@pytest.mark.parametrize("words", [AccountAdapter.error_messages, MFAAdapter.error_messages, NOTICES])
def test_nobody_is_addressed_with_du(words):
    with translation.override("de"):
        german = [str(text) for key, text in words.items() if key not in OF_SWITCHED_OFF_PARTS]

    assert [text for text in german if re.search(r"\b[Dd](u|eine?|ich|ir)\b|\b(bitte|gib|versuche)\b", text)] == []


def test_words_of_allauths_forms_are_replaced_by_our_catalogue():
    with translation.override("de"):
        assert [translation.gettext(word) for word in WORDS_OF_FORMS] == [
            "Die beiden Passwörter stimmen nicht überein.",
            "E-Mail-Adresse",
            "Code aus der App",
        ]


def test_session_lasts_ten_hours_by_password_and_by_code(client):
    user = UserFactory()
    sign_in(client, user)
    assert client.session.get_expiry_age() == 10 * 3600
    client.logout()

    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": sent_code(user.email)})

    assert is_signed_in(client)
    assert client.session.get_expiry_age() == 10 * 3600


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_whether_an_address_has_an_account_is_not_told(client, name):
    answers = []
    for address in (UserFactory().email, "niemand@firma.example"):
        response = client.post(reverse(name), {"email": address}, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        answers.append((response.redirect_chain, text.replace(address, "")))
        client.cookies.clear()

    assert answers[0] == answers[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    user = UserFactory()

    wrong = sign_in(client, user, "falsch-falsch-falsch").context["form"].errors
    unknown = client.post(reverse("account_login"), {"login": "x@firma.example", "password": PASSWORD})

    assert wrong == unknown.context["form"].errors
    assert "passen nicht zusammen" in str(wrong)


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example/", "javascript:alert(1)"])
def test_next_leads_nowhere_else(client, target):
    response = sign_in(client, UserFactory(), next=target)

    assert (response.status_code, response.url) == (302, reverse("pact:home_for_me"))


def test_next_leads_on_inside(client):
    assert sign_in(client, UserFactory(), next="/konto/").url == "/konto/"


def test_signing_out_is_a_post(client):
    sign_in(client, UserFactory())

    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_an_account_that_is_switched_off_opens_by_no_way(client):
    user = UserFactory(is_active=False)
    actions.invite_person(user=user, by=UserFactory())

    assert sign_in(client, user).url == reverse("account_inactive")
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = client.get(reverse("partners:account_invitation", args=[invitations.make(user)]))

    assert not is_signed_in(client)
    assert link.status_code == 410
    assert [message.subject for message in mail.outbox] == ["Kein Konto mit dieser Adresse"]
    assert set(Letter.objects.values_list("purpose", flat=True)) == {"account-invitation", "unknown-account"}


def test_switching_off_ends_what_is_open(client):
    user = UserFactory()
    sign_in(client, user)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get(reverse("partners:account")).url.startswith(reverse("account_login"))


def test_people_of_a_partner_that_left_sign_in_and_find_nothing(client):
    membership = MembershipFactory(lead=True)
    sign_in(client, membership.user)

    actions.change_status(
        partner=membership.partner, status=Partner.Status.LEFT, by=UserFactory(), day=dt.date(2026, 1, 5)
    )

    assert client.get(membership.partner.get_absolute_url()).status_code == 404
    response = client.get(reverse("pact:home_for_me"))
    assert (response.status_code, response.templates[0].name) == (200, "pact/own_nothing.html")


def test_mails_speak_the_language_of_the_person(client):
    user = UserFactory(language="en")

    client.post(reverse("account_request_login_code"), {"email": user.email.upper()})
    client.post(reverse("account_reset_password"), {"email": user.email})
    actions.tell_person(user=user, notice=NOTICES["mfa/email/webauthn_added"])

    assert mail.outbox[0].subject == "Your code for signing in"
    assert mail.outbox[0].extra_headers["Content-Language"] == "en"
    assert set(Letter.objects.values_list("subject", flat=True)) == {
        "Choose a new password",
        "Your account was changed",
    }
    assert "A passkey was added." in Letter.objects.get(purpose="account-notice").text


def test_password_reset_from_link_to_sign_in(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    letter = Letter.objects.get(purpose="password-reset-key")
    path = re.search(r"https?://[^/]+(/\S+)", letter.text)[1]

    form = client.get(path, follow=True)
    differing = client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": "anders-anders-1"})
    assert "stimmen nicht überein" in differing.content.decode()
    with django_capture_on_commit_callbacks(execute=False):
        client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert "Dieser Link gilt nicht mehr" in client.get(path, follow=True).content.decode()
    assert Letter.objects.filter(purpose="account-notice").count() == 1
    assert sign_in(client, user, NEW_PASSWORD).status_code == 302
    client.post(reverse("account_logout"))
    Recipient.objects.get(letter=letter, user=user)


def test_after_a_password_reset_a_second_factor_can_still_be_set_up(client):
    """On the way allauth keeps the address as unproven; the invitation has proven it."""
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert EmailAddress.objects.filter(user=user, verified=False).exists()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_changing_the_password_signs_out_and_tells(client):
    user = UserFactory()
    sign_in(client, user)
    values = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    client.post(reverse("account_change_password"), values)

    assert not is_signed_in(client)
    recipient = Recipient.objects.get(letter__purpose="account-notice")
    assert recipient.email == user.email
    assert "Ihr Passwort wurde geändert." in recipient.letter.text


def test_invitation_is_good_once_and_by_code_as_well(client):
    user = UserFactory(password=None)
    first = reverse("partners:account_invitation", args=[invitations.make(user)])

    client.post(first, {"by_code": "1"})

    assert is_signed_in(client)
    assert client.get(first).status_code == 410
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")


def test_accounts_come_by_invitation_only(client):
    values = {"email": "neu@firma.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    response = client.post(reverse("account_signup"), values)

    assert response.templates[0].name == "account/signup_closed.html"
    assert not User.objects.exists()


def test_five_wrong_passwords_shut_the_account_for_a_while(client):
    user = UserFactory()
    for _attempt in range(5):
        sign_in(client, user, "falsch-falsch-falsch")

    response = sign_in(client, user)

    assert "Zu viele Versuche. Bitte warten Sie einige Minuten." in response.content.decode()
    assert not is_signed_in(client)


def test_too_many_attempts_from_one_place_get_a_page_that_says_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, UserFactory())
    client.logout()

    response = sign_in(client, UserFactory())

    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert "<h1" in response.content.decode()
    assert "Zu viele Versuche" in response.content.decode()


@pytest.mark.parametrize("trait", ["office", "office_lead", "city", "it"])
def test_staff_without_a_second_factor_reach_only_their_account(client, settings, trait):
    settings.STAFF_SECOND_FACTOR = True
    user = UserFactory(**{trait: True})
    sign_in(client, user)
    assert "Ihre Rolle verlangt einen zweiten Faktor" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("pact:home")).status_code == 200
    RecoveryCodes.activate(user)  # alone they are none

    for address in (reverse("pact:home_for_me"), reverse("admin:index"), "/en/mein-bereich/"):
        assert client.get(address).url.endswith("/konto/faktoren/"), address

    totp.TOTP.activate(user, totp.generate_totp_secret())
    assert "/faktoren/" not in client.get(reverse("pact:home_for_me")).headers.get("Location", "")


def test_partners_need_no_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    membership = MembershipFactory()
    sign_in(client, membership.user)

    assert client.get(membership.partner.get_absolute_url()).status_code == 200


def test_a_second_factor_is_asked_for_whatever_the_first_was(client):
    user = UserFactory()
    totp.TOTP.activate(user, totp.generate_totp_secret())

    assert sign_in(client, user).url == reverse("mfa_authenticate")
    client.cookies.clear()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    by_code = client.post(reverse("account_confirm_login_code"), {"code": sent_code(user.email)})
    assert by_code.url == reverse("mfa_authenticate")
    client.cookies.clear()
    by_invitation = client.post(reverse("partners:account_invitation", args=[invitations.make(user)]), {"by_code": "1"})
    assert by_invitation.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_secrets_of_the_second_factor_are_sealed():
    user, secret = UserFactory(), totp.generate_totp_secret()

    stored = totp.TOTP.activate(user, secret).instance
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(code)


def test_the_administration_has_no_login_of_its_own(client):
    response = client.get(reverse("admin:login"))

    assert response.url.startswith(f"{reverse('account_login')}?next=/verwaltung/")


def user_form(user: User, **changes: object) -> dict[str, object]:
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "language": "de",
        "is_active": "on",
        "membership_set-TOTAL_FORMS": 0,
        "membership_set-INITIAL_FORMS": 0,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        **changes,
    }


def test_the_office_makes_a_person_and_invites_in_one_step(client, roles):
    client.force_login(UserFactory(office=True), backend=django_settings.AUTHENTICATION_BACKENDS[0])
    person = User(email="Neu@Firma.example", first_name="Kim", last_name="Neu")

    response = client.post(reverse("admin:partners_user_add"), user_form(person, _invite="1"), follow=True)

    user = User.objects.get(email="neu@firma.example")
    assert not user.has_usable_password()
    assert response.redirect_chain[-1][0] == user.get_absolute_url()
    assert Recipient.objects.get(letter__purpose="account-invitation").email == user.email


def test_a_new_address_shuts_the_old_one_out(client, roles):
    user = UserFactory(email="alt@firma.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    lead = UserFactory(office_lead=True)
    client.force_login(lead, backend=django_settings.AUTHENTICATION_BACKENDS[0])

    client.post(user.get_absolute_url(), user_form(user, email="neu@firma.example", _save="1"))

    user.refresh_from_db()
    assert user.email == "neu@firma.example"
    assert not EmailAddress.objects.exists()
    told = Recipient.objects.filter(letter__purpose="account-notice").values_list("email", flat=True)
    assert sorted(told) == ["alt@firma.example", "neu@firma.example"]
    assert LogEntry.objects.values_list("verb", "by").get() == ("address-changed", lead.pk)
    client.logout()
    client.post(reverse("account_request_login_code"), {"email": "alt@firma.example"})
    assert mail.outbox[-1].subject == "Kein Konto mit dieser Adresse"


def test_the_office_lead_resets_a_lost_second_factor_with_a_reason(client, roles):
    user, lead = UserFactory(language="en"), UserFactory(office_lead=True)
    sign_in(client, user)
    session_of_user = client.session.session_key
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client.cookies.clear()
    sign_in(client, lead)
    address = reverse("partners:second_factor_reset", args=[user.pk])

    assert address in client.get(user.get_absolute_url()).content.decode()
    assert client.post(address, {"reason": ""}).context["form"].errors
    assert Authenticator.objects.filter(user=user).exists()
    response = client.post(address, {"reason": "Telefon verloren, zurückgerufen"})

    assert response.url == user.get_absolute_url()
    assert not Authenticator.objects.filter(user=user).exists()
    assert not client.session.exists(session_of_user)
    assert list(UserSession.objects.values_list("user", flat=True)) == [lead.pk]
    assert LogEntry.objects.values_list("verb", "by", "subject_key", "reason").get() == (
        "second-factor-reset",
        lead.pk,
        str(user.pk),
        "Telefon verloren, zurückgerufen",
    )
    letter = Letter.objects.get(purpose="account-notice")
    assert letter.recipients.get().email == user.email
    assert "removed your second factor" in letter.text


def test_nobody_resets_their_own_second_factor_or_that_of_a_superuser(client, roles):
    lead = UserFactory(office_lead=True)
    sign_in(client, lead)

    for person in (lead, UserFactory(is_superuser=True)):
        assert client.get(reverse("partners:second_factor_reset", args=[person.pk])).status_code == 404


def test_sessions_are_seen_and_ended(client, django_user_model):
    user = UserFactory()
    sign_in(client, user)
    elsewhere = type(client)(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
    sign_in(elsewhere, user)

    page = client.get(reverse("usersessions_list"))
    assert "Firefox, Windows" in page.content.decode()
    client.post(reverse("usersessions_list"))

    assert client.get(reverse("partners:account")).status_code == 200
    assert elsewhere.get(reverse("partners:account")).status_code == 302
