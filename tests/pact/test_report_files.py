"""Texts, versions, pages and workbooks of the annual report; what is checked before it is published."""

import datetime as dt
import hashlib
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from klimapakt.pact import actions, demo, documents, report_checks, report_texts, tasks
from klimapakt.pact.errors import ReportNotReady
from klimapakt.pact.models import CityReport, ReportExample, ReportFile, ReportText
from tests.factories import (
    BalanceFactory,
    CityReportFactory,
    EventFactory,
    MeasureFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)
from tests.lib import pdf_ua

pytestmark = pytest.mark.django_db
KINDS = ReportFile.Kind.values
SCRIPT = "<script>alert(1)</script>"
LONG = (
    "Muster & Beispiel Gesellschaft für außerordentlich umfangreiche Donaudampfschifffahrtsangelegenheiten mbH"
    + "x" * 14
)


@pytest.fixture
def pact():
    """Six partners with everything that the report tells of."""
    for _number in range(6):
        partner = PartnerFactory()
        for year in (2021, 2022, 2023, 2024):
            BalanceFactory(
                partner=partner, year=year, totals={"scope1": 100_000, "scope2_location": 50_000}, approved=True
            )
        TargetFactory(partner=partner)
        MeasureFactory(partner=partner, cost_eur=1000)


def start(**options):
    standard = {
        "year": 2024,
        "cut_off": timezone.now(),
        "language": "de",
        "greeting": "",
        "greeting_by": "",
        "by": UserFactory(city=True),
    }
    return actions.start_city_report(**{**standard, **options})


def write(chapter, german="Ein Text.", english="", year=2024):
    return ReportText.objects.create(year=year, chapter=chapter, text_de=german, text_en=english)


