"""Role × door. A door that the tables in tests/doors/ do not name fails: whoever adds one says for whom it is open."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from klimapakt.pact import figures
from klimapakt.pact.actions.progress_report import new_report
from klimapakt.pact.models import ProgressReport
from partners import actions
from partners.access import synchronise_roles
from partners.models import Agreement, Membership, Pact, Partner
from tests import factories
from tests.doors import api, emissions, events, house, pact, partners
from tests.doors.roles import AWAY, GONE, LOGIN, OPEN, ROLES, only

DOORS = house.DOORS | partners.DOORS | pact.DOORS | events.DOORS | emissions.DOORS | api.DOORS
DEMO_ONLY = "mailbox"  # there while ./portal catches the mail of a demo: its own tests


def names(patterns: list, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


ALL = sorted(set(names(get_resolver().url_patterns)))
ADMIN_RECORDS = sorted(
    {name.removeprefix("admin:").removesuffix("_changelist") for name in ALL if name.endswith("_changelist")}
)


def is_admin_record(name: str) -> bool:
    return (
        name.startswith("admin:")
        and "password" not in name
        and name.rpartition("_")[2] in ("changelist", "add", "history", "delete", "change")
    )


def test_every_door_is_known():
    others = {name for name in ALL if not is_admin_record(name) and not name.startswith(f"{DEMO_ONLY}:")}

    assert others - {"admin:app_list"} == set(DOORS)


def test_every_table_of_the_administration_is_about_records_that_are_there():
    assert set(house.ADMIN) - set(ADMIN_RECORDS) == set()


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, object]]:
    """One person per role, three in the same partner, with their browsers, signed in once for all doors.

    Each test takes back to here what it does; the end takes back the rest.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        synchronise_roles()
        found = invite()
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def people(cast, db: None) -> dict[str, object]:
    return cast


def invite() -> dict[str, object]:
    partner = factories.PartnerFactory(slug="muster-eins")
    lead = factories.MembershipFactory(partner=partner, lead=True).user
    founding = factories.PartnerFactory(founding=True)
    viewing = factories.UserFactory(office=True)
    for seen in (partner, founding):
        actions.view_as_partner(partner=seen, by=viewing)
    people = {
        "viewer": factories.MembershipFactory(partner=partner).user,
        "editor": factories.MembershipFactory(partner=partner, editor=True).user,
        "lead": lead,
        "stranger": factories.MembershipFactory(lead=True).user,
        "founding": factories.MembershipFactory(partner=founding, lead=True).user,
        "office": factories.UserFactory(office=True),
        "office_lead": factories.UserFactory(office_lead=True),
        "viewing": viewing,
        "city": factories.UserFactory(city=True),
        "it": factories.UserFactory(it=True),
    }
    browsers = {role: Client() for role in ROLES}
    for role, person in people.items():
        browsers[role].force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {**people, "_partner": partner, "_browsers": browsers}


