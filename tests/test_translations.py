from klimapakt.lib import translations


def test_every_message_has_german():
    assert translations.missing() == {}


def test_compiled_catalogue_is_current():
    assert translations.CATALOGUE.with_suffix(".mo").read_bytes() == translations.compiled()