def said(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def drawn(report, kind="full"):
    return documents.city_report(report, documents.city_report_context(report, kind))


def titles(report, kind="full"):
    return [chapter.title for chapter in documents.city_report_context(report, kind)["chapters"]]


def rendered(report):
    tasks.render_city_report(report.job_id)
    report.refresh_from_db()
    return report


def publish(report):
    CityReport.objects.filter(pk=report.pk).update(state="published", published_at=timezone.now())
    report.refresh_from_db()


@pytest.mark.parametrize("kind", KINDS)
def test_each_version_can_be_read_by_anybody_and_is_the_same_twice(pact, kind):
    report = start()

    once, again = drawn(report, kind), drawn(report, kind)

    assert once == again
    assert pdf_ua.check(once) == {}


def test_the_council_reads_four_pages_of_the_demo():
    demo.load(partners=104, seed=2035, today=dt.date(2026, 11, 25))
    report = start(year=2025)

    content = drawn(report, "council")

    assert len(PdfReader(io.BytesIO(content)).pages) == 4
    assert pdf_ua.check(content) == {}
    assert titles(report, "council") == ["Auf einen Blick", "3 Emissionen", "5 Maßnahmen", "9 Ausblick"]


def test_chapters_without_content_are_left_out_and_the_others_counted_on(pact):
    assert titles(start()) == [
        "Auf einen Blick",
        "1 Der Klimapakt",
        "2 Die Klimapartner",
        "3 Emissionen",
        "4 Ziele",
        "5 Maßnahmen",
        "6 Netzwerk",
        "7 Beitrag zum Stadtziel",
        "8 Ausblick",
        "Anhang",
    ]


def test_chapters_can_be_switched_off_but_not_the_method(pact):
    found = titles(start(left_out=["pact", "network", "annex", "glance"]))

    assert found[:3] == ["Auf einen Blick", "1 Die Klimapartner", "2 Emissionen"]
    assert found[-1] == "Anhang"
    assert not any("Netzwerk" in title for title in found)


def test_the_short_version_is_in_english_and_names_no_german_text(pact):
    write("outlook")
    write("glance", "Deutscher Satz", "English sentence")

    text = said(drawn(start(), "short"))

    assert "English sentence" in text
    assert "Deutscher Satz" not in text
    assert "Data of 6 of 6 partners" in text


def test_texts_are_frozen_when_the_report_is_started(pact):
    write("emissions", "So war das Jahr.")
    report = start()
    ReportText.objects.update(text_de="Anders.")

    assert "So war das Jahr." in said(drawn(report))


@pytest.mark.parametrize("kind", ("full", "council"))
def test_markup_in_a_text_module_is_shown_as_text(pact, kind):
    write("glance", SCRIPT)
    report = start()

    html = documents.city_report_html(report, kind).decode()

    assert SCRIPT in said(drawn(report, kind))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_greeting_of_the_form_comes_before_the_text_module(pact):
    write("greeting", "Baustein", "Module")

    assert "Baustein" in said(drawn(start()))
    assert "Baustein" not in said(drawn(start(greeting="Von Hand")))


def test_the_page_says_the_same_as_the_paper(pact):
    write("targets", "Ein Satz über Ziele.")
    report = start()
    paper, page = documents.city_report_context(report), documents.city_report_page(report)

    assert [table.rows for table in paper["tables"].values()] == [table.rows for table in page["tables"].values()]
    assert paper["figure"] == page["figure"]
    for sentence in (*paper["sentences"], "Ein Satz über Ziele."):
        assert sentence in paper["body"]
        assert sentence in page["twin"]


def test_figures_and_tables_are_numbered_without_a_gap_in_every_version(pact):
    report = start()

    for kind in KINDS:
        context = documents.city_report_context(report, kind)
        tables = [table.number for table in (*context["tables"].values(), *context["annex"])]
        assert tables == list(range(1, len(tables) + 1))
        assert list(context["figure"].values()) == list(range(1, len(context["figure"]) + 1))


def test_the_html_file_needs_nothing_else_and_draws_both_widths(pact):
    html = documents.city_report_html(start()).decode()

    assert html.startswith("<!DOCTYPE html>") or "<!DOCTYPE html>" in html[:200]
    assert 'lang="de"' in html
    assert "<link" not in html
    assert "src=" not in html
    assert "kpk-chart__narrow" in html


@pytest.mark.parametrize(
    ("language", "first", "headers"), (("de", "Erläuterung", "Jahr"), ("en", "Explanation", "Year"))
)
def test_the_workbook_holds_real_numbers_and_explains_itself(pact, language, first, headers):
    report = start()

    content = documents.city_report_workbook(report, language)

    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == first
    tables = documents.city_report_context(report)
    assert len(book.sheetnames) == 1 + len(tables["tables"]) + len(tables["annex"])
    sheet = book.worksheets[1 + list(tables["tables"]).index("years")]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == headers
    assert rows[-1] == (2024, 6, 600, 300, 900)
    assert documents.city_report_workbook(report, language) == content


def test_days_in_the_workbook_are_days(pact):
    PartnerFactory(name="=1+1", joined_on=dt.date(2024, 5, 2))
    report = start()
    book = load_workbook(io.BytesIO(documents.city_report_workbook(report, "de")))
    tables = documents.city_report_context(report)["tables"]

    (_head, row) = book.worksheets[1 + list(tables).index("joined")].iter_rows(values_only=True)

    assert row == ("=1+1", dt.datetime(2024, 5, 2, 0, 0))


def test_the_job_makes_every_version_and_says_what_each_hashes_to(pact):
    report = rendered(start())

    made = {(part.kind, part.form): part for part in report.files.all()}
    assert set(made) == {
        ("council", "pdf"),
        ("short", "pdf"),
        ("full", "html"),
        ("council", "html"),
        ("short", "html"),
        ("full", "xlsx"),
        ("short", "xlsx"),
    }
    for part in made.values():
        with part.file.open() as file:
            assert hashlib.sha256(file.read()).hexdigest() == part.sha256
        assert (part.pages is not None) == (part.form == "pdf")


def test_a_published_report_is_public_with_all_its_files(client, pact):
    report = rendered(start())
    part = ["ratsfassung", "pdf"]
    hidden = client.get(reverse("pact:report_archive_part", args=[report.pk, *part]))
    publish(report)

    archive = client.get(reverse("pact:report_archive")).content.decode()
    file = client.get(reverse("pact:report_archive_part", args=[report.pk, *part]))
    content = b"".join(file.streaming_content)

    assert hidden.status_code == 404
    assert all(part.sha256 in archive for part in report.files.all())
    assert hashlib.sha256(content).hexdigest() == report.files.get(kind="council", form="pdf").sha256
    assert 'filename="jahresbericht-2024-v1-ratsfassung-de.pdf"' in file["Content-Disposition"]


@pytest.mark.parametrize(("slug", "words"), (("bericht", "1 Der Klimapakt"), ("kurzfassung", "At a glance")))
def test_a_published_report_is_a_page_in_its_own_language(client, pact, slug, words):
    report = start()
    publish(report)

    page = client.get(reverse("pact:report_page", args=[report.pk, slug])).content.decode()

    assert words in page
    assert f'<article class="report" lang="{"en" if slug == "kurzfassung" else "de"}">' in page


@pytest.mark.parametrize("address", ("bericht", "unbekannt"))
def test_a_draft_and_an_unknown_version_are_no_public_page(client, pact, address):
    report = start()
    if address == "unbekannt":
        publish(report)

    assert client.get(reverse("pact:report_page", args=[report.pk, address])).status_code == 404


def test_the_public_page_costs_the_same_however_many_texts(client, pact, django_assert_max_num_queries):
    report = start()
    publish(report)

    with django_assert_max_num_queries(3):
        client.get(reverse("pact:report_page", args=[report.pk, "bericht"]))


def test_the_city_sees_pages_and_files_of_drafts(client, pact):
    report = rendered(start())
    client.force_login(UserFactory(city=True))

    page = client.get(reverse("pact:city_report_page", args=[report.pk, "ratsfassung"])).content.decode()
    file = client.get(reverse("pact:city_report_part", args=[report.pk, "bericht", "xlsx"]))

    assert "Entwurf, nicht veröffentlicht" in page
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert client.get(reverse("pact:city_report_page", args=[report.pk, "unbekannt"])).status_code == 404


def form_of(**texts):
    empty = {f"{chapter}_{language}": "" for chapter in ReportText.Chapter.values for language in ("de", "en")}
    return {**empty, **texts}


def test_the_office_writes_texts_and_the_draft_takes_them_in(client, pact):
    report = rendered(start())
    write("outlook", "Alt")
    client.force_login(UserFactory(office=True))

    response = client.post(
        reverse("pact:city_report_texts", args=[report.pk]), form_of(glance_de="Neu", glance_en="New"), follow=True
    )

    report.refresh_from_db()
    assert "der Entwurf wird mit ihnen neu erstellt" in response.content.decode()
    assert report.texts == {"glance": {"de": "Neu", "en": "New"}}
    assert not ReportText.objects.filter(chapter="outlook").exists()


def test_a_published_report_does_not_take_texts_in(client, pact):
    report = rendered(start())
    publish(report)
    client.force_login(UserFactory(office=True))

    response = client.post(reverse("pact:city_report_texts", args=[report.pk]), form_of(glance_de="Neu"), follow=True)

    report.refresh_from_db()
    assert "in der nächsten Version" in response.content.decode()
    assert report.texts == {}
    with pytest.raises(ReportNotReady):
        actions.take_report_texts(report=report, by=UserFactory(office=True))


def test_english_alone_is_refused(client, pact):
    report = start()
    client.force_login(UserFactory(office=True))

    page = client.post(reverse("pact:city_report_texts", args=[report.pk]), form_of(glance_en="New")).content.decode()

    assert "Schreiben Sie auch den deutschen Text." in page
    assert not ReportText.objects.exists()


def test_an_example_shows_only_what_the_partner_has_released():
    partner = PartnerFactory(name=LONG, sector="C", size="large", is_public=True)
    BalanceFactory(partner=partner, year=2024, approved=True)
    TargetFactory(partner=partner, is_public=False)
    ReportExample.objects.create(year=2024, partner=partner, text_de="Vorbild")

    (example,) = report_texts.examples(2024)

    labels = [label for label, _value in example["facts_de"]]
    assert (example["name"], example["text_de"], example["text_en"]) == (LONG, "Vorbild", "")
    assert labels == ["Branche", "Im Klimapakt seit", "Zuletzt geprüfte Klimabilanz"]


def test_a_partner_that_is_not_in_the_directory_is_no_example():
    ReportExample.objects.create(year=2024, partner=PartnerFactory(is_public=False))

    assert report_texts.examples(2024) == []


def test_examples_stand_in_the_report_with_their_facts(pact):
    partner = PartnerFactory(name="Muster Vorbild")
    TargetFactory(partner=partner, is_public=True)
    ReportExample.objects.create(year=2024, partner=partner, text_de="Wir heizen mit Abwärme.")

    content = drawn(start())

    text = said(content)
    assert "Wir heizen mit Abwärme." in text
    assert "Veröffentlichtes Ziel" in text
    assert pdf_ua.check(content) == {}


def texts_of(checks):
    return " | ".join(check.text for check in checks)


def test_checks_say_what_is_missing_with_the_place_to_mend_it(pact):
    PartnerFactory.create_batch(3)
    EventFactory(status="held", starts_at=timezone.make_aware(dt.datetime(2024, 5, 5, 12)), title_de="Treffen")
    write("glance")
    report = start()
    BalanceFactory(year=2024, approved=True)

    checks = report_checks.of(report, UserFactory(office_lead=True))

    said = texts_of(checks)
    for words in (
        "3 Partner ohne geprüfte Klimabilanz",
        "Ohne Textbaustein: ",
        "Englisch fehlt: Auf einen Blick",
        "1 Klimabilanz oder Ergebnis wurde nach dem Stichtag geprüft",
        "Bei „Treffen“ fehlt die Zahl der Personen",
        "Gute Beispiele ausgewählt: 0",
        "Die Datei liegt noch nicht vor",
    ):
        assert words in said
    assert {check.url for check in checks if "Textbaustein" in check.text} == {
        reverse("pact:city_report_texts", args=[report.pk])
    }


def test_checks_give_nobody_a_link_that_is_not_for_them(pact):
    PartnerFactory()
    report = start()

    urls = {check.url for check in report_checks.of(report, UserFactory(city=True))}

    assert urls <= {"", reverse("pact:city_report_start")}


def test_hidden_sums_are_counted():
    BalanceFactory(year=2024, approved=True, totals={"scope1": 1000})

    assert "werden nicht genannt" in texts_of(report_checks.of(start(), UserFactory(city=True)))


def test_a_complete_report_has_nothing_to_mend(pact):
    for chapter in ReportText.Chapter.values:
        write(chapter, "Text", "Text")
    for partner in list(PartnerFactory._meta.model.objects.climate())[:4]:
        ReportExample.objects.create(year=2024, partner=partner)
    report = rendered(start())

    assert report_checks.of(report, UserFactory(office_lead=True)) == []


def test_changed_texts_and_long_council_versions_are_noticed(pact):
    report = rendered(start())
    write("glance")
    report.files.filter(kind="council", form="pdf").update(pages=6)

    said = texts_of(report_checks.of(report, UserFactory(office=True)))

    assert "seit diese Version erstellt wurde" in said
    assert "Die Ratsfassung hat 6 statt vier Seiten" in said


def test_the_page_of_a_draft_shows_the_checks_and_that_of_a_published_one_does_not(client, pact):
    report = rendered(start())
    client.force_login(UserFactory(office_lead=True))
    address = reverse("pact:city_report_detail", args=[report.pk])

    draft = client.get(address).content.decode()
    publish(report)

    assert "Vor der Veröffentlichung ansehen" in draft
    assert "Vor der Veröffentlichung ansehen" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "rows",
    (
        lambda: None,
        lambda: BalanceFactory(year=2024, approved=True, totals={"scope1": 1}),
        lambda: [PartnerFactory(name=f"{LONG}{number}") for number in range(6)],
        lambda: EventFactory(
            status="held", starts_at=timezone.now() - dt.timedelta(days=700), title_de="T" * 120, people_attended=3
        ),
    ),
    ids=("nothing", "one balance", "long names", "one event"),
)
def test_every_version_of_an_unusual_year_can_be_read(rows):
    rows()
    year = timezone.localdate().year - 2
    report = start(year=year)

    for kind in KINDS:
        assert pdf_ua.check(drawn(report, kind)) == {}
        assert documents.city_report_html(report, kind)
    assert documents.city_report_workbook(report, "de")


