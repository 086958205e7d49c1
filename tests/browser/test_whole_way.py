"""The way of an operator from nothing to a record kept true, in Kazakh and in Russian, by keyboard
where the mouse is one's habit: as it is promised to those who run facilities.
"""

import csv
import email
import io
import re
from time import monotonic, sleep

import pytest
from playwright.sync_api import expect

from registry.accounts.policy import Role
from tests.browser.people import sign_in

PASSWORD = "kolenka samovar 42"  # noqa: S105
LETTER_S = 30


@pytest.fixture(params=["kk", "ru"])
def lang(request):
    return request.param


def letter(folder, to, containing):
    """Return the first address in the newest letter to somebody, once it is sent."""
    until = monotonic() + LETTER_S
    while monotonic() < until:
        for path in (folder / "outbox").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes())
            body = next(p for p in message.walk() if p.get_content_type() == "text/plain")
            text = body.get_payload(decode=True).decode()
            if to in message["To"] and containing in text:
                return re.search(r"http://\S+", text).group()
        sleep(0.2)
    pytest.fail(f"No letter to {to} came in {LETTER_S} s.")


def press(page, selector):
    """Press a button as who has no mouse does."""
    page.locator(selector).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def signed_up(page, lang, folder):
    """Sign up, confirm by letter, sign in."""
    who = f"operator-{lang}@example.kz"
    page.goto(f"/{lang}/account/register")
    page.locator("#name").fill("Айгүл")
    page.locator("#email").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password_confirm").fill(PASSWORD)
    press(page, "main form .button--main")
    page.goto(letter(folder, who, "/confirm/"))
    page.goto(f"/{lang}/account/login")
    page.locator("#email").fill(who)
    page.locator("#password").fill(PASSWORD)
    press(page, "main form .button--main")


def go_on(page):
    press(page, "button[name=then][value=next]")


def registered(page, lang, name):
    """Make an organisation, fill the form, move the pin by keyboard; return the proposal."""
    page.goto(f"/{lang}/organisations/new")
    page.locator("#name_ru").fill(f"ТОО {name}")
    press(page, "main form.form button")
    page.goto(f"/{lang}/proposals/new")
    page.locator("main input[type=radio]").first.check()
    press(page, "main form.form button")
    page.locator(f"#names_{lang}").fill(name)
    page.locator("#kind").select_option("business_incubator")
    page.locator("#status").select_option("active")
    go_on(page)
    page.locator("#address_ru").fill("улица Абая, 1")
    page.locator("#settlement").fill("Семей")
    press(page, "button[value=find]")
    page.locator("#registry_map").scroll_into_view_if_needed()
    before = float(page.locator("#lat").input_value())
    page.locator(".own-pin").focus()
    page.keyboard.press("ArrowUp")
    assert float(page.locator("#lat").input_value()) > before
    go_on(page)
    page.goto(page.url.rpartition("/")[0] + "/check")
    press(page, "main button.button--main")
    return page.url.rpartition("/")[2]


def decided(page, lang, proposal, decision, objection=""):
    page.goto(f"/{lang}/review/{proposal}")
    page.locator(f"#decision-{decision}").check()
    if objection:
        page.locator("details:has(#objection-names) summary").click()
        page.locator("#objection-names").fill(objection)
    press(page, ".decide .button--main")


