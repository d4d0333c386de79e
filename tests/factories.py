"""Records for tests. Traits name states; nothing here is shared between tests."""

import datetime as dt
import os
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from emissions import models as emissions
from events import models as events
from klimapakt.pact import models as pact
from partners import models as partners
from partners.duplicates import company_key

PASSWORD = "correct-horse-battery"
WORKER = f"{worker}." if (worker := os.environ.get("PYTEST_XDIST_WORKER")) else ""  # all share one mail catcher


class UserFactory(DjangoModelFactory):
    class Meta:
        model = partners.User

    class Params:
        office = factory.Trait(is_staff=True, role=partners.User.Role.OFFICE_TEAM)
        office_lead = factory.Trait(is_staff=True, role=partners.User.Role.OFFICE_LEAD)
        city = factory.Trait(role=partners.User.Role.CITY_OFFICIAL)
        it = factory.Trait(is_staff=True, role=partners.User.Role.IT_ADMIN)

    email = factory.Sequence(lambda n: f"person{n}@{WORKER}firma.example")
    first_name = "Kim"
    last_name = factory.Sequence(lambda n: f"Muster {n}")
    password = factory.django.Password(PASSWORD)

    role = None

    @classmethod
    def _create(cls, model_class, *args: object, role: str | None = None, **kwargs: object):
        user = super()._create(model_class, *args, **kwargs)
        if role:
            from partners.access import synchronise_roles

            if not Group.objects.filter(name=role).exists():
                synchronise_roles()
            user.groups.add(Group.objects.get(name=role))
        return user


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = partners.Partner

    class Params:
        founding = factory.Trait(kind=partners.Partner.Kind.FOUNDING)
        left = factory.Trait(status=partners.Partner.Status.LEFT, left_on=dt.date(2025, 6, 30), left_reason="Umzug")

    name = factory.Sequence(lambda n: f"Muster {n} GmbH")
    slug = factory.Sequence(lambda n: f"muster-{n}")
    status = partners.Partner.Status.ACTIVE
    joined_on = dt.date(2022, 5, 1)
    sector = partners.Partner.Sector.C
    size = partners.Partner.Size.MEDIUM


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = partners.Membership

    class Params:
        lead = factory.Trait(role=partners.Membership.Role.LEAD)
        editor = factory.Trait(role=partners.Membership.Role.EDITOR)

    user = factory.SubFactory(UserFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = partners.Membership.Role.VIEWER


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = partners.Note

    class Params:
        follow_up = factory.Trait(due_on=factory.LazyFunction(timezone.localdate))

    partner = factory.SubFactory(PartnerFactory)
    text = "Am Telefon: der Umzug ist im Mai."
    created_by = factory.SubFactory(UserFactory, office=True)


class AgreementTextFactory(DjangoModelFactory):
    class Meta:
        model = partners.AgreementText

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    version = factory.Sequence(lambda n: f"2026-{n}")
    title = "Klimaschutzvereinbarung"
    text = "{partner} tritt dem {pact} bei.\n\nDie Stadt {city} unterstützt dabei."
    valid_from = dt.date(2021, 10, 7)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = partners.Agreement

    class Params:
        uploaded = factory.Trait(
            state=partners.Agreement.State.UPLOADED,
            signed_on=dt.date(2026, 9, 1),
            file=factory.django.FileField(filename="signed.pdf", data=b"%PDF-1.7 signed"),
        )
        valid = factory.Trait(
            state=partners.Agreement.State.VALID,
            signed_on=dt.date(2026, 9, 1),
            first_delivery_due_on=dt.date(2027, 9, 1),
        )

    partner = factory.SubFactory(PartnerFactory, status=partners.Partner.Status.AGREEMENT_SENT, joined_on=None)
    text = factory.SubFactory(AgreementTextFactory, published=True)
    text_version = factory.SelfAttribute("text.version")
    signatory = "Kim Muster, Geschäftsführung"


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = partners.Certificate

    partner = factory.SubFactory(PartnerFactory)
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    issued_on = factory.LazyFunction(timezone.localdate)


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = partners.Interest

    class Params:
        draft = factory.Trait(state=partners.Interest.State.DRAFT, number="", handed_in_at=None, confirmed_at=None)
        unconfirmed = factory.Trait(state=partners.Interest.State.UNCONFIRMED, confirmed_at=None)
        asked = factory.Trait(state=partners.Interest.State.ASKED)

    state = partners.Interest.State.NEW
    number = factory.Sequence(lambda n: f"IB-2020-{n + 1:04d}")
    company = factory.Sequence(lambda n: f"Neuling {n} GmbH")
    company_key = factory.LazyAttribute(lambda interest: company_key(interest.company))
    street = "Beispielallee 5"
    postcode = "40213"
    town = "Düsseldorf"
    sector = partners.Partner.Sector.C
    size = partners.Partner.Size.SMALL
    contact = "Noa Neu"
    email = factory.Sequence(lambda n: f"noa@neuling{n}.example")
    handed_in_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = partners.Site

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Werk {n}")
    postcode = "40213"
    town = "Düsseldorf"


class TeamInvitationFactory(DjangoModelFactory):
    class Meta:
        model = partners.TeamInvitation

    partner = factory.SubFactory(PartnerFactory)
    email = factory.Sequence(lambda n: f"neu{n}@firma.example")
    role = partners.Membership.Role.EDITOR
    invited_by = factory.SubFactory(UserFactory)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=14))


