"""Texts of the demo's annual report, and four good examples among the invented companies."""

from typing import Final

from klimapakt.pact.demo.people import PIONEER
from klimapakt.pact.models import ReportExample, ReportText
from partners.models import Partner

C = ReportText.Chapter
TEXTS: Final = {
    C.GREETING: (
        "Liebe Leserin, lieber Leser,\n\nKlimaschutz in den Unternehmen entscheidet sich im Alltag: beim Kessel, der "
        "ersetzt wird, bei der Route der Lieferwagen, beim Strom für die Halle. Dieser Bericht zeigt, was die "
        "Klimapartner gemeldet haben und was davon geprüft ist. Wo Zahlen fehlen, sagt er es.\n\nWir danken allen, "
        "die sich die Mühe gemacht haben, ihre Verbräuche zusammenzutragen.",
        "Dear reader,\n\nClimate protection in companies is decided in daily work: when a boiler is replaced, when a "
        "van's route is planned, when power for the hall is bought. This report shows what the climate partners have "
        "reported and what of it has been checked. Where figures are missing, it says so.\n\nOur thanks go to all who "
        "took the trouble to gather their consumption.",
    ),
    C.GLANCE: (
        "Das Jahr war geprägt vom Ausbau der Berichtsrunde: Erstmals liegen aus vielen Branchen geprüfte Klimabilanzen "
        "vor.",
        "The year was about a wider round of reports: for the first time many sectors have balances that were checked.",
    ),
    C.PACT: (
        "Die Geschäftsstelle ist Ansprechpartnerin für alle Fragen, vom ersten Gespräch bis zur geprüften Klimabilanz. "
        "Beratung, Förderung und Schulungen richten sich nach dem, was die Partner brauchen.",
        "The office answers all questions, from the first talk to the checked balance. Advice, funding and training "
        "follow what the partners need.",
    ),
    C.PARTNERS: (
        "Der Zuwachs kam vor allem aus kleinen und mittleren Unternehmen. Sie brauchen einfache Wege: Wer sich noch "
        "nicht sicher ist, beginnt mit sechs Zahlen.",
        "Growth came mostly from small and medium-sized companies. They need simple ways: whoever is not sure yet "
        "begins with six numbers.",
    ),
    C.EMISSIONS: (
        "Die Summen steigen und fallen auch deshalb, weil von Jahr zu Jahr andere Partner geprüfte Bilanzen haben. Was "
        "sich wirklich verändert hat, zeigt nur die konstante Gruppe.",
        "Sums also rise and fall since other partners have checked balances from year to year. What has really changed "
        "is shown by the constant group alone.",
    ),
    C.TARGETS: (
        "Viele Ziele enden 2030 oder 2035. Nach dem ersten Zwischenziel wird gemeinsam geprüft, ob der Weg noch passt.",
        "Many targets end in 2030 or 2035. After the first interim target, office and company look together whether "
        "the way still fits.",
    ),
    C.MEASURES: (
        "Am häufigsten sind Maßnahmen bei Strom und Beleuchtung sowie bei erneuerbaren Energien. Wo etwas aufgegeben "
        "wurde, fehlte meist die Förderung.",
        "Most common are measures for electricity and lighting, and for renewable energy. Where something was dropped, "
        "funding was mostly missing.",
    ),
    C.EXAMPLES: (
        "Vier Unternehmen haben zugestimmt, hier vorgestellt zu werden. Alle Angaben stammen aus ihren freigegebenen "
        "Profilen.",
        "Four companies agreed to be introduced here. All facts come from the profiles that they have released.",
    ),
    C.NETWORK: (
        "Das achte Netzwerktreffen fand in der Merkur Spiel-Arena statt. Gefragt wurde, welche Themen, Schulungen und "
        "Beiträge sich die Partner wünschen.",
        "The eighth network meeting took place in the Merkur Spiel-Arena. Partners were asked which topics, training "
        "and contributions they wish for.",
    ),
    C.CONTRIBUTION: (
        "Der Klimapakt ist einer von mehreren Wegen zum Ziel der Stadt. Er wirkt dort, wo Unternehmen selbst "
        "entscheiden.",
        "The pact is one of several ways to the city's goal. It works where companies decide for themselves.",
    ),
    C.OUTLOOK: (
        "Im kommenden Jahr sollen mehr Partner eine geprüfte Klimabilanz haben als ohne.\n\nDem Rat wird empfohlen, die "
        "Beratung für kleine Unternehmen fortzuführen und das Preisgeld weiter für Schulungen einzusetzen.",
        "Next year more partners shall have a checked balance than not.\n\nThe council is recommended to go on with "
        "advice for small companies, and to keep using the prize money for training.",
    ),
}
EXAMPLES: Final = (
    (
        "Der Betrieb hat seine Antriebe erneuert und misst den Verbrauch jetzt an jeder Maschine.",
        "The company has renewed its drives and now meters consumption at each machine.",
    ),
    (
        "Abwärme aus der Produktion heizt im Winter die Büros.",
        "Waste heat from production heats the offices in winter.",
    ),
    (
        "Der Fuhrpark wird Schritt für Schritt elektrisch; geladen wird vor allem mit Strom vom eigenen Dach.",
        "The fleet becomes electric step by step; it is charged mostly with power from the company's own roof.",
    ),
    (
        "Das Team hat den Einkauf umgestellt und fragt Lieferanten nach ihren Emissionen.",
        "The team has changed its purchasing and asks suppliers for their emissions.",
    ),
)


def load(*, year: int) -> None:
    ReportText.objects.bulk_create(
        ReportText(year=year, chapter=chapter, text_de=german, text_en=english)
        for chapter, (german, english) in TEXTS.items()
    )
    listed = Partner.objects.climate().listed().order_by("joined_on", "pk")
    chosen = [*listed.filter(slug=PIONEER), *listed.exclude(slug=PIONEER)[: len(EXAMPLES) - 1]]
    ReportExample.objects.bulk_create(
        ReportExample(year=year, position=position, partner=partner, text_de=german, text_en=english)
        for position, (partner, (german, english)) in enumerate(zip(chosen, EXAMPLES, strict=False), start=1)
    )
