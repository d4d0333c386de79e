"""A person, its data and its account, from the file of one's own to the last mail."""

from playwright.sync_api import Page, expect

from partners.models import Erasure, RetentionRule, User
from tests.e2e.test_accounts import last_mail, prove_by_password
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import MembershipFactory, PartnerFactory, UserFactory


def test_own_data_are_packed_and_downloaded(page: Page, sign_in, inspect, celery_worker, wait_until):
    person = MembershipFactory(user__email="kim@daten.example", partner__name="Muster Daten GmbH").user
    sign_in(person)
    page.goto("/konto/")
    inspect(page, "account")
    follow(page, "Ihre Daten als Datei")
    press(page, "Datei zusammenstellen")
    follow(page, "Zum Ergebnis")
    inspect(page, "own-data")

    with page.expect_download() as download:
        page.get_by_role("link", name="(ZIP)").click()

    assert download.value.suggested_filename.startswith("meine-daten-")
    assert "Ihre Daten" in last_mail(person.email, wait_until)


def test_person_chooses_mails(page: Page, sign_in, inspect):
    sign_in(MembershipFactory().user)
    page.goto("/konto/benachrichtigungen/")
    page.get_by_label("Einladungen zu Veranstaltungen").uncheck()
    page.get_by_label("Neues aus dem Klimapakt").check()
    press(page, "Speichern")

    expect(page.get_by_text("Ihre Auswahl ist gespeichert.")).to_be_visible()
    expect(page.get_by_label("Einladungen zu Veranstaltungen")).not_to_be_checked()
    inspect(page, "mail-choice")


def test_last_lead_hands_over_and_then_deletes_the_account(page: Page, sign_in, inspect, celery_worker, wait_until):
    partner = PartnerFactory(name="Muster Übergabe GmbH")
    person = MembershipFactory(user__email="kim@abschied.example", partner=partner, lead=True).user
    sign_in(person)
    page.goto("/konto/")
    follow(page, "Konto löschen")
    expect(page.get_by_role("link", name="Muster Übergabe GmbH")).to_be_visible()
    inspect(page, "account-delete-last-lead")

    MembershipFactory(partner=partner, lead=True)
    page.reload()
    inspect(page, "account-delete")
    page.get_by_label("Ich möchte mein Konto löschen.").check()
    press(page, "Konto endgültig löschen")
    prove_by_password(page)

    expect(page.get_by_text("Ihr Konto ist gelöscht.")).to_be_visible()
    assert "Ihr Konto ist gelöscht." in last_mail("kim@abschied.example", wait_until)
    assert User.objects.get(pk=person.pk).erased_at
    page.goto("/konto/")
    page.wait_for_url("**/konto/login/**")
    assert len(mails_to("kim@abschied.example")) == 1


def test_office_lead_sees_what_goes_and_what_changed(page: Page, sign_in, inspect):
    RetentionRule.objects.get_or_create(key="needs", defaults={"days": 7})
    Erasure.objects.create(kind="needs", count=3, reason="rule")
    partner = PartnerFactory(name="Muster Alt GmbH")
    type(partner).objects.filter(pk=partner.pk).update(name="Muster Neu GmbH")
    sign_in(UserFactory(office_lead=True))

    page.goto("/geschaeftsstelle/aufbewahrung/")
    expect(page.get_by_text("Angaben zu Verpflegung").first).to_be_visible()
    inspect(page, "retention")
    page.goto(f"/verwaltung/partners/partner/{partner.pk}/history/")
    expect(page.get_by_text("Muster Alt GmbH").first).to_be_visible()
    inspect(page, "history")
