"""The public pages of the demo: public facts, and honest words where something is still missing."""

from pathlib import Path

from klimapakt.pact import actions

TEXTS = Path(__file__).parent / "texts"
TITLES = {
    "klimapakt": ("Der Klimapakt", "The climate pact"),
    "klimapakt/faq": ("Häufige Fragen", "Frequent questions"),
    "klimapakt/glossar": ("Glossar", "Glossary"),
    "hilfe": ("Hilfe", "Help"),
    "kontakt": ("Kontakt", "Contact"),
    "impressum": ("Impressum", "Imprint"),
    "datenschutz": ("Datenschutz", "Privacy"),
    "barrierefreiheit": ("Barrierefreiheit", "Accessibility"),
    "nutzungsbedingungen": ("Nutzungsbedingungen", "Terms of use"),
    "leichte-sprache": ("Leichte Sprache", "Easy language"),
    "gebaerdensprache": ("Gebärdensprache", "Sign language"),
}
PLACEHOLDERS = ("leichte-sprache", "gebaerdensprache")


def text(name: str, language: str) -> str:
    file = TEXTS / f"{name.replace('/', '-')}.{language}.txt"
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def load() -> None:
    for name, (german, english) in TITLES.items():
        version = actions.save_page(
            name=name,
            seen=0,
            title_de=german,
            title_en=english,
            text_de=text(name, "de"),
            text_en=text(name, "en"),
            is_placeholder=name in PLACEHOLDERS,
            by=None,
        )
        actions.publish_page(version=version, by=None)