class PartnerImportFactory(DjangoModelFactory):
    class Meta:
        model = partners.PartnerImport

    class Params:
        taken = factory.Trait(
            state=partners.PartnerImport.State.TAKEN,
            taken_at=factory.LazyFunction(timezone.now),
            taken_by=factory.SelfAttribute("created_by"),
        )

    state = partners.PartnerImport.State.READY
    file = factory.django.FileField(filename="partner.csv", data=b"Name\nMuster GmbH\n")
    file_name = "Partnerliste.csv"
    headers = factory.LazyFunction(lambda: ["Name"])
    created_by = factory.SubFactory(UserFactory, office=True)


class ImportRowFactory(DjangoModelFactory):
    """New; with `error=True` or `question=True` one that is not taken."""

    class Meta:
        model = partners.ImportRow

    class Params:
        error = factory.Trait(kind=partners.ImportRow.Kind.ERROR, problems=[["name", "", "Der Name fehlt.", ""]])
        question = factory.Trait(
            kind=partners.ImportRow.Kind.QUESTION,
            near=factory.LazyFunction(lambda: [[PartnerFactory().pk, ["ähnlich"]]]),
        )

    partner_import = factory.SubFactory(PartnerImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    kind = partners.ImportRow.Kind.NEW
    name = factory.Sequence(lambda n: f"Neuling {n} GmbH")
    cells = factory.LazyAttribute(lambda row: [row.name])
    values = factory.LazyAttribute(lambda row: {"name": row.name})
    changes = factory.LazyAttribute(
        lambda row: [["name", None, row.name], ["kind", None, "climate"], ["status", None, "interested"]]
    )


class HandoverFactory(DjangoModelFactory):
    class Meta:
        model = partners.Handover

    partner = factory.SubFactory(PartnerFactory)
    predecessor = factory.SubFactory(UserFactory)
    successor = factory.SubFactory(UserFactory)
    steps_back_on = factory.LazyFunction(timezone.localdate)


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = partners.Letter

    purpose = "test"
    subject = "Guten Tag {name}"
    text = "Guten Tag {name},\nes geht um {topic}."
    html = "<p>Guten Tag {name},</p><p>es geht um {topic}.</p>"


class RecipientFactory(DjangoModelFactory):
    class Meta:
        model = partners.Recipient

    letter = factory.SubFactory(LetterFactory)
    email = factory.Sequence(lambda n: f"empfang{n}@firma.example")
    name = factory.Sequence(lambda n: f"Alex {n}")
    values = factory.LazyFunction(lambda: {"topic": "Strom"})


class JobFactory(DjangoModelFactory):
    class Meta:
        model = partners.Job

    kind = "test"
    title = "Probe"
    started_by = factory.SubFactory(UserFactory)


class OfferFactory(DjangoModelFactory):
    """Open, without limits. `fund=True`: a budget of which each request takes a part."""

    class Meta:
        model = partners.Offer

    class Params:
        fund = factory.Trait(
            kind=partners.Offer.Kind.TRAINING, budget_eur=Decimal(5000), eur_per_request=Decimal(2500), needs_proof=True
        )

    kind = partners.Offer.Kind.ADVICE
    state = partners.Offer.State.OPEN
    title_de = factory.Sequence(lambda n: f"Beratung {n}")
    slug = factory.Sequence(lambda n: f"beratung-{n}")
    summary_de = "Wir beraten Sie."


class OfferRequestFactory(DjangoModelFactory):
    class Meta:
        model = partners.OfferRequest

    class Params:
        approved = factory.Trait(
            state=partners.OfferRequest.State.APPROVED, decided_at=factory.LazyFunction(timezone.now)
        )

    offer = factory.SubFactory(OfferFactory)
    partner = factory.SubFactory(PartnerFactory)
    wish = "Wärmepumpe"


class EventFactory(DjangoModelFactory):
    class Meta:
        model = events.Event

    class Params:
        published = factory.Trait(status=events.Event.Status.PUBLISHED)

    title_de = factory.Sequence(lambda n: f"Netzwerktreffen {n}")
    slug = factory.Sequence(lambda n: f"netzwerktreffen-{n}")
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + dt.timedelta(hours=3))
    answer_until = factory.LazyAttribute(lambda event: (event.starts_at - dt.timedelta(days=5)).date())
    venue = "Rathaus"
    capacity = 80


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = events.AgendaItem

    event = factory.SubFactory(EventFactory)
    position = factory.Sequence(lambda n: n)
    title_de = factory.Sequence(lambda n: f"Vortrag {n}")


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = events.Speaker

    name = factory.Sequence(lambda n: f"Robin Beispiel {n}")


