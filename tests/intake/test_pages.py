"""The pages of imports, as people go through them."""

import io

import openpyxl
import pytest

from registry.db import db
from registry.facilities.models import Facility
from registry.intake import jobs
from registry.intake.models import Import
from registry.intake.stages import Outcome, Stage
from tests import factories
from tests.accounts.world import letters, send, signed_in, token_of
from tests.intake import world
from tests.intake.world import ALTAI, JETISU

WRONG = ("", "spaceport", "KZ-10", "Semey", "", "not a number", "")


@pytest.fixture
def reviewer(app):
    world.ensure_ground()
    return world.reviewer()


def only():
    return db.session.query(Import).one()


def sent(client, content, name="table.csv", lang="en"):
    answer = send(client, f"/{lang}/imports", {"file": (io.BytesIO(content), name)})
    assert answer.status_code == 303
    return answer.location


def test_somebody_who_decides_sends_checks_applies_and_takes_back(client, reviewer):
    signed_in(client, reviewer)
    address = sent(client, world.csv_of(ALTAI, WRONG, JETISU))
    assert 'http-equiv="refresh"' in client.get(address).text

    world.work(jobs.check, only())
    page = client.get(address)
    assert "not a telephone number" in page.text
    assert "Apply 2 rows" in page.text

    send(client, address, to=f"{address}/start")
    world.work(jobs.apply, only())
    assert db.session.query(Facility).count() == 2

    send(client, address, to=f"{address}/undo")
    world.work(jobs.undo, only())
    assert db.session.query(Facility).count() == 0
    assert "Undone" in client.get(address).text


def test_an_operator_puts_an_import_before_a_reviewer_of_the_region(app, client, reviewer):
    author = factories.person()
    signed_in(client, author)
    address = sent(client, world.csv_of(ALTAI))
    world.work(jobs.check, only())
    send(client, address, to=f"{address}/start")
    assert only().stage is Stage.SUBMITTED

    other = signed_in(app.test_client(), reviewer)
    assert "table.csv" in other.get("/en/imports").text
    send(other, address, {"step": "approve"}, to=f"{address}/decide")
    world.work(jobs.apply, only())

    assert only().stage is Stage.APPLIED
    assert "approved" in letters(author.email)[-1].subject


def test_a_rejection_needs_a_reason_and_is_told(app, client, reviewer):
    author = factories.person()
    imported = world.checked(world.csv_of(ALTAI), author)
    address = f"/en/imports/{imported.public_id}"
    signed_in(client, author)
    send(client, address, to=f"{address}/start")

    other = signed_in(app.test_client(), reviewer)
    assert send(other, address, {"step": "reject"}, to=f"{address}/decide").status_code == 422
    send(other, address, {"step": "reject", "reason": "Old"}, to=f"{address}/decide")

    assert only().stage is Stage.REJECTED
    assert "Old" in letters(author.email)[-1].text


@pytest.mark.parametrize("duty", ["KZ-75", None])
def test_nobody_else_sees_an_import_or_decides_on_it(client, reviewer, duty):
    factories.region("KZ-75")
    imported = world.checked(world.csv_of(ALTAI), factories.person())
    signed_in(client, world.reviewer(duty) if duty else factories.person())
    address = f"/en/imports/{imported.public_id}"
    token = token_of(client.get("/en/imports"))

    assert client.get(address).status_code == 403
    assert client.get(f"{address}/annotated.csv").status_code == 403
    for act in ("start", "columns", "decide", "rows", "undo", "withdraw"):
        answer = client.post(f"{address}/{act}", data={"csrf_token": token})
        assert answer.status_code == 403


def test_the_author_decides_on_no_import_that_waits(client, reviewer):
    imported = world.checked(world.csv_of(ALTAI), reviewer)
    imported.stage = Stage.SUBMITTED
    db.session.commit()
    signed_in(client, reviewer)
    address = f"/en/imports/{imported.public_id}"
    token = token_of(client.get("/en/imports"))

    data = {"csrf_token": token, "step": "approve"}
    assert client.post(f"{address}/decide", data=data).status_code == 403


def test_columns_are_corrected_on_screen_and_remembered(client, reviewer):
    header = ("Как зовётся", "Тип", "Область")
    content = world.csv_of(("Парк", "technology_park", "KZ-10"), header=header)
    imported = world.checked(content, reviewer)
    assert imported.reading["columns"] == ["", "kind", "region_iso"]
    signed_in(client, reviewer)
    address = f"/en/imports/{imported.public_id}"

    columns = {"column0": "name_ru", "column1": "kind", "column2": "region_iso"}
    send(client, address, columns, to=f"{address}/columns")
    world.work(jobs.check, only())

    assert world.outcomes(only()) == {2: Outcome.NEW}
    assert world.sent(content, reviewer).reading["columns"][0] == "name_ru"


def test_the_annotated_file_names_faults_beside_the_rows_and_runs_no_formula(client, reviewer):
    formula = ('=HYPERLINK("evil")', "technology_park", "KZ-10", "Semey", "", "", "")
    imported = world.checked(world.csv_of(ALTAI, WRONG, formula), reviewer)
    signed_in(client, reviewer)
    address = f"/en/imports/{imported.public_id}/annotated"

    text = client.get(f"{address}.csv").data.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data))
    rows = list(book.active.values)

    assert "not a telephone number" in text.splitlines()[2]
    assert "'=HYPERLINK" in text
    assert rows[2][0] == "3"
    assert "not a telephone number" in rows[2][2]
    assert rows[3][3] == '\'=HYPERLINK("evil")'
    assert book.active["D4"].data_type == "s"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0....", "old Excel"),
        (b"PK\x03\x04 nothing", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(client, reviewer, content, said):
    signed_in(client, reviewer)

    answer = send(client, "/en/imports", {"file": (io.BytesIO(content), "x.xlsx")})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_file_may_be_larger_than_other_requests_but_not_without_end(client, reviewer):
    client.application.config["MAX_CONTENT_LENGTH"] = 100_000
    signed_in(client, reviewer)
    header = b"name;kind\r\n"

    sent(client, header + b"x;it_hub\r\n" * 20_000)
    client.application.config["IMPORT_MAX_MIB"] = 0.01
    answer = send(client, "/en/imports", {"file": (io.BytesIO(header + b"x" * 200_000), "x.csv")})

    assert answer.status_code == 413


@pytest.mark.parametrize("lang", ["kk", "ru", "fr"])
def test_pages_are_there_in_every_language(client, reviewer, lang):
    imported = world.checked(world.csv_of(ALTAI, WRONG), reviewer, lang=lang)
    signed_in(client, reviewer)

    for path in ("imports", f"imports/{imported.public_id}", "review/duplicates"):
        answer = client.get(f"/{lang}/{path}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
