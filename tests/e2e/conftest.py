"""Journeys in a real browser against the live server, with the worker and the mail server real too."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "")  # ./portal test finds one
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = (1280, 390, 320)
AXE = Axe().axe_script
# There are no films to preload; frames are previews without scripts, in which axe cannot work.
OPTIONS = "{resultTypes: ['violations'], preload: false, iframes: false}"
expect.set_options(timeout=15_000)  # as patient as clicks are
AT_REST = """async () => {
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
  for (const one of document.getAnimations()) {
    if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
  }
}"""
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys of one file run in one worker, one after the other."""
    missing = not Path(CHROMIUM).is_file()
    for item in items:
        if "tests/e2e" not in str(item.path):
            continue
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.xdist_group(f"e2e {item.path.stem}"))
        if missing and not os.environ.get("E2E_REQUIRED"):
            item.add_marker(pytest.mark.skip(reason="No browser: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server, roles) -> Iterator[Page]:
    """A page whose console must stay silent: no CSP message, no error of a script, nothing that is not found."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url, locale="de-DE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not re.search(
            "status of (410|429)", message.text
        ):  # links that are over, too many attempts
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()

    assert complaints == []


@pytest.fixture
def sign_in(page: Page) -> Callable[..., None]:
    """Signs in as a person would: address and password on the login page."""
    from tests.factories import PASSWORD

    def run(user: object, password: str = PASSWORD) -> None:
        page.goto("/konto/login/")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/konto/login" not in url)

    return run


@pytest.fixture
def inspect() -> Callable[[Page, str], None]:
    """Holds a page to the rules: axe finds nothing in both themes at all widths, and nothing scrolls sideways."""
    return hold_to_rules(("light", "dark"), WIDTHS)


@pytest.fixture
def glance() -> Callable[[Page, str], None]:
    """For a page that is made of nothing but parts that another test inspects: once, in the dark, on a narrow phone."""
    return hold_to_rules(("dark",), WIDTHS[-1:])


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds, by rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(f"axe.run({OPTIONS}).then(result => result.violations)")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def hold_to_rules(themes: tuple[str, ...], widths: tuple[int, ...]) -> Callable[[Page, str], None]:
    def run(page: Page, name: str) -> None:
        page.wait_for_function("!document.querySelector('[data-waiting]')")  # a form that saves itself is on its way
        page.locator("main h1").first.wait_for()
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            page.evaluate(AT_REST)  # links of the administration change their colour slowly
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                if SCREENSHOTS:
                    Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=f"{SCREENSHOTS}/{name}-{theme}-{width}.png", full_page=True)
                found = violations(page)
                assert found == [], f"{name}, {theme}, {width} px"
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width} px"
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})

    return run


@pytest.fixture(autouse=True)
def _real_mail(settings) -> None:
    """Mail goes through SMTP to the catcher of ./portal test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.ALLOWED_HOSTS = ["*"]
    assert django_settings.MAILBOX_DIR, "Journeys need ./portal's mail catcher: run them with ./portal test"