class AppearanceFactory(DjangoModelFactory):
    class Meta:
        model = events.Appearance

    class Params:
        asked = factory.Trait(state="asked", asked_at=factory.LazyFunction(timezone.now))

    event = factory.SubFactory(EventFactory, published=True)
    speaker = factory.SubFactory(SpeakerFactory, email=factory.Sequence(lambda n: f"rede{n}@buehne.example"))


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = events.Material

    event = factory.SubFactory(EventFactory, published=True)
    title_de = factory.Sequence(lambda n: f"Folien {n}")
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name="folien.pdf"))


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = events.Invitation

    event = factory.SubFactory(EventFactory, published=True)
    partner = factory.SubFactory(PartnerFactory)


class InquiryFactory(DjangoModelFactory):
    class Meta:
        model = events.Inquiry

    event = factory.SubFactory(EventFactory, published=True)
    kind = events.Inquiry.Kind.ADVICE
    name = "Kim Muster"
    email = factory.Sequence(lambda n: f"anliegen{n}@gast.example")


class TopicWishFactory(DjangoModelFactory):
    class Meta:
        model = events.TopicWish
        skip_postgeneration_save = True

    kind = events.TopicWish.Kind.TRAINING
    text = factory.Sequence(lambda n: f"Schulung {n} zur Bilanz")
    partner = factory.SubFactory(PartnerFactory)
    vote = factory.RelatedFactory(
        "tests.factories.TopicVoteFactory", "wish", partner=factory.SelfAttribute("..partner")
    )


class TopicVoteFactory(DjangoModelFactory):
    class Meta:
        model = events.TopicVote

    wish = factory.SubFactory(TopicWishFactory)
    partner = factory.SubFactory(PartnerFactory)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = events.Registration

    event = factory.SubFactory(EventFactory, published=True)
    name = factory.Sequence(lambda n: f"Kim Muster {n}")
    email = factory.Sequence(lambda n: f"kim{n}@gast.example")
    state = events.Registration.State.SEATED
    seat_no = factory.Sequence(lambda n: n % 80 + 1)


class PrintoutFactory(DjangoModelFactory):
    class Meta:
        model = events.Printout

    event = factory.SubFactory(EventFactory, published=True)
    kind = events.Printout.Kind.BADGES


class MailingFactory(DjangoModelFactory):
    class Meta:
        model = events.Mailing

    event = factory.SubFactory(EventFactory, published=True)
    letter = factory.SubFactory(LetterFactory, draft_text="Guten Tag {name},\n\n{answer_link}")


class FactorSetFactory(DjangoModelFactory):
    class Meta:
        model = emissions.FactorSet
        django_get_or_create = ("edition",)

    edition = "2025"
    published_on = dt.date(2025, 11, 1)
    withdrawal_reason = factory.LazyAttribute(lambda one: "Zahlendreher" if getattr(one, "is_withdrawn", False) else "")


FACTOR_COLUMNS = (
    "key,name_de,name_en,scope,category,ghgp_category,activity_unit,kgco2e_per_unit,kgco2_biogenic_per_unit,"
    "location_or_market,region,valid_year,source,source_url,notes"
)


def factor_file(*rows: str) -> bytes:
    """A file of factors; without rows it has one."""
    return "\n".join([FACTOR_COLUMNS, *(rows or (factor_row(),))]).encode()


