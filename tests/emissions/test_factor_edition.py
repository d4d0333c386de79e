"""A newer edition of the factors: uploaded, looked through row by row, taken as a whole, withdrawn with a reason."""

import datetime as dt
import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions import actions, factor_file
from emissions.errors import EditionDiffers, FactorFileWrong, FactorUploadGone, ReasonMissing
from emissions.models import Factor, FactorSet, FactorUpload
from partners.models import LogEntry
from tests import factories
from tests.concurrency import at_once
from tests.factories import factor_file as file_of
from tests.factories import factor_row as row

pytestmark = pytest.mark.django_db
SHIPPED = settings.BASE_DIR / "emissions" / "data" / "emission_factors.csv"
LIST = "emissions:factor_set_list"


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office_lead=True)
    client.force_login(user)
    return user


@pytest.fixture
def known(db):
    """The edition in use: three factors, read from a file as any other."""
    rows = [row(), row("muster.oel.l", "2.7"), row("muster.holz.kg", "0.1", kgco2_biogenic_per_unit="1.7")]
    return actions.take_factor_upload(
        upload=factories.FactorUploadFactory(content=file_of(*rows), edition="2025-11", published_on="2025-11-01"),
        by=factories.UserFactory(office_lead=True),
    )


def send(client, content, **fields):
    file = SimpleUploadedFile("faktoren.csv", content)
    sent = {"file": file, "edition": "2026-11", "published_on": "2026-11-01", **fields}
    return client.post(reverse(LIST), sent, follow=True).content.decode()


def read(*rows):
    return factor_file.read(file_of(*rows))


def test_the_shipped_file_is_read_without_a_mistake():
    reading = factor_file.read(SHIPPED.read_bytes())

    assert (len(reading.rows), reading.problems) == (1017, [])


def test_a_file_beside_the_edition_in_use_says_what_is_new_changed_gone_and_the_same(known):
    reading = read(row(), row("muster.oel.l", "2.66", source="Muster 2027"), row("muster.pellets.kg"))

    found = list(factor_file.changes(reading, known.factors.all()))

    assert [(one.kind, one.shown.key) for one in found] == [
        ("same", "muster.gas.kwh"),
        ("changed", "muster.oel.l"),
        ("new", "muster.pellets.kg"),
        ("gone", "muster.holz.kg"),
    ]
    assert str(round(found[1].percent, 2)) == "-1.48"
    assert (found[1].has_new_value, found[1].other_fields) == (True, "Quelle")
    assert (found[0].other_fields, found[2].percent, found[2].other_fields) == ("", None, "")


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    (
        ({"value": "1.500"}, "kgco2e_per_unit", "Schreiben Sie 1500 oder 1.5000"),
        ({"value": "1,5"}, "kgco2e_per_unit", "mit Punkt"),
        ({"value": "1.234,5"}, "kgco2e_per_unit", "mit Punkt"),
        ({"value": "-0.2"}, "kgco2e_per_unit", "nicht negativ"),
        ({"value": ""}, "kgco2e_per_unit", "Wert fehlt"),
        ({"value": "viel"}, "kgco2e_per_unit", "keine Zahl"),
        ({"value": "1e5"}, "kgco2e_per_unit", "keine Zahl"),
        ({"value": "0.123456789"}, "kgco2e_per_unit", "keine Zahl"),
        ({"value": "1000000000"}, "kgco2e_per_unit", "keine Zahl"),
        ({"kgco2_biogenic_per_unit": "NaN"}, "kgco2_biogenic_per_unit", "keine Zahl"),
        ({"key": ""}, "key", "nicht leer"),
        ({"name_de": ""}, "name_de", "nicht leer"),
        ({"source": ""}, "source", "nicht leer"),
        ({"activity_unit": ""}, "activity_unit", "nicht leer"),
        ({"scope": "4"}, "scope", "1+3"),
        ({"year": "24"}, "valid_year", "vier Ziffern"),
        ({"year": "1890"}, "valid_year", "vier Ziffern"),
        ({"notes": "[VIELLEICHT] nur CO2."}, "notes", "[DEFAULT]"),
        ({"notes": "ohne Verwendung"}, "notes", "[DEFAULT]"),
        ({"activity_unit": "k" * 21}, "activity_unit", "passt nicht"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "passt nicht"),
        ({"source_url": f"https://{'x' * 500}"}, "source_url", "passt nicht"),
        ({"name_de": "GasfÃ¶rmig"}, "name_de", "Umlaute"),
    ),
)
def test_a_row_that_cannot_be_used_says_where_and_why(changes, column, said):
    reading = read(row("muster.oel.l"), row(**changes))

    (problem,) = reading.problems
    assert (problem.line, problem.column, len(reading.rows)) == (3, column, 1)
    assert said in problem.reason


