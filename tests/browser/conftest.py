"""What the tests in a browser stand on: the real application, and pages that tell of any trouble.

The server is started as `make run` starts it, on a folder of its own. A page may speak to that
server and to nobody else; a request to another host, a failed request, an error on the console or
a breach of the content security policy fails the test at its end.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.served import served

HERE = Path(__file__).parents[2]
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

TELL_BREACHES = """addEventListener("securitypolicyviolation", (breach) =>
    console.error(`policy: ${breach.violatedDirective} refused ${breach.blockedURI}`))"""


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory) -> Path:
    """The folder of the data of the application that answers."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def address(data_folder) -> Iterator[str]:
    """Where the application answers, loaded with the real data: http://127.0.0.1:PORT."""
    # All tests come from one address: together they change more than one visitor may.
    with served(data_folder, RATE_LIMIT_CHANGES="1000 per minute") as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.fail("These tests need Debian's package chromium: apt-get install chromium.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


class Watch:
    """Notes what goes wrong on the pages of a context."""

    def __init__(self, context: BrowserContext, address: str, allowed: tuple[str, ...]) -> None:
        self.address = address
        self.allowed = [re.compile(one) for one in allowed]
        self.troubles: list[str] = []
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self._note(f"script: {error.error}"))

    def _note(self, trouble: str) -> None:
        if not any(one.search(trouble) for one in self.allowed):
            self.troubles.append(trouble)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:", "about:")):
            self._note(f"asked another host: {request.url}")

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page may give up its own request
            self._note(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self._note(f"answered {response.status}: {response.url}")

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")


@pytest.fixture
def new_page(browser: Browser, address: str):
    """Open a page; whatever goes wrong on it fails the test.

    Arguments: width, height, dark, scripts (False turns them off), lang (what the browser asks
    for), allowed (patterns of trouble that the test means to see), and those of Playwright's
    `new_context`, such as geolocation and permissions. Addresses may begin with a slash.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_page(
        width: int = 1280,
        height: int = 800,
        *,
        dark: bool = False,
        scripts: bool = True,
        lang: str = "en",
        allowed: tuple[str, ...] = (),
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale=lang,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        if scripts:
            context.add_init_script(TELL_BREACHES)
        contexts.append(context)
        watches.append(Watch(context, address, allowed))
        return context.new_page()

    yield open_page

    for context in contexts:
        context.close()
    troubles = [trouble for watch in watches for trouble in watch.troubles]
    if troubles:
        pytest.fail("\n".join(["The page was in trouble:", *troubles]))


@pytest.fixture
def page(new_page) -> Page:
    """A page on a desktop, 1280 by 800, in English."""
    return new_page()


@pytest.fixture
def phone(new_page) -> Page:
    """A page on a phone, 360 by 740, with touch."""
    return new_page(360, 740, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def small_phone(new_page) -> Page:
    """A page on the narrowest phone that is cared for, 320 by 640."""
    return new_page(320, 640, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def dark_page(new_page) -> Page:
    """A page for whoever prefers dark colours."""
    return new_page(dark=True)


@pytest.fixture
def plain_page(new_page) -> Page:
    """A page in a browser that runs no scripts."""
    return new_page(scripts=False)


@pytest.fixture(scope="session")
def axe():
    """Check a page by axe-core against WCAG 2.2 A and AA; return its findings as sentences."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, within: str | None = None) -> list[str]:
        page.evaluate(source)
        found = page.evaluate(
            "([within, tags]) => axe.run(within || document, {runOnly: tags})", [within, WCAG]
        )
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {node['html']}\n"
            f"  {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return check