def factor_row(key: str = "muster.gas.kwh", value: str = "0.2", year: str = "2024", **changes: str) -> str:
    cells = {
        "key": key, "name_de": "Gas", "name_en": "Gas", "scope": "1", "category": "Wärme", "ghgp_category": "1",
        "activity_unit": "kWh", "kgco2e_per_unit": value, "kgco2_biogenic_per_unit": "", "location_or_market": "",
        "region": "DE", "valid_year": year, "source": "Muster 2026", "source_url": "", "notes": "[DEFAULT] nur CO2.",
    }  # fmt: skip
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in (cells | changes).values())


class FactorUploadFactory(DjangoModelFactory):
    class Meta:
        model = emissions.FactorUpload

    edition = "2026-11"
    published_on = dt.date(2026, 11, 1)
    file_name = "faktoren.csv"
    content = factory.LazyFunction(factor_file)
    created_by = factory.SubFactory(UserFactory, office_lead=True)


class OwnFactorFactory(DjangoModelFactory):
    class Meta:
        model = emissions.OwnFactor

    balance = factory.SubFactory("tests.factories.BalanceFactory", entry="lines")
    name = "Gas der Stadtwerke Muster"
    key = "ebev.natural_gas.kwh_hs"
    unit = "kWh"
    kg_co2e_per_unit = Decimal("0.19")
    valid_year = 2024
    source = "Schreiben des Versorgers vom 2. Februar 2025"
    evidence = factory.django.FileField(filename="evidence.pdf", data=b"%PDF-1.7 evidence")


class FactorFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Factor

    factor_set = factory.SubFactory(FactorSetFactory)
    key = factory.Sequence(lambda n: f"test.fuel.{n}")
    valid_year = 2024
    name_de = "Erdgas"
    scope = "1"
    unit = "kWh"
    kg_co2e_per_unit = Decimal("0.2")
    use = emissions.Factor.Use.DEFAULT
    source = "Probe"
    gwp_set = "AR5"


class RoundFactory(DjangoModelFactory):
    """Asks for the balance alone; `whole=True`: for measures and a target too."""

    class Meta:
        model = emissions.Round

    class Params:
        whole = factory.Trait(requires_measures=True, requires_target=True)

    year = factory.Sequence(lambda n: 2024 - n % 20)
    opens_on = factory.LazyAttribute(lambda r: dt.date(r.year + 1, 3, 1))
    due_on = factory.LazyAttribute(lambda r: dt.date(r.year + 1, 6, 30))
    requires_measures = False
    requires_target = False


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Delivery

    round = factory.SubFactory(RoundFactory)
    partner = factory.SubFactory(PartnerFactory)
    due_on = factory.LazyAttribute(lambda delivery: delivery.round.due_on)
    released_at = factory.LazyAttribute(lambda delivery: timezone.now() if delivery.state == "released" else None)
    state = "open"


class BalanceFactory(DjangoModelFactory):
    """With `totals={"scope1": Decimal(1000)}` (kg) the totals are stored too; `approved=True` checks it afterwards."""

    class Meta:
        model = emissions.Balance
        skip_postgeneration_save = True

    partner = factory.SubFactory(PartnerFactory)
    year = 2024
    entry = emissions.Balance.Entry.QUICK
    city_share_percent = Decimal(100)

    @factory.post_generation
    def totals(self, create: bool, extracted: dict[str, Decimal] | None, **_kwargs: object) -> None:
        for scope, kg in (extracted or {}).items():
            emissions.ScopeTotal.objects.create(balance=self, scope=scope, kg=kg, city_share=Decimal(1))

    @factory.post_generation
    def approved(self, create: bool, extracted: bool | None, **_kwargs: object) -> None:
        if extracted:
            self.submitted_at = self.approved_at = timezone.now()
            self.save()


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Question

    class Params:
        answered = factory.Trait(
            answer="Umbau im März",
            answered_at=factory.LazyFunction(timezone.now),
            answer_by=factory.SubFactory(UserFactory),
        )

    balance = factory.SubFactory(BalanceFactory, submitted_at=factory.LazyFunction(timezone.now))
    field = "scope1"
    label = "Scope 1"
    text = "Warum so viel?"
    asked_by = factory.SubFactory(UserFactory, office=True)


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Receipt

    balance = factory.SubFactory(BalanceFactory, submitted_at=factory.LazyFunction(timezone.now))
    kind = emissions.Receipt.Kind.RECEIVED
    at = factory.LazyFunction(timezone.now)


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Contract

    balance = factory.SubFactory(BalanceFactory)
    energy = emissions.Contract.Energy.ELECTRICITY
    kind = emissions.Contract.Kind.CERTIFICATE
    supplier = factory.Sequence(lambda n: f"Grünstrom {n}")
    kwh = Decimal(1000)
    kg_per_kwh = Decimal(0)
    evidence = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name="nachweis.pdf"))