def test_the_same_key_and_year_twice_is_a_mistake_of_the_second_row():
    reading = read(row(), row(year="2023"), row(value="0.3"))

    (problem,) = reading.problems
    assert (problem.line, problem.reason) == (
        4,
        "Derselbe Schlüssel mit demselben Jahr steht schon in Zeile 2.",
    )


def test_while_there_are_mistakes_nobody_knows_what_is_gone(known):
    found = list(factor_file.changes(read(row(value="")), known.factors.all()))

    assert [one.kind for one in found] == ["error"]


@pytest.mark.parametrize(
    ("content", "said"),
    (
        (b"", "Die Datei ist leer"),
        (b"key;name\n1;2\n", "Es fehlen Spalten: "),
        (b"PK\x03\x04 workbook", "als CSV"),
        (b"%PDF-1.7", "weder eine Excel-Arbeitsmappe"),
        (file_of(row(name_de="Wärme")) + b"\nx,W\xe4rme", "zwei Zeichenkodierungen"),
        (b"x" * 30_000_000, "zu groß"),
    ),
)
def test_a_file_that_is_none_is_refused_at_once(client, office, content, said):
    page = send(client, content)

    assert said in page
    assert not FactorUpload.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    (
        ({"edition": "2025-11"}, "Die Ausgabe 2025-11 gibt es schon"),
        ({"edition": ""}, "Geben Sie der Ausgabe einen Namen"),
        ({"published_on": "2099-01-01"}, "Dieser Tag liegt in der Zukunft"),
    ),
)
def test_an_edition_has_a_name_of_its_own_and_a_day_that_has_come(client, office, known, fields, said):
    assert said in send(client, file_of(), **fields)
    assert not FactorUpload.objects.exists()


def test_nothing_is_an_edition_before_it_is_taken(client, office, known):
    page = send(client, file_of(row(value="0.25"), row("muster.pellets.kg")))

    assert "0,2</span> → <strong>0,25</strong>" in page
    assert "+25\u00a0%" in page or "25,0\u00a0%" in page
    assert list(FactorSet.objects.all()) == [known]
    assert Factor.objects.count() == 3

    upload = FactorUpload.objects.get()
    page = client.post(reverse("emissions:factor_upload_take", args=[upload.pk]), follow=True).content.decode()

    assert "Die Ausgabe 2026-11 ist gespeichert." in page
    assert FactorSet.objects.current().edition == "2026-11"
    assert str(known.factors.get(key="muster.gas.kwh").kg_co2e_per_unit) == "0.20000000"
    assert LogEntry.objects.filter(verb="factors-imported").count() == 2
    assert not FactorUpload.objects.exists()


def test_a_file_with_mistakes_is_not_taken(client, office):
    send(client, file_of(row(), row("muster.oel.l", "-1")))
    upload = FactorUpload.objects.get()
    url = reverse("emissions:factor_upload_take", args=[upload.pk])

    page = client.get(upload.get_absolute_url()).content.decode()
    answer = client.post(url, follow=True).content.decode()

    assert url not in page
    assert "als Ganzes übernommen oder gar nicht" in answer
    assert not FactorSet.objects.exists()
    with pytest.raises(FactorFileWrong):
        actions.take_factor_upload(upload=upload, by=office)


def test_the_same_file_again_is_the_edition_that_it_was(client, office, known):
    again = file_of(row(), row("muster.oel.l", "2.7"), row("muster.holz.kg", "0.1", kgco2_biogenic_per_unit="1.7"))

    page = send(client, again)
    taken = actions.take_factor_upload(upload=FactorUpload.objects.get(), by=office)

    assert "Diese Datei ist schon eine Ausgabe" in page
    assert taken == known
    assert Factor.objects.count() == 3


def test_an_older_edition_says_that_it_will_not_be_used(client, office, known):
    assert "älter als die Ausgabe, die in Gebrauch ist" in send(client, file_of(), published_on="2020-11-01")


def test_a_name_taken_meanwhile_is_told(client, office, known):
    upload = factories.FactorUploadFactory(edition=known.edition)

    page = client.post(reverse("emissions:factor_upload_take", args=[upload.pk]), follow=True).content.decode()

    assert "Wählen Sie einen anderen Namen" in page
    with pytest.raises(EditionDiffers):
        actions.take_factor_upload(upload=upload, by=office)