@pytest.fixture
def records(people) -> dict[str, object]:
    """What the words in the tables' arguments stand for. Each is made once for the table that needs it."""
    partner = people["_partner"]
    made = {
        "partner": lambda: partner.slug,
        "job": lambda: factories.JobFactory(started_by=people["lead"]).uuid,
        "own_file": lambda: factories.DataExportFactory(user=people["lead"], file="").uuid,
        "person": lambda: people["lead"].pk,
        "interest": lambda: factories.InterestFactory(receipt=pdf_file()).pk,
        "agreement": lambda: agreement(partner).pk,
        "agreed_partner": lambda: agreement(partner).partner.slug,
        "certified_year": lambda: factories.CertificateFactory(partner=partner, file=pdf_file()).year,
        "certificate_code": lambda: factories.CertificateFactory().written_code,
        "team_invitation": lambda: factories.TeamInvitationFactory(partner=partner).pk,
        "prepared": lambda: factories.TeamInvitationFactory(partner=partner, state="prepared").pk,
        "import": lambda: factories.PartnerImportFactory().pk,
        "member": lambda: partner.memberships.get(user=people["viewer"]).pk,
        "site": lambda: factories.SiteFactory(partner=partner).pk,
        "letter": lambda: factories.LetterFactory(state="sending").pk,
        "recipient": lambda: factories.RecipientFactory().pk,
        "balance": lambda: factories.BalanceFactory(partner=partner, year=2024).year,
        "draft": lambda: factories.BalanceFactory(partner=partner, year=2023).year,
        "delivery": lambda: factories.DeliveryFactory(partner=partner, status="handed_in").pk,
        "round": lambda: factories.RoundFactory(year=2018).year,
        "delivery_year": lambda: factories.DeliveryFactory(partner=partner).round.year,
        "asked_year": lambda: factories.BalanceFactory(partner=partner, year=2021, submitted_at=timezone.now()).year,
        "question": lambda: factories.QuestionFactory(balance=partner.balances.get(year=2021)).pk,
        "receipt": lambda: factories.ReceiptFactory(balance__partner=partner, file=pdf_file()).pk,
        "lines_draft": lambda: factories.BalanceFactory(partner=partner, year=2021, entry="lines").year,
        "proved_balance": lambda: (
            factories.BalanceFactory(partner=partner, year=2020, submitted_at=timezone.now(), evidence=pdf_file()).year
        ),
        "contract": lambda: factories.ContractFactory(balance=partner.balances.get(year=2021)).pk,
        "own_factor": lambda: factories.OwnFactorFactory(balance=partner.balances.get(year=2021)).pk,
        "own_factor_handed_in": lambda: factories.OwnFactorFactory().pk,
        "factor_set": lambda: factories.FactorSetFactory().pk,
        "factor_upload": lambda: factories.FactorUploadFactory().pk,
        "category": lambda: 6,
        "line_import": lambda: factories.LineImportFactory(balance=partner.balances.get(year=2021)).pk,
        "target": lambda: factories.TargetFactory(partner=partner).pk,
        "measure": lambda: factories.MeasureFactory(partner=partner).pk,
        "evident": lambda: factories.MeasureFactory(partner=partner, evidence=pdf_file()).pk,
        "event": lambda: factories.EventFactory(published=True).pk,
        "address": lambda: factories.EventFactory(published=True, slug="treffen").slug,
        "year_with_event": lambda: factories.EventFactory(published=True).year,
        "material": lambda: (
            factories.MaterialFactory(
                event=factories.InvitationFactory(partner=partner).event, visibility="invited", file=pdf_file()
            ).pk
        ),
        "open_address": lambda: factories.EventFactory(published=True, is_open=True, slug="offen").slug,
        "invited_event": lambda: factories.InvitationFactory(partner=partner).event_id,
        "registration_key": lambda: factories.RegistrationFactory().pk,
        "printout": lambda: factories.PrintoutFactory(file=pdf_file()).uuid,
        "this_year": lambda: (timezone.now() + dt.timedelta(days=30)).year,
        "mailing": lambda: factories.MailingFactory().pk,
        "handed_in": lambda: factories.BalanceFactory(partner=partner, year=2022, submitted_at=timezone.now()).pk,
        "saved_filter": lambda: factories.SavedFilterFactory().pk,
        "other_partner": lambda: factories.PartnerFactory().slug,
        "founding_partner": lambda: people["founding"].memberships.get().partner.slug,
        "inquiry": lambda: factories.InquiryFactory().pk,
        "wish": lambda: factories.TopicWishFactory().pk,
        "offer": lambda: factories.OfferFactory(slug="beratung").slug,
        "offer_key": lambda: factories.OfferFactory().pk,
        "offer_request": lambda: (
            factories.OfferRequestFactory(partner=partner, proof=ContentFile(b"%PDF-", "nachweis.pdf")).pk
        ),
        "page_version": lambda: factories.PageVersionFactory().number,
        "news": lambda: factories.NewsFactory().pk,
        "news_address": lambda: factories.NewsFactory(published=True).slug,
        "unfinished": lambda: factories.DeliveryFactory(partner=partner).pk,
        "file_kind": lambda: "xlsx",
        "follow_up": lambda: factories.NoteFactory(partner=partner, follow_up=True).pk,
        "progress_report": lambda: progress_report(partner, people["lead"]).pk,
        "progress_batch": lambda: factories.ProgressBatchFactory(file=ContentFile(b"PK", "berichte.zip")).pk,
        "report": lambda: factories.CityReportFactory(snapshot__figures=frozen_figures()).pk,
    }
    return Lazy(made)


