"""Files sent as evidence: what is taken, what is kept of it, who reads it."""

from io import BytesIO
from os import utime

import pytest
from PIL import Image
from pypdf import PdfWriter
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.accounts.policy import Membership
from registry.db import db
from registry.errors import Invalid
from registry.moderation import files
from registry.moderation.commands.evidence import attach
from registry.moderation.jobs import sweep
from registry.moderation.models import Evidence
from registry.moderation.states import State
from tests import factories
from tests.accounts.world import send, signed_in, token_of
from tests.moderation import world

pytestmark = pytest.mark.only_on("sqlite")  # the database plays no part


def picture(kind="JPEG", size=(40, 20), **options):
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


def pdf(password=None):
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    exif[0x0112] = 6  # turned by a quarter
    return picture(exif=exif)


@pytest.fixture
def proposal(app, tmp_path):
    app.config["REGISTRY_DATA"] = tmp_path
    world.country()
    return world.registration(factories.person())


def stored(proposal, content, name="file"):
    made = attach(proposal, proposal.author, name, content)
    db.session.commit()
    return made


@pytest.mark.parametrize(
    ("content", "kind"),
    [(picture(), "image/jpeg"), (picture("PNG"), "image/png"), (pdf(), "application/pdf")],
)
def test_a_file_is_known_by_its_content(proposal, content, kind):
    made = stored(proposal, content, "photo.exe")

    assert made.type == kind
    assert made.name.startswith("photo.") and not made.name.endswith("exe")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"GIF89a",
        b"%PDF-1.7 and no more",
        b"\xff\xd8\xff\xe0 no picture",
        b"\x89PNG\r\n\x1a\n",
        picture("PNG")[:60],
        pdf("secret"),
    ],
)
def test_anything_else_is_refused(proposal, content):
    with pytest.raises(Invalid):
        stored(proposal, content)

    db.session.rollback()
    assert proposal.evidence == []


def test_pictures_are_kept_upright_and_without_what_cameras_add(proposal, tmp_path):
    made = stored(proposal, with_place())

    kept = (tmp_path / "evidence" / made.digest[:2] / made.digest).read_bytes()
    assert b"Maker of the camera" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (20, 40)
        assert dict(picture.getexif()) == {}


def test_a_file_too_large_or_one_too_many_is_refused(app, proposal):
    app.config["EVIDENCE_MAX_MIB"] = 0.0001
    with pytest.raises(Invalid):
        stored(proposal, picture(size=(400, 400)))
    app.config["EVIDENCE_MAX_MIB"], app.config["EVIDENCE_FILES_MAX"] = 1, 1
    stored(proposal, picture())

    with pytest.raises(Invalid):
        stored(proposal, picture("PNG"))


def upload(browser, proposal, content, name="a.jpg"):
    path = f"/en/proposals/{proposal.public_id}/evidence"
    token = token_of(browser.get(path))
    file = FileStorage(BytesIO(content), name)
    boundary, body = encode_multipart({"csrf_token": token, "file": file})
    return browser.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_of_megabytes_is_sent_and_read_as_an_attachment(client, proposal):
    browser = signed_in(client, proposal.author)
    large = picture("PNG", (900, 900), compress_level=0)
    assert len(large) > 2_000_000

    assert upload(browser, proposal, large).status_code == 303
    answer = browser.get(f"/en/evidence/{proposal.evidence[0].id}")

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.cache_control.no_store
    assert Image.open(BytesIO(answer.data)).size == (900, 900)


def test_other_pages_take_no_more_than_before(client, proposal):
    browser = signed_in(client, proposal.author)

    answer = send(browser, "/en/proposals/new", {"organisation": "x" * 2_000_000})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (factories.person, 403),
        (world.reviewer, 200),
        (lambda: world.reviewer("KZ-75"), 403),
    ],
)
def test_only_who_may_see_the_proposal_reads_its_files(client, proposal, who, status):
    made = stored(proposal, picture())

    answer = signed_in(client, who()).get(f"/en/evidence/{made.id}")

    assert answer.status_code == status


def test_a_file_is_taken_back_and_gone(client, proposal, tmp_path):
    made = stored(proposal, picture())
    place = tmp_path / "evidence" / made.digest[:2] / made.digest
    browser = signed_in(client, proposal.author)

    path = f"/en/proposals/{proposal.public_id}/evidence"
    send(browser, path, to=f"/en/evidence/{made.id}/delete")

    assert not place.exists()
    assert db.session.scalar(db.select(db.func.count(Evidence.id))) == 0


def test_a_file_that_another_proposal_has_too_stays(client, proposal, tmp_path):
    made = stored(proposal, picture())
    place = tmp_path / "evidence" / made.digest[:2] / made.digest
    other = world.registration(factories.person())
    stored(other, picture())
    browser = signed_in(client, proposal.author)

    path = f"/en/proposals/{proposal.public_id}/evidence"
    send(browser, path, to=f"/en/evidence/{made.id}/delete")

    assert place.exists()


def test_what_was_sent_is_not_taken_back(client, proposal):
    made = stored(proposal, picture())
    world.brought_to(State.SUBMITTED, proposal)
    browser = signed_in(client, proposal.author)

    answer = send(browser, "/en/proposals", to=f"/en/evidence/{made.id}/delete")

    assert answer.status_code in (400, 409)
    assert proposal.evidence == [made]


def test_files_that_nothing_refers_to_are_swept_after_a_day(proposal, tmp_path):
    made = stored(proposal, picture())
    place = tmp_path / "evidence" / made.digest[:2] / made.digest
    lost, fresh = (files.path(tmp_path, letter * 64) for letter in "01")
    for file in (lost, fresh):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"given up")
    for file in (lost, place):
        utime(file, (0, 0))

    sweep()

    assert (place.exists(), lost.exists(), fresh.exists()) == (True, False, True)


def test_who_runs_the_facility_does_not_read_the_evidence_of_others(client, app, proposal):
    owner = factories.person()
    facility = world.operated((owner, Membership.OWNER))
    theirs = world.change(facility, factories.person(), {"short_name": "N"})
    made = stored(theirs, picture())
    browser = signed_in(client, owner)

    page = browser.get(f"/en/proposals/{theirs.public_id}")

    assert page.status_code == 200
    assert f"/evidence/{made.id}" not in page.text
    assert browser.get(f"/en/evidence/{made.id}").status_code == 403