def test_who_comes_second_is_told_and_nothing_is_lost(client, office):
    upload = factories.FactorUploadFactory()
    urls = [reverse(f"emissions:factor_upload_{step}", args=[upload.pk]) for step in ("discard", "take", "discard")]

    first, *later = [client.post(url, follow=True).content.decode() for url in urls]

    assert "Die Datei ist verworfen" in first
    assert ["inzwischen übernommen oder verworfen" in page for page in later] == [True, True]
    assert "inzwischen übernommen" in client.get(upload.get_absolute_url(), follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_edition():
    office = factories.UserFactory(office_lead=True)
    same = [factories.FactorUploadFactory(), factories.FactorUploadFactory()]

    errors = at_once([lambda one=one: actions.take_factor_upload(upload=one, by=office) for one in same])

    assert errors == []
    assert (FactorSet.objects.count(), Factor.objects.count()) == (1, 1)

    upload = factories.FactorUploadFactory(content=file_of(row(value="0.3")), edition="2027-11")
    take = lambda: actions.take_factor_upload(upload=upload, by=office)  # noqa: E731 -- one line twice
    assert [type(error) for error in at_once([take, take])] == [FactorUploadGone]
    assert FactorSet.objects.count() == 2


def test_the_preview_as_a_table_has_all_rows(client, office, known):
    upload = factories.FactorUploadFactory(content=file_of(row(value="0.25"), row("muster.x.kg")))
    broken = factories.FactorUploadFactory(content=file_of(row(value="")))

    csv = client.get(reverse("emissions:factor_upload_file", args=[upload.pk, "csv"])).content.decode()
    mistakes = client.get(reverse("emissions:factor_upload_file", args=[broken.pk, "csv"])).content.decode()

    assert [line.split(";")[1:3] for line in csv.splitlines()[1:]] == [
        ["geändert", "muster.gas.kwh"],
        ["neu", "muster.x.kg"],
        ["nicht mehr enthalten", "muster.holz.kg"],
        ["nicht mehr enthalten", "muster.oel.l"],
    ]
    assert "0,25000000" in csv or "0,25" in csv
    assert "kgco2e_per_unit" in mistakes
    assert client.get(reverse("emissions:factor_upload_file", args=[upload.pk, "pdf"])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_preview_and_list_ask_as_much_whatever_their_length(client, office, known, count, django_assert_num_queries):
    upload = factories.FactorUploadFactory(content=file_of(*[row(f"muster.{n}.kg") for n in range(count)]))
    factories.FactorUploadFactory.create_batch(count - 1)
    client.get(upload.get_absolute_url())

    with django_assert_num_queries(8):
        client.get(upload.get_absolute_url())
    client.get(reverse(LIST))
    with django_assert_num_queries(6):
        client.get(reverse(LIST))


def test_the_whole_shipped_file_is_previewed_in_a_moment(client, office):
    actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))
    upload = factories.FactorUploadFactory(content=SHIPPED.read_bytes().replace(b"0.372", b"0.371"))
    begun = time.monotonic()

    page = client.get(f"{upload.get_absolute_url()}?art=changed").content.decode()

    assert "0,372</span> → <strong>0,371" in page
    assert time.monotonic() - begun < 5


def test_a_withdrawn_edition_keeps_its_balances_and_says_why(client, office, known):
    draft = factories.BalanceFactory(entry="lines", factor_set=known)
    checked = factories.BalanceFactory(entry="lines", factor_set=known, year=2023, approved=True)

    page = client.get(known.get_absolute_url()).content.decode()
    said = client.post(known.get_absolute_url(), {"reason": "Zahlendreher bei Gas"}, follow=True).content.decode()

    assert str(draft.partner) in page
    assert str(checked.partner) in page
    assert "einzige Ausgabe in Gebrauch" in page
    assert "Zahlendreher bei Gas" in said
    assert FactorSet.objects.latest_in_use() is None
    assert LogEntry.objects.get(verb="factors-withdrawn").reason == "Zahlendreher bei Gas"
    actions.withdraw_factor_set(factor_set=known, reason="noch einmal", by=office)
    assert FactorSet.objects.get().withdrawal_reason == "Zahlendreher bei Gas"


def test_withdrawing_needs_a_reason(client, office, known):
    page = client.post(known.get_absolute_url(), {"reason": ""}).content.decode()

    assert "Bitte geben Sie einen Grund an" in page
    with pytest.raises(ReasonMissing):
        actions.withdraw_factor_set(factor_set=known, reason=" ", by=office)
    with pytest.raises(IntegrityError, match="withdrawn_factor_set_has_a_reason"):
        FactorSet.objects.update(is_withdrawn=True)


def test_the_database_holds_one_set_per_file():
    factories.FactorSetFactory(sha256="a" * 64)

    with pytest.raises(IntegrityError, match="one_factor_set_per_file"):
        factories.FactorSetFactory(edition="anders", sha256="a" * 64)


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_of_an_edition_asks_as_much_whatever_stands_on_it(
    client, office, known, count, django_assert_num_queries
):
    for _number in range(count):
        factories.BalanceFactory(entry="lines", factor_set=known, submitted_at=timezone.now())

    client.get(known.get_absolute_url())

    with django_assert_num_queries(9):
        client.get(known.get_absolute_url())