def frozen_figures() -> dict[str, object]:
    return figures.compute(year=2024, cut_off=timezone.now(), pact=Pact.objects.current())


def pdf_file() -> ContentFile:
    return ContentFile(b"%PDF-1.7", name="file.pdf")


def progress_report(partner: Partner, lead: object) -> ProgressReport:
    """With a file, of figures that were checked."""
    factories.BalanceFactory(partner=partner, year=2016, totals={"scope1": 1000}, approved=True)
    report = new_report(partner=partner, year=2016, language="de", with_costs=False, contacts="", logo=None, by=lead)
    report.file, report.file_sha256 = pdf_file(), "0" * 64
    report.save()
    return report


def agreement(partner: Partner) -> Agreement:
    return factories.AgreementFactory(partner=partner, uploaded=True, letter=pdf_file())


class Lazy(dict):
    def __init__(self, makers: dict[str, object]) -> None:
        super().__init__()
        self.makers = makers

    def __missing__(self, key: str) -> object:
        self[key] = self.makers[key]() if key in self.makers else key
        return self[key]


def status(client, url: str) -> object:
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)  # read to its end the file is closed
    if response.status_code == AWAY and response.url.startswith((reverse("account_login"), reverse("admin:login"))):
        return LOGIN
    return response.status_code


def knock(people: dict[str, object], url: str) -> dict[str, object]:
    return {role: status(browser, url) for role, browser in people["_browsers"].items()}


@pytest.mark.parametrize("name", sorted(DOORS))
def test_door(people, records, name):
    arguments, expected = DOORS[name]
    values = [records[argument] if isinstance(argument, str) else argument for argument in arguments]

    found = knock(people, reverse(name, args=values))

    assert {role: found[role] for role in ROLES if found[role] != expected[role]} == {}


@pytest.mark.parametrize("record", ADMIN_RECORDS)
def test_record_of_the_administration(people, record):
    viewers, adders = house.ADMIN.get(record, ((), ()))

    assert knock(people, reverse(f"admin:{record}_changelist")) == only(viewers), "list"
    assert knock(people, reverse(f"admin:{record}_add")) == only(adders), "add"
    for page in ("history", "delete", "change"):
        found = knock(people, reverse(f"admin:{record}_{page}", args=[999_999]))
        assert set(found.values()) <= {LOGIN, GONE, AWAY}
        assert found["anonymous"] == LOGIN


@pytest.mark.parametrize("app", sorted(house.APP_LISTS))
def test_app_list_of_the_administration(people, app):
    assert knock(people, reverse("admin:app_list", args=[app])) == only(house.APP_LISTS[app])


def test_an_unknown_page_is_404_for_all(people):
    assert set(knock(people, "/gibt-es-nicht/").values()) == {GONE}


def test_roles_in_a_partner_are_all_in_the_matrix():
    assert {*Membership.Role.values} <= set(ROLES)


def test_public_pages_say_the_same_to_everybody(client, db):
    response = client.get(reverse("pact:home"))

    assert response.status_code == OPEN
    assert "Cookie" not in response.headers.get("Vary", "")