def test_a_snapshot_from_before_these_chapters_is_still_a_report(pact):
    report = start()
    for name in ("network", "plans", "changes"):
        del report.snapshot.figures[name]

    assert pdf_ua.check(drawn(report)) == {}
    assert documents.city_report_workbook(report, "de")


@pytest.mark.parametrize(
    ("make", "name"),
    (
        (lambda: write("glance"), "one_text_per_year_and_chapter"),
        (lambda: write("pact", ""), "text_module_is_not_empty"),
        (
            lambda: ReportExample.objects.create(year=2024, partner=ReportExample.objects.get().partner),
            "one_example_per_year_and_partner",
        ),
        (
            lambda: ReportFile.objects.create(report=CityReport.objects.get(), kind="full", form="pdf", sha256="x"),
            "report_file_has_its_hash",
        ),
        (
            lambda: ReportFile.objects.create(
                report=CityReport.objects.get(), kind="full", form="html", sha256="0" * 64
            ),
            "one_file_per_kind_and_form",
        ),
    ),
)
def test_the_database_refuses(make, name):
    write("glance")
    ReportExample.objects.create(year=2024, partner=PartnerFactory())
    ReportFile.objects.create(report=CityReportFactory(), kind="full", form="html", sha256="0" * 64)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_words_for_the_administration():
    text = write("glance")
    example = ReportExample.objects.create(year=2024, partner=PartnerFactory(name="Muster"))

    assert (str(text), str(example)) == ("2024, Auf einen Blick", "2024, Muster")


@pytest.mark.parametrize("name", ("reporttext", "reportexample"))
def test_the_office_edits_texts_and_examples_in_the_administration(client, name):
    write("glance")
    ReportExample.objects.create(year=2024, partner=PartnerFactory())
    client.force_login(UserFactory(office=True))

    assert client.get(reverse(f"admin:pact_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:pact_{name}_add")).status_code == 200
