"""A partner's own report: frozen from checked data, right about unusual companies, the same in all its forms."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from emissions import vsme, vsme_json
from emissions.models import Consumption, Denominators, MeasureUpdate, Target
from klimapakt.lib.tables import workbook_response
from klimapakt.pact import actions, documents, tasks
from klimapakt.pact.actions.progress_report import new_report
from klimapakt.pact.documents.progress_report import sheets, told, vsme_of
from klimapakt.pact.errors import NothingChecked, ReportNotReady
from klimapakt.pact.models import ProgressReport, Snapshot
from partners import actions as partner_actions
from partners.models import Job, LogEntry, Recipient
from tests.factories import (
    BalanceFactory,
    CreditFactory,
    EventFactory,
    FactorFactory,
    MeasureFactory,
    MembershipFactory,
    OfferRequestFactory,
    OwnFactorFactory,
    PartnerFactory,
    ProgressReportFactory,
    RegistrationFactory,
    Scope3CategoryFactory,
    SiteFactory,
    TargetFactory,
    UserFactory,
)
from tests.lib import pdf_ua

pytestmark = pytest.mark.django_db
OPTIONS = {"language": "de", "with_costs": True, "with_contacts": True, "with_logo": True}


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def partner(lead):
    """Three checked years, a target, a measure that has saved something, an event."""
    partner = lead.partner
    for year, t in ((2019, 1000), (2023, 700), (2024, 600)):
        balance(partner, year, {"scope1": t * 600, "scope2_location": t * 400})
    TargetFactory(partner=partner)
    measure = MeasureFactory(partner=partner, title="LED in Halle 1", cost_eur=Decimal(80_000))
    MeasureUpdate.objects.create(measure=measure, year=2024, achieved_t=Decimal(11))
    held = EventFactory(title_de="Wärmewende", starts_at=dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC), status="held")
    RegistrationFactory.create_batch(2, event=held, partner=partner, came_at=held.starts_at)
    return partner


def balance(partner, year, totals, **options):
    return BalanceFactory(partner=partner, year=year, totals=totals, approved=True, **options)


def frozen(partner, year=2024, **options):
    standard = {"language": "de", "with_costs": False, "contacts": "", "logo": None, "by": UserFactory()}
    return new_report(partner=partner, year=year, **{**standard, **options})


def start(lead, year=2024, **options):
    return actions.start_progress_report(partner=lead.partner, year=year, **{**OPTIONS, **options}, by=lead.user)


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def words_of(report):
    """Every word that page and paper show, without drawing them."""
    with translation.override(report.language):
        found = told(report)
    shown = [text for _name, text in found.facts]
    for chapter in found.chapters:
        for block in chapter.blocks:
            shown += [getattr(block, "text", ""), getattr(block, "caption", "")]
            shown += [" ".join(item) if isinstance(item, tuple) else item for item in getattr(block, "items", ())]
            shown += [cell.text for row in getattr(block, "rows", ()) for cell in row]
            shown += [block.chart.title] if block.kind == "picture" else []
    return "\n".join(shown).replace("\u00a0", " ")


def test_the_figures_are_those_of_checked_balances_up_to_the_year(partner):
    BalanceFactory(partner=partner, year=2022, totals={"scope1": 9}, submitted_at=timezone.now())
    balance(partner, 2025, {"scope1": 5})

    figures = frozen(partner).snapshot.figures

    assert [row["year"] for row in figures["years"]] == [2019, 2023, 2024]
    assert figures["targets"][0]["actual"] == [
        [2019, "1000.00000000"],
        [2023, "700.00000000"],
        [2024, "600.00000000"],
    ]
    assert figures["effects"] == {
        "base_year": 2019,
        "base_t": "1000.00000000",
        "now_t": "600.00000000",
        "by_field": {"electricity": "11.00000000"},
    }
    assert [(row["day"], row["people"]) for row in figures["events"]] == [("2024-03-01", 2)]


def test_no_person_is_in_the_frozen_figures(lead, partner):
    spelled = json.dumps(frozen(partner).snapshot.figures, ensure_ascii=False)

    assert lead.user.last_name not in spelled
    assert lead.user.email not in spelled


def test_without_a_checked_balance_there_is_no_report(lead):
    BalanceFactory(partner=lead.partner, year=2024, submitted_at=timezone.now())

    with pytest.raises(NothingChecked):
        start(lead)

    assert not Snapshot.objects.exists()
    assert not Job.objects.exists()


def test_versions_count_up_by_partner_and_year(partner):
    other = PartnerFactory()
    balance(other, 2024, {"scope1": 1})

    reports = [frozen(partner), frozen(partner), frozen(partner, 2023), frozen(other)]

    assert [report.snapshot.version for report in reports] == [1, 2, 1, 1]


def test_two_presses_start_one_report_and_another_choice_is_another(lead, partner):
    first = start(lead)

    assert start(lead) == first
    assert start(lead, with_costs=False) != first
    assert start(lead, with_contacts=False) != first
    assert Job.objects.count() == 3
    assert LogEntry.objects.filter(verb="progress-report-started", partner=partner).count() == 3


def test_the_job_draws_the_file_and_tells_who_started_it(lead, partner):
    report = start(lead)

    tasks.render_progress_report(report.job_id)

    report.refresh_from_db()
    with report.file.open() as file:
        content = file.read()
    assert (report.job.state, report.job.result_url) == ("done", report.get_absolute_url())
    assert len(PdfReader(io.BytesIO(content)).pages) == report.file_pages
    assert 4 <= report.file_pages <= 6
    assert Recipient.objects.get(letter__purpose="job-finished").email == lead.user.email
    text = text_of(content)
    assert "Angaben des Unternehmens, durch die Geschäftsstelle geprüft am" in text
    assert lead.user.email in text
    assert pdf_ua.check(content) == {}


def test_running_the_job_twice_changes_nothing(lead, partner):
    report = start(lead)
    tasks.render_progress_report(report.job_id)
    report.refresh_from_db()
    before = (report.file.name, report.file_sha256)

    tasks.render_progress_report(report.job_id)

    report.refresh_from_db()
    assert (report.file.name, report.file_sha256) == before


def test_a_stopped_report_is_made_again_from_the_same_figures(lead, partner):
    report = start(lead)
    with pytest.raises(ReportNotReady):
        actions.retry_progress_report(report=report, by=lead.user)
    partner_actions.stop_job(job=report.job)
    tasks.render_progress_report(report.job_id)
    report.refresh_from_db()
    assert report.has_failed

    again = actions.retry_progress_report(report=report, by=lead.user)
    tasks.render_progress_report(again.job_id)

    report.refresh_from_db()
    assert report.file
    assert Snapshot.objects.count() == 1


def test_what_changes_later_does_not_change_the_report(lead, partner):
    report = start(lead)
    before = documents.progress_report(report)

    partner.name = "Anders AG"
    partner.save()
    MeasureFactory(partner=partner)
    lead.user.last_name = "Anders"
    lead.user.save()

    report = ProgressReport.objects.for_table().get(pk=report.pk)
    assert documents.progress_report(report) == before


@pytest.mark.parametrize("change", ({"language": "en"}, {"contacts": "Kim"}, {"with_costs": True}))
def test_the_database_keeps_a_report_as_it_was_frozen(change):
    report = ProgressReportFactory()

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(**change)


def test_a_file_without_its_hash_is_refused():
    with pytest.raises(IntegrityError, match="file_of_a_progress_report_has_its_hash"), transaction.atomic():
        ProgressReportFactory(file="bericht.pdf")


def test_a_snapshot_has_one_report():
    report = ProgressReportFactory()

    with pytest.raises(DatabaseError, match="one_progress_report_per_snapshot"), transaction.atomic():
        ProgressReportFactory(snapshot=report.snapshot)


@pytest.mark.parametrize(("with_costs", "count"), ((True, 1), (False, 0)))
def test_costs_are_told_only_where_the_partner_wants_it(partner, with_costs, count):
    assert words_of(frozen(partner, with_costs=with_costs)).count("Investitionen insgesamt") == count


def test_a_figure_in_a_sentence_is_that_of_the_table(partner):
    words = words_of(frozen(partner))

    assert "2024 hat das Unternehmen 600,0 t CO₂e ausgestoßen" in words
    assert "2024 lag das Unternehmen 181,3 t CO₂e unter seinem Zielpfad: auf Kurs." in words  # 781,25 at 2024
    assert "−40,0 % seit dem Basisjahr 2019" in words
    assert "−14,3 % seit 2023" in words
    assert "−181,3" in words


def test_each_line_says_amount_factor_and_whose_factor_it_is(lead):
    own = BalanceFactory(partner=lead.partner, year=2024, entry="lines")
    factor = FactorFactory(key="ebev.natural_gas.kwh_hs", source="EBeV 2030", name_de="Erdgas")
    Consumption.objects.create(
        balance=own, factor=factor, amount=Decimal(1000), kg_co2e_per_unit=Decimal("0.2"), kg=Decimal(200)
    )
    Consumption.objects.create(balance=own, position=3, absence_reason="haben wir nicht")
    own.totals.create(scope="scope1", kg=Decimal(200))
    own.submitted_at = own.approved_at = timezone.now()
    own.save()

    words = words_of(frozen(lead.partner))

    assert "1.000 kWh" in words
    assert "EBeV 2030, 2024" in words
    assert "0,200" in words
    assert "Fernwärme (haben wir nicht)" in words


def only_the_base_year(partner):
    balance(partner, 2024, {"scope1": 1000_000, "scope2_location": 0})
    TargetFactory(partner=partner, base_year=2024)


def target_reached_early(partner):
    for year, t in ((2019, 1000), (2024, 250)):
        balance(partner, year, {"scope1": t * 1000, "scope2_location": 0})
    TargetFactory(partner=partner)


def more_than_at_the_beginning(partner):
    for year, t in ((2019, 1000), (2024, 1400)):
        balance(partner, year, {"scope1": t * 1000, "scope2_location": 0})
    TargetFactory(partner=partner)
    measure = MeasureFactory(partner=partner)
    MeasureUpdate.objects.create(measure=measure, year=2024, achieved_t=Decimal(2000))


def one_scope_alone(partner):
    balance(partner, 2024, {"scope1": 1000})


def nothing_but_zero(partner):
    balance(partner, 2024, {"scope1": 0, "scope2_location": 0})


def a_gap_of_years(partner):
    for year in (2019, 2024):
        balance(partner, year, {"scope1": 1000_000, "scope2_location": 0})
    TargetFactory(partner=partner, target_year=2023)
    MeasureFactory(partner=partner, planned_t_per_year=None, ends_on=dt.date(2024, 6, 30))


@pytest.mark.parametrize(
    ("rows", "said"),
    (
        (only_the_base_year, ("Seit dem Basisjahr gibt es noch keine geprüfte Bilanz", "– seit dem Basisjahr 2024")),
        (target_reached_early, ("2024 hatte das Unternehmen sein Ziel für 2035 schon erreicht.", "−75,0 %")),
        (
            more_than_at_the_beginning,
            (
                "hinter Plan",
                "Das ist mehr als im Basisjahr 2019: um 400,0 t CO₂e.",
                "+40,0 %",
                "2024: 400,0 t CO₂e mehr",
            ),
        ),
        (one_scope_alone, ("nicht beides angegeben", "keine Angabe", "noch kein Ziel gesetzt")),
        (nothing_but_zero, ("0,0 t CO₂e ausgestoßen",)),
        (
            a_gap_of_years,
            (
                "hinter Plan",
                "– seit 2023",
                "noch nicht als umgesetzt gemeldet",
                "Eine Wirkung in Tonnen ist noch nicht angegeben.",
            ),
        ),
    ),
)
def test_the_report_is_right_about_unusual_companies(rows, said):
    partner = PartnerFactory(name="Muster & Beispiel " + "Donaudampfschifffahrtsgesellschaft " * 2 + "x" * 32)
    rows(partner)
    report = frozen(partner)

    words = words_of(report)
    content = documents.progress_report(report)

    assert [word for word in said if word not in words] == []
    assert pdf_ua.check(content) == {}


@pytest.mark.parametrize("content", (None, b"no picture", b"\x89PNG\r\n\x1a\n half"))
def test_a_logo_that_is_lost_or_broken_leaves_a_report_without_it(partner, content):
    report = frozen(partner, logo=ContentFile(content or b"x", name="logo.png"))
    if content is None:
        report.logo.storage.delete(report.logo.name)

    assert pdf_ua.check(documents.progress_report(report)) == {}


def test_the_workbook_has_real_numbers_and_a_sheet_that_explains(partner):
    report = frozen(partner, language="en")

    book = load_workbook(io.BytesIO(workbook_response("report", sheets(report)).content))

    assert book.sheetnames[0] == "Explanation"
    rows = list(book["Emissions by year"].iter_rows(values_only=True))
    assert rows[0][0] == "Year"
    assert [row[0] for row in rows[1:]] == [2019, 2023, 2024]
    assert rows[-1][-1] == 600
    assert "VSME B3" in book.sheetnames
    assert "VSME C3" in book.sheetnames


def test_json_in_vsme_terms_is_frozen_and_reads_back_to_the_same(partner):
    report = frozen(partner)
    approved = partner.balances.get(year=2024)
    with translation.override("de"):
        found = vsme.disclosures_of(approved, only_checked=True)

    values = vsme_of(report)

    assert values == vsme_json.written(found)
    assert vsme_json.written(vsme_json.read(values)) == values
    by_element = {(one["disclosure"], one["element"], one["member"]): one for one in values["datapoints"]}
    assert by_element["B3", "GrossScope1GreenhouseGasEmissions", ""]["value"] == "360"
    assert by_element["C3", "GreenhouseGasEmissionReductionTargetYear", ""]["value"] == 2035


def test_vsme_takes_the_base_years_balance_only_if_it_is_checked(lead):
    BalanceFactory(partner=lead.partner, year=2019, totals={"scope1": 7000}, submitted_at=timezone.now())
    approved = balance(lead.partner, 2024, {"scope1": 1000})
    TargetFactory(partner=lead.partner)

    def base(found):
        return next(
            one.value
            for one in found.datapoints
            if (one.disclosure, one.element, one.member) == ("C3", vsme.S1, vsme.BASE)
        )

    assert base(vsme.disclosures_of(approved)) == 7
    assert base(vsme.disclosures_of(approved, only_checked=True)) is None


def test_everything_that_a_company_may_state_has_its_place(lead):
    """Scope 3, credits, own factors, intensities, a target that has changed, advice of the office."""
    partner = lead.partner
    partner.website = "https://muster.example"
    partner.logo.save("logo.png", ContentFile(picture()))
    own = BalanceFactory(
        partner=partner, year=2024, entry="lines", includes_upstream=True, is_market_fallback=True, version=2,
        correction_reason="Zähler vergessen",
    )  # fmt: skip
    gas = OwnFactorFactory(balance=own)
    waste = FactorFactory(key="test.waste", scope="3", name_de="Restmüll", name_en="Waste")
    factor = FactorFactory(key="ebev.natural_gas.kwh_hs")
    site = SiteFactory(partner=partner, name="Werk 2")
    Consumption.objects.create(
        balance=own, factor=factor, own_factor=gas, site=site, amount=Decimal(1000), kg=Decimal(190),
        kg_co2e_per_unit=gas.kg_co2e_per_unit, factor_year_gap=1, quality="estimated",
    )  # fmt: skip
    Consumption.objects.create(
        balance=own, factor=waste, scope3_category=5, amount=Decimal(10), kg=Decimal(2),
        kg_co2e_per_unit=Decimal("0.2"),
    )  # fmt: skip
    Scope3CategoryFactory(balance=own, number=5, kg=Decimal(2))
    Scope3CategoryFactory(balance=own, number=6, status="not_estimated", kg=None, reason="fehlt noch")
    CreditFactory(balance=own)
    Denominators.objects.create(
        balance=own, employees=Decimal(20), floor_area_m2=Decimal(500), turnover_eur=Decimal(3_000_000)
    )
    for scope, kg in (("scope1", 190), ("scope2_location", 10), ("scope2_market", 10), ("scope3", 2)):
        own.totals.create(scope=scope, kg=Decimal(kg))
    own.submitted_at = own.approved_at = timezone.now()
    own.save()
    old = TargetFactory(partner=partner)
    Target.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    TargetFactory(partner=partner, version=2, change_reason="Werk verkauft", target_value=Decimal(100))
    TargetFactory(partner=partner, unit="t_per_employee", base_value=Decimal(9), target_value=Decimal(4))
    year = timezone.make_aware(dt.datetime(2024, 5, 1))
    OfferRequestFactory(partner=partner, state="approved", decided_at=year, offer__title_de="Energieberatung")

    report = start(lead, language="de")
    words = words_of(report)

    for said in (
        "Erdgas, Werk 2", "eigener Faktor: Schreiben des Versorgers", "Restmüll", "fehlt noch", "Gold Standard",
        "Million Euro Umsatz", "Werk verkauft", "Energieberatung", "bewilligt", "Zähler vergessen",
        "geschätzt (1)", "enthalten Vorketten", "https://muster.example", lead.user.email, "Netzes",
        "1 Zeile ist mit einem Faktor aus einem anderen Jahr gerechnet.",
    ):  # fmt: skip
        assert said in words, said
    content = documents.progress_report(report)
    assert report.logo
    assert pdf_ua.check(content) == {}
    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == 1
    assert start(lead, with_logo=False) != report


def test_a_partners_logo_that_is_lost_is_left_out(lead, partner):
    partner.logo.save("logo.png", ContentFile(picture()))
    partner.logo.storage.delete(partner.logo.name)

    assert not start(lead).logo


def picture():
    content = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(content, "PNG")
    return content.getvalue()
