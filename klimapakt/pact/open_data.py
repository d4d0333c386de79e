"""The published figures described for data portals: DCAT-AP.de 2.0, as JSON-LD.

https://www.dcat-ap.de/def/dcatde/2.0/spec/
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from klimapakt.pact.models import CityReport
from partners.models import Pact

CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCE: Final = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
THEMES: Final = "http://publications.europa.eu/resource/authority/data-theme/"
FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
FIRST_YEAR: Final = 2019
Node = dict[str, Any]  # Any: JSON-LD


def catalog(report: CityReport, pact: Pact) -> Node:
    """One catalogue with one dataset: the figures of the newest published report, in each form."""
    page = address("pact:impact")
    publisher = {"@id": f"{page}#publisher", "@type": "foaf:Organization", "foaf:name": pact.office_name}
    return {
        "@context": CONTEXT,
        "@id": f"{page}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": in_both(lambda: _("Open data of the climate pact")),
        "dct:description": in_both(lambda: _("What the companies of the pact emit, plan and achieve, year by year.")),
        "dct:publisher": publisher,
        "foaf:homepage": {"@id": page},
        "dcat:dataset": [dataset(report, pact, publisher["@id"])],
    }


def dataset(report: CityReport, pact: Pact, publisher: str) -> Node:
    snapshot, page = report.snapshot, address("pact:impact")
    return {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{page}#dataset",
        "dct:title": in_both(lambda: _("Impact of %(pact)s") % {"pact": pact.name}),
        "dct:description": in_both(
            lambda: _(
                "Greenhouse gas emissions of the partners by year and scope, measures, targets and members. Checked by "
                "the office, frozen at the cut-off; sums that would tell of a single company are left out."
            )
        ),
        "dct:publisher": {"@id": publisher},
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": pact.office_name,
            "vcard:hasEmail": {"@id": f"mailto:{pact.office_email}"},
        },
        "dcat:theme": [{"@id": f"{THEMES}{theme}"} for theme in ("ENVI", "ENER")],
        "dcat:keyword": [{"@language": "de", "@value": word} for word in ("Klimaschutz", "Treibhausgase", pact.city)],
        "dct:issued": moment(report.published_at),
        "dct:modified": moment(snapshot.cut_off),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{FIRST_YEAR}-01-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": f"{snapshot.year}-12-31"},
        },
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dcat:landingPage": {"@id": page},
        "dcat:version": f"{snapshot.year}.{snapshot.version}",
        "dcat:distribution": [
            distribution(pact, "CSV", "text/csv", address("pact:impact_csv")),
            distribution(pact, "JSON", "application/json", address("pact:impact_json")),
        ],
    }


def distribution(pact: Pact, kind: str, media: str, url: str) -> Node:
    return {
        "@id": f"{address('pact:impact')}#{kind.lower()}",
        "@type": "dcat:Distribution",
        "dct:title": in_both(lambda: _("All figures as %(kind)s") % {"kind": kind}),
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dct:format": {"@id": f"{FILE_TYPES}{kind}"},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{media}"},
        "dct:license": {"@id": LICENCE},
        "dcatde:licenseAttributionByText": pact.name,
    }


def address(name: str) -> str:
    """The German address, whoever asks: a catalogue names each thing once."""
    with translation.override("de"):
        return settings.BASE_URL + reverse(name)


def in_both(say: Callable[[], str]) -> list[Node]:
    told = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told.append({"@language": language, "@value": say()})
    return told


def moment(at: dt.datetime | None) -> Node:
    return {"@type": "xsd:dateTime", "@value": timezone.localtime(at).isoformat(timespec="seconds")}
