"""How people come into the portal and keep strangers out."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from partners.models import LogEntry, User
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import PASSWORD, MembershipFactory, UserFactory

NEW_PASSWORD = "kein-kohlekraftwerk-mehr"


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def last_mail(address: str, wait_until) -> str:
    wait_until(lambda: mails_to(address))
    return mails_to(address)[-1].get_body(("plain",)).get_content().replace("\r\n", "\n")


def path_in(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S*konto/\S+)", text)[1]


def code_of(secret: str) -> str:
    """What an authenticator app would show now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def prove_by_password(page: Page) -> None:
    fill(page, password=PASSWORD)
    press(page, "Weiter")


@pytest.fixture
def passkeys(page: Page) -> None:
    """A device with a screen lock, as far as the browser can tell."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_from_the_invitation_to_the_own_area(page, sign_in, inspect, glance, celery_worker, wait_until):
    address = "kim.neu@einladung.example"
    sign_in(UserFactory(office=True))
    page.goto("/verwaltung/partners/user/add/")
    fill(page, email=address, first_name="Kim", last_name="Neu")
    press(page, "Speichern und Einladung senden")
    expect(page.get_by_text("1 Einladung ist unterwegs")).to_be_visible()
    MembershipFactory(user=User.objects.get(email=address), partner__name="Muster Neu GmbH", lead=True)
    page.context.clear_cookies()

    link = path_in(last_mail(address, wait_until))
    page.goto(link)
    inspect(page, "account-invitation")
    fill(page, password="kurz", again="kurz")
    press(page, "Passwort festlegen und anmelden")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    fill(page, password=NEW_PASSWORD, again=NEW_PASSWORD)
    press(page, "Passwort festlegen und anmelden")

    expect(page.get_by_text("Muster Neu GmbH").first).to_be_visible()
    page.goto("/konto/")
    inspect(page, "account")
    page.goto(link)
    glance(page, "account-invitation-expired")
    page.goto("/konto/password/change/")
    glance(page, "account-password-change")
    page.goto("/konto/logout/")
    glance(page, "account-logout")
    press(page, "Abmelden")
    page.goto("/konto/")
    expect(page).to_have_url(re.compile("/konto/login/"))


def test_by_code_and_with_a_new_password(page, inspect, glance, celery_worker, wait_until):
    user = UserFactory(email="kim@code.example")
    page.goto("/konto/login/")
    follow(page, "Code per E-Mail senden")
    glance(page, "account-request-code")
    fill(page, email=user.email)
    press(page, "Code senden")
    inspect(page, "account-confirm-code")
    fill(page, code="FALSCH")
    press(page, "Anmelden")
    expect(page.get_by_text("Dieser Code stimmt nicht.").first).to_be_visible()
    fill(page, code=re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", last_mail(user.email, wait_until), re.MULTILINE)[0])
    press(page, "Anmelden")
    expect(page.get_by_role("heading", name="Ihr Konto ist noch mit keinem Unternehmen verbunden")).to_be_visible()
    page.context.clear_cookies()

    page.goto("/konto/login/")
    follow(page, "Passwort vergessen?")
    glance(page, "account-reset")
    fill(page, email=user.email)
    press(page, "Link senden")
    glance(page, "account-reset-done")
    wait_until(lambda: len(mails_to(user.email)) > 1)
    link = path_in(last_mail(user.email, wait_until))
    page.goto(link)
    glance(page, "account-reset-from-key")
    fill(page, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    press(page, "Passwort festlegen")
    glance(page, "account-reset-from-key-done")
    page.goto(link)
    glance(page, "account-reset-link-used")
    follow(page, "Neuen Link anfordern")
    expect(page.locator("main [name=email]")).to_be_visible()
    for address in ("inactive", "signup"):
        page.goto(f"/konto/{address}/")
        glance(page, f"account-{address}")


def test_passkey_is_added_and_opens_the_account(page, passkeys, sign_in, inspect, glance, celery_worker, wait_until):
    membership = MembershipFactory(user__email="kim@passkey.example", partner__name="Muster Passkey GmbH")
    sign_in(membership.user)
    page.goto("/konto/faktoren/")
    glance(page, "mfa-index")
    follow(page, "Passkey hinzufügen")
    glance(page, "account-reauthenticate")
    prove_by_password(page)
    inspect(page, "passkey-add")
    fill(page, name="Laptop")
    press(page, "Passkey hinzufügen")
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/konto/faktoren/webauthn/")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    inspect(page, "passkey-list")
    follow(page, "Umbenennen")
    glance(page, "passkey-rename")
    fill(page, name="Arbeitsrechner")
    press(page, "Speichern")
    expect(page.get_by_text("Arbeitsrechner").first).to_be_visible()
    assert "Ein Passkey wurde hinzugefügt." in last_mail(membership.user.email, wait_until)

    page.context.clear_cookies()
    page.goto("/konto/login/")
    press(page, "Mit Passkey anmelden")
    expect(page.get_by_text("Muster Passkey GmbH").first).to_be_visible()

    page.context.clear_cookies()
    sign_in(membership.user)
    expect(page).to_have_url(re.compile("/faktoren/authenticate/"))
    press(page, "Passkey verwenden")
    expect(page.get_by_text("Muster Passkey GmbH").first).to_be_visible()

    page.goto("/konto/faktoren/webauthn/")
    follow(page, "Entfernen")
    follow(page, "Passkey verwenden")
    glance(page, "passkey-reauthenticate")
    press(page, "Passkey verwenden")
    glance(page, "passkey-remove")
    press(page, "Passkey entfernen")
    expect(page.get_by_text("Sie haben keinen Passkey.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_staff_set_up_an_app_first_and_a_lost_one_is_reset(
    page, sign_in, inspect, glance, settings, celery_worker, wait_until
):
    settings.STAFF_SECOND_FACTOR = True
    person = UserFactory(office=True, email="office@faktor.example")
    sign_in(person)
    page.goto("/geschaeftsstelle/")
    expect(page.get_by_text("Ihre Rolle verlangt einen zweiten Faktor")).to_be_visible()
    inspect(page, "mfa-index-demanded")
    follow(page, "App einrichten")
    prove_by_password(page)
    picture = page.locator("img.kpk-qr")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    inspect(page, "totp-set-up")
    secret = page.locator("code").inner_text()
    fill(page, code=code_of(secret))
    press(page, "App einrichten")
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) == 10
    inspect(page, "recovery-codes")
    page.reload()
    expect(page.get_by_text("werden nicht noch einmal gezeigt")).to_be_visible()
    glance(page, "recovery-codes-once")
    assert not any(code in page.content() for code in codes)
    page.goto("/geschaeftsstelle/")
    expect(page.get_by_role("heading", name="Eingang").first).to_be_visible()
    assert "ein Code aus einer App" in last_mail(person.email, wait_until)

    page.context.clear_cookies()
    sign_in(person)
    inspect(page, "mfa-authenticate")
    fill(page, code="000000")
    press(page, "Anmelden")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    fill(page, code=codes[0])
    press(page, "Anmelden")
    page.wait_for_url("**/geschaeftsstelle/**")
    page.goto("/konto/faktoren/recovery-codes/generate/")
    follow(page, "Mit Code bestätigen")
    glance(page, "mfa-reauthenticate")
    fill(page, code=codes[1])
    press(page, "Weiter")
    glance(page, "recovery-codes-generate")
    page.goto("/konto/faktoren/totp/deactivate/")
    glance(page, "totp-remove")

    page.context.clear_cookies()
    settings.STAFF_SECOND_FACTOR = False
    sign_in(UserFactory(office_lead=True))
    page.goto(person.get_absolute_url())
    follow(page, "Zweiten Faktor zurücksetzen")
    glance(page, "second-factor-reset")
    fill(page, reason="Telefon verloren, zurückgerufen")
    press(page, "Zweiten Faktor zurücksetzen")
    expect(page.get_by_text("Der zweite Faktor ist entfernt.")).to_be_visible()
    assert not Authenticator.objects.filter(user=person).exists()
    assert LogEntry.objects.get(verb="second-factor-reset").reason == "Telefon verloren, zurückgerufen"
    wait_until(lambda: "zweiten Faktor entfernt" in last_mail(person.email, wait_until))


def test_sessions_end_and_too_many_attempts_wait(page, browser, live_server, sign_in, inspect, glance, settings, roles):
    user = UserFactory(email="kim@sitzung.example")
    elsewhere = browser.new_context(base_url=live_server.url).new_page()
    elsewhere.goto("/konto/login/")
    fill(elsewhere, login=user.email, password=PASSWORD)
    elsewhere.locator("main form button[type=submit]").first.click()
    elsewhere.wait_for_url("**/mein-bereich/")
    sign_in(user)
    page.goto("/konto/sitzungen/")
    expect(page.locator("main .kpk-list li")).to_have_count(2)
    inspect(page, "sessions")
    press(page, "Alle anderen Sitzungen beenden")
    expect(page.locator("main .kpk-list li")).to_have_count(1)
    elsewhere.reload()
    assert "/konto/login/" in elsewhere.url
    elsewhere.context.close()
    page.context.clear_cookies()

    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    page.goto("/konto/login/")
    fill(page, login=user.email, password="falsch-falsch")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    if "Zu viele Versuche" not in page.content():
        fill(page, login=user.email, password="falsch-falsch")
        page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Zu viele Versuche")).to_be_visible()
    glance(page, "too-many-attempts")
    assert django_settings.SESSION_COOKIE_AGE == 10 * 3600