def test_sign_up_register_return_correct_approve_edit_revert(new_page, data_folder, address, lang):
    page, reviewer = new_page(lang=lang), new_page(lang=lang)
    sign_in(reviewer, data_folder, address, duties=[Role.REVIEWER])
    name = {"kk": "«Жас Талап» инкубаторы", "ru": "Инкубатор «Молодость»"}[lang]

    signed_up(page, lang, data_folder)
    proposal = registered(page, lang, name)
    decided(reviewer, lang, proposal, "return", "Толық атауы / Полное название")
    page.goto(f"/{lang}/proposals/{proposal}")
    expect(page.locator("main")).to_contain_text("Полное название")

    page.goto(f"/{lang}/proposals/{proposal}/what")
    page.locator(f"#names_{lang}").fill(f"{name}, Семей")
    go_on(page)
    page.goto(f"/{lang}/proposals/{proposal}/check")
    press(page, "main button.button--main")
    decided(reviewer, lang, proposal, "approve")
    page.goto(f"/{lang}/proposals/{proposal}")
    page.locator(".acts a[href*='/facilities/']").click()
    expect(page.locator("h1")).to_have_text(f"{name}, Семей")
    record = re.search(r"/facilities/(\w+)", page.url).group(1)

    # What carries no risk is public at once for who runs it; a reviewer sees it after.
    change = changed(
        page, lang, record, f"#descriptions_{lang}", "Кеңсе және кеңес / Офис и советы"
    )
    page.goto(f"/{lang}/facilities/{record}")
    expect(page.locator("main")).to_contain_text("Офис и советы")
    decided(reviewer, lang, change, "approve")

    reviewer.goto(f"/{lang}/facilities/{record}/history")
    press(reviewer, "section.entry form button >> nth=0")
    page.goto(f"/{lang}/facilities/{record}")
    expect(page.locator("main")).not_to_contain_text("Офис и советы")


def changed(page, lang, record, field, text):
    """Propose to change one field of a record; return the proposal."""
    page.goto(f"/{lang}/facilities/{record}/change")
    if page.url.endswith("/change"):
        press(page, "main button.button--main")
    page.goto(re.sub(r"/(what|where|services|capacity|contacts)$", "/what", page.url))
    page.locator(field).fill(text)
    go_on(page)
    page.goto(page.url.rpartition("/")[0] + "/check")
    press(page, "main button.button--main")
    return page.url.rpartition("/")[2]


HEADERS = {
    "kk": ("Орысша атауы", "Түрі", "Аймақ", "Мекенжай", "Телефон"),
    "ru": ("Название", "Вид", "Регион", "Адрес", "Телефон"),
}


def file_of(rows, faults, lang):
    """Return a file as a spreadsheet of this country saves it, with so many faults."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(HEADERS[lang])
    for number in range(1, rows + 1):
        kind = "чайхана" if number <= faults else "business_incubator"
        phone = f"+7 7222 {number:06d}"
        name = f"Инкубатор «Қанат {lang}» №{number}"
        sheet.writerow((name, kind, "KZ-10", f"улица Абая, {number}", phone))
    return out.getvalue().encode("cp1251" if lang == "ru" else "utf-8-sig", "replace")


def at_stage(page, stage):
    """Wait until an import has come to a stage; the page looks again by itself."""
    expect(page.locator(f".stage[data-stage={stage}]")).to_be_visible(timeout=60_000)


def test_a_thousand_rows_with_twenty_faults_are_imported_and_taken_back(
    new_page, data_folder, address, lang
):
    page = new_page(lang=lang)
    sign_in(page, data_folder, address, duties=[Role.REVIEWER])
    page.goto(f"/{lang}/imports")
    data = {"name": "парк.csv", "mimeType": "text/csv", "buffer": file_of(1000, 20, lang)}
    page.locator("#file").set_input_files(data)
    press(page, "main form.form button.button--main")

    at_stage(page, "checked")
    counts = [int(one) for one in page.locator(".tally-list strong").all_inner_texts()]
    assert sorted(counts) == [20, 980]
    expect(page.locator("th.num").nth(1)).to_have_text("2")  # the row of the user's own file
    press(page, ".panel .button--main")
    at_stage(page, "applied")
    page.goto(f"/{lang}/?q=Қанат {lang} №777")
    expect(page.locator(".card__name").first).to_contain_text("№777")
    page.go_back()
    press(page, "form[action$='/undo'] button")
    at_stage(page, "undone")

    page.goto(f"/{lang}/?q=Қанат {lang} №777")
    expect(page.locator("main")).not_to_contain_text("№777»")
    expect(page.locator(".card__name", has_text="№777")).to_have_count(0)
