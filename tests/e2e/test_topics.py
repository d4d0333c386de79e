"""From a wish to its answer: two companies and the office; and what everybody reads of the pact's impact."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from klimapakt.pact import actions
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import (
    BalanceFactory,
    CityReportFactory,
    EventFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)


def test_a_wish_is_shared_planned_and_told(page, sign_in, inspect, glance, celery_worker, wait_until):
    lead, other = MembershipFactory(lead=True), MembershipFactory(lead=True)
    event = EventFactory(published=True, title_de="Netzwerktreffen", starts_at=timezone.now() + dt.timedelta(days=40))
    sign_in(lead.user)
    page.goto(f"/mein-bereich/{lead.partner.slug}/themen/")
    press(page, "Wunsch eintragen")
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie, worum es geht.")
    page.get_by_label("Thema für ein Treffen").check()
    page.get_by_label("Ihr Wunsch in einem Satz").fill("Mehrweg im Handel")
    press(page, "Wunsch eintragen")
    expect(page.get_by_text("1 Unternehmen möchte das")).to_be_visible()
    page.context.clear_cookies()

    sign_in(other.user)
    page.goto(f"/mein-bereich/{other.partner.slug}/themen/")
    page.get_by_role("button", name="Das möchten wir auch").click()
    expect(page.get_by_text("2 Unternehmen möchten das")).to_be_visible()
    inspect(page, "topics")
    page.context.clear_cookies()

    sign_in(UserFactory(office=True))
    page.goto("/geschaeftsstelle/themen/")
    glance(page, "topics-office")
    follow(page, "Mehrweg im Handel")
    inspect(page, "topic")
    page.get_by_label("Er ist für eine Veranstaltung vorgesehen").check()
    page.get_by_label("Veranstaltung", exact=True).select_option(label=str(event))
    press(page, "Erledigen und Bescheid geben")
    for member in (lead, other):
        wait_until(lambda member=member: mails_to(member.user.email))
        assert "Mehrweg im Handel" in str(mails_to(member.user.email)[-1])


def test_everybody_reads_what_the_pact_achieves(page, inspect, glance):
    year = timezone.localdate().year - 1
    for number in range(6):
        partner = PartnerFactory(joined_on=dt.date(2022, 1, 1))
        for each in (year - 1, year):
            kg = {"scope1": Decimal(90_000 + number), "scope2_location": Decimal(40_000)}
            BalanceFactory(partner=partner, year=each, totals=kg, approved=True)
    page.goto("/wirkung/")
    glance(page, "impact-empty")
    snapshot = actions.freeze_snapshot(year=year, cut_off=timezone.now(), by=UserFactory(city=True))
    CityReportFactory(snapshot=snapshot, state="published", published_at=timezone.now())

    page.goto("/")
    follow(page, "Wirkung")

    expect(page.get_by_text("Daten von 6 von 6 Partnern")).to_have_count(2)
    inspect(page, "impact")
    follow(page, "Alle Jahresberichte")
    glance(page, "report-archive")
