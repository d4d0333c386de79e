"""Text with a little shape."""

import pytest

from klimapakt.lib import richtext


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        ("Eins\nzwei\n\ndrei", "<p>Eins<br>zwei</p>\n<p>drei</p>"),
        ("## Ziele", '<h2 class="kern-heading-medium">Ziele</h2>'),
        ("### Ziele\nText", '<h3 class="kern-heading-small">Ziele</h3>\n<p>Text</p>'),
        ("- a\n- b\n\n1. c\n2. d", "<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li><li>d</li></ol>"),
        ("Ein **fettes Wort** hier", "<p>Ein <strong>fettes Wort</strong> hier</p>"),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
        ("[Stadt](https://example.org/a?b=1&c=2)",
         '<p><a class="kern-link" href="https://example.org/a?b=1&amp;c=2">Stadt</a></p>'),
        ("[Hilfe](/hilfe/)", '<p><a class="kern-link" href="/hilfe/">Hilfe</a></p>'),
        ("[uns](mailto:a@b.example)", '<p><a class="kern-link" href="mailto:a@b.example">uns</a></p>'),
    ],
)  # fmt: skip
def test_render_shapes_what_is_typed(typed, html):
    assert richtext.render(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](//evil.example/)",
        '[x](https://a.example/"onclick="alert)',
        "**<img src=x onerror=alert(1)>**",
        "## <b>fett</b>",
    ],
)
def test_render_lets_no_html_through(typed):
    html = richtext.render(typed)

    assert not any(danger in html for danger in ("<script", "<img", "<b>", 'href="javascript', 'href="//', '"onclick'))


def test_sections_part_the_text_by_its_headings():
    found = richtext.sections("Vorab\n\n## Teil\n\n### Was ist das?\nEine **Antwort**.\n\n### Leer")

    assert [(section.level, section.title, section.body) for section in found] == [
        (0, "", "<p>Vorab</p>"),
        (2, "Teil", ""),
        (3, "Was ist das?", "<p>Eine <strong>Antwort</strong>.</p>"),
        (3, "Leer", ""),
    ]