class ResidualMixFactory(DjangoModelFactory):
    class Meta:
        model = emissions.ResidualMix

    year = factory.Sequence(lambda n: 2000 + n % 90)
    kg_per_kwh = Decimal("0.7")
    source = "Test"


class Scope3CategoryFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Scope3Category

    balance = factory.SubFactory(BalanceFactory)
    number = 6
    status = emissions.Scope3Category.Status.CALCULATED
    kg = Decimal(1000)


class CreditFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Credit

    balance = factory.SubFactory(BalanceFactory)
    t = Decimal(10)
    standard = "Gold Standard"
    project = "Moor"
    vintage = 2023
    registry_id = factory.Sequence(lambda n: f"GS-{n}")
    retired_on = dt.date(2024, 12, 1)


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Delegation

    balance = factory.SubFactory(BalanceFactory)
    section = "further"
    colleague = factory.SubFactory(UserFactory)
    asked_by = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=14))


class LineImportFactory(DjangoModelFactory):
    class Meta:
        model = emissions.LineImport

    balance = factory.SubFactory(BalanceFactory, entry="lines")
    state = emissions.LineImport.State.READY
    file_name = "verbrauch.xlsx"
    created_by = factory.SubFactory(UserFactory)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Target

    partner = factory.SubFactory(PartnerFactory)
    base_year = 2019
    base_value = Decimal(1000)
    target_year = 2035
    target_value = Decimal(300)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = emissions.Measure

    partner = factory.SubFactory(PartnerFactory)
    title = factory.Sequence(lambda n: f"LED in Halle {n}")
    field = emissions.Measure.Field.ELECTRICITY
    starts_on = dt.date(2024, 1, 1)
    planned_t_per_year = Decimal("12.5")


class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = pact.Snapshot

    year = 2024
    version = factory.Sequence(lambda n: n + 1)
    cut_off = factory.LazyFunction(timezone.now)
    figures = factory.LazyFunction(dict)
    rules_version = "1"
    sha256 = "0" * 64


class CityReportFactory(DjangoModelFactory):
    class Meta:
        model = pact.CityReport

    snapshot = factory.SubFactory(SnapshotFactory)


class ProgressBatchFactory(DjangoModelFactory):
    class Meta:
        model = pact.ProgressBatch

    year = 2024
    created_by = factory.SubFactory(UserFactory, office=True)


class ProgressReportFactory(DjangoModelFactory):
    """Of frozen figures that say nothing: for lists and files, not for what stands in a report."""

    class Meta:
        model = pact.ProgressReport

    snapshot = factory.SubFactory(SnapshotFactory, partner=factory.SubFactory(PartnerFactory))


class DataExportFactory(DjangoModelFactory):
    class Meta:
        model = pact.DataExport

    user = factory.SubFactory(UserFactory)
    file = factory.django.FileField(data=b"PK", filename="daten.zip")


class PageVersionFactory(DjangoModelFactory):
    class Meta:
        model = pact.PageVersion

    class Params:
        live = factory.Trait(is_live=True, published_at=factory.LazyFunction(timezone.now))

    name = "impressum"
    number = factory.Sequence(lambda n: n + 1)
    title_de = "Impressum"
    text_de = "## Wer\nDie Geschäftsstelle."


class SavedFilterFactory(DjangoModelFactory):
    class Meta:
        model = pact.SavedFilter

    name = factory.Sequence(lambda n: f"Filter {n}")
    query = "delivery=overdue"
    created_by = factory.SubFactory(UserFactory)


class NewsFactory(DjangoModelFactory):
    class Meta:
        model = pact.News

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"nachricht-{n}")
    title_de = factory.Sequence(lambda n: f"Nachricht {n}")
    teaser_de = "In einem Satz."
    text_de = "Alles **Weitere**."


class BarrierReportFactory(DjangoModelFactory):
    class Meta:
        model = pact.BarrierReport

    number = factory.Sequence(lambda n: f"B-2026-{n:04}")
    text = "Der Knopf hat keinen Namen."
