"""The office uploads a list with an error, looks it through, takes it and undoes it."""

from playwright.sync_api import expect

from partners.models import Partner, TeamInvitation
from tests.e2e.test_journeys import follow, press
from tests.factories import PartnerFactory, UserFactory

LIST = """Firma;Beitritt;Beschäftigte;PLZ;Ort;E-Mail
Neuling Bau GmbH;05.12.2024;12;40213;Düsseldorf;kim@neuling.example
Beispiel Druckhaus GmbH;;77;;;
Beispiel Druckhäuser GmbH;;;;;
Falsch AG;irgendwann;viele;;;
"""


def test_office_imports_a_list_and_undoes_it(page, sign_in, inspect, glance):
    PartnerFactory(name="Beispiel Druckhaus GmbH", employees=70)
    sign_in(UserFactory(office=True))
    page.goto("/geschaeftsstelle/partner/")
    follow(page, "Liste importieren")
    page.locator("input[name=file]").set_input_files(
        {"name": "bild.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0"}
    )
    press(page, "Datei lesen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    glance(page, "import-start")

    page.locator("input[name=file]").set_input_files(
        {"name": "Liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    )
    press(page, "Datei lesen")
    expect(page.get_by_text("Das ist kein Datum.")).to_be_visible()
    inspect(page, "import-preview")
    press(page, "Es ist ein neuer Partner")
    expect(page.get_by_text("entschieden")).to_be_visible()
    press(page, "3 Zeilen übernehmen")
    expect(page.get_by_text("3 Zeilen wurden übernommen.")).to_be_visible()
    glance(page, "import-taken")
    assert Partner.objects.count() == 3
    assert TeamInvitation.objects.get().state == TeamInvitation.State.PREPARED
    follow(page, "1 vorbereitete Einladung")
    glance(page, "import-prepared")

    page.go_back()
    press(page, "Import rückgängig machen")
    expect(page.get_by_text("3 Zeilen wurden rückgängig gemacht.")).to_be_visible()
    assert [(one.name, one.employees) for one in Partner.objects.all()] == [("Beispiel Druckhaus GmbH", 70)]
