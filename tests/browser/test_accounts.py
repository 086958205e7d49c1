"""Accounts in a browser: a letter that arrives, and pages that are in nobody's way."""

import re
from email import message_from_bytes
from email.policy import default
from time import monotonic, sleep

import pytest

PASSWORD = "correct horse battery staple"  # noqa: S105

OPEN = ("login", "register", "reset", "confirm", "check-mail", "wan-signin")
OWN = (
    "account/",
    "account/safety",
    "account/change",
    "account/change-email",
    "account/tf-setup",
    "account/mf-recovery-codes",
    "account/wan-register",
    "account/data/",
    "organisations/",
    "organisations/new",
)


def link_for(folder, email, word):
    """Wait for a letter to somebody; return the link in it."""
    ends_at = monotonic() + 30
    while monotonic() < ends_at:
        for file in (folder / "outbox").glob("*.eml"):
            letter = message_from_bytes(file.read_bytes(), policy=default)
            text = letter.get_body(("plain",)).get_content()
            if letter["To"] == email and (found := re.search(rf"http://\S+/{word}/\S+", text)):
                return found[0]
        sleep(0.1)
    pytest.fail("no letter came")


def signed_up(page, folder, email, lang):
    """Sign up, confirm and sign in, as somebody does."""
    page.goto(f"/{lang}/account/register")
    page.fill("#name", "Aigerim Bekova")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.fill("#password_confirm", PASSWORD)
    page.click("form[name=register_user_form] button")
    page.goto(link_for(folder, email, "confirm"))
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("form[name=login_user_form] button")
    page.wait_for_url(f"**/{lang}/account/")


@pytest.mark.parametrize(("lang", "dark"), [("kk", False), ("ru", True)])
def test_pages_before_signing_in_are_in_nobodys_way(new_page, axe, lang, dark):
    page = new_page(320, 640, dark=dark, is_mobile=True, has_touch=True)

    for name in OPEN:
        page.goto(f"/{lang}/account/{name}")
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


@pytest.mark.parametrize(("lang", "scripts"), [("fr", True), ("en", False)])
def test_somebody_signs_up_by_a_letter_and_finds_every_page_of_their_own(
    new_page, data_folder, axe, lang, scripts
):
    page = new_page(390, 844, scripts=scripts, is_mobile=True, has_touch=True)

    signed_up(page, data_folder, f"{lang}@example.org", lang)

    for path in OWN:
        page.goto(f"/{lang}/{path}")
        assert page.locator("h1").count() == 1
        if scripts:
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_what_is_wrong_is_told_where_it_is_wrong(new_page, axe):
    page = new_page()
    page.goto("/ru/account/register")
    page.fill("#name", "Aigerim")
    page.fill("#email", "wrong@example.org")
    page.fill("#password", "password12345")
    page.fill("#password_confirm", "another")
    page.click("form[name=register_user_form] button")

    page.click("#summary a >> nth=0")

    assert page.evaluate("document.activeElement.id") == "password"
    assert page.get_attribute("#password", "aria-invalid") == "true"
    described = page.get_attribute("#password", "aria-describedby").split()
    assert all(page.locator(f"#{one}").is_visible() for one in described)
    assert axe(page) == []
