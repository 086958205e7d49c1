"""Letters are written once, sent in the reader's language, tried again, never lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from registry.db import db, utcnow
from registry.mail import commands, jobs
from registry.mail.commands import post
from registry.mail.jobs import send
from registry.tasks import ask
from tests import factories
from tests.mail.conftest import HERE, wait_for


def written(to="aigerim@example.org", key="a cause", lang="en", template="confirm"):
    user = factories.person(name="Aigerim")
    letter = post(to, lang, template, key, user=user, link="https://registry.example.org/x")
    db.session.commit()
    return letter


def make_due(letter):
    letter.next_try_at = utcnow()
    db.session.commit()


def test_a_letter_arrives_as_text_and_html_with_what_machines_ask_for(app, post_office):
    written()

    send()

    (letter,) = post_office.taken()
    assert letter["To"] == "aigerim@example.org"
    assert letter["From"] == "Registry <registry@example.org>"
    assert letter["Subject"] == "Confirm your address"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "Hello Aigerim,\r\n" in text.get_content().replace("\n", "\r\n").replace("\r\r", "\r")
    assert '<html lang="en">' in html.get_content()
    for part in (text, html):
        assert "https://registry.example.org/x" in part.get_content()


def test_a_letter_is_sent_once_however_often_the_worker_looks(app, post_office):
    written()

    for _time in range(3):
        send()

    assert len(post_office.taken()) == 1


def test_a_letter_of_the_same_cause_is_written_once(app):
    assert written(key="a cause") is not None
    assert written(key="a cause") is None


def test_a_letter_whose_cause_was_rolled_back_was_never_written(app, post_office):
    user = factories.person()
    post("aigerim@example.org", "en", "confirm", "a cause", user=user, link="/")
    db.session.rollback()

    send()

    assert post_office.taken() == []


def test_a_letter_that_is_refused_for_good_is_given_up_and_holds_up_no_other(app, post_office):
    refused = written("refused@example.org", "one")
    written("bolat@example.org", "another")

    send()

    assert [letter["To"] for letter in post_office.taken()] == ["bolat@example.org"]
    db.session.refresh(refused)
    assert refused.given_up_at
    assert refused.last_error == "550 No such mailbox"


def test_a_letter_that_is_refused_for_now_is_tried_again_later_and_later(app, post_office):
    letter = written("busy@example.org")
    waits = []

    for _time in range(3):
        before = utcnow()
        send()
        db.session.refresh(letter)
        waits.append(round((letter.next_try_at - before) / timedelta(minutes=1)))
        make_due(letter)

    assert waits == [1, 2, 4]
    assert letter.given_up_at is None


def test_a_letter_is_given_up_after_days(app, post_office):
    letter = written("busy@example.org")
    letter.attempts = commands.MOST_ATTEMPTS - 1
    db.session.commit()

    send()

    db.session.refresh(letter)
    assert letter.given_up_at
    commands.try_again(letter)
    assert letter.given_up_at is None
    assert letter.attempts == 0


def test_while_the_server_is_away_letters_wait(app, post_office):
    first, second = written(key="one"), written(key="two")
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"

    send()

    for letter in (first, second):
        db.session.refresh(letter)
    assert (first.attempts, second.attempts) == (1, 0), "the second was not even tried"
    assert "refused" in first.last_error
    app.config["MAIL_URL"] = post_office.url
    make_due(first)
    send()
    assert len(post_office.taken()) == 2


def test_two_workers_never_take_the_same_letter(app):
    written()

    first, second = commands.claim(), commands.claim()

    assert first is not None
    assert second is None


def test_nothing_is_sent_in_the_clear_to_another_machine(app, post_office, monkeypatch):
    letter = written()
    monkeypatch.setattr("registry.mail.sending.LOOPBACK", ())

    send()

    db.session.refresh(letter)
    assert "STARTTLS" in letter.last_error
    assert post_office.taken() == []


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_addresses_that_are_no_mail_servers_are_refused_at_the_start(app, url):
    app.config["MAIL_URL"] = url

    with pytest.raises(SystemExit, match="MAIL_URL is no address of a mail server"):
        jobs.init_app(app)


def test_whoever_sends_letters_has_to_say_where_their_links_lead(app):
    app.config["MAIL_URL"] = "smtp://mail.example.org"

    with pytest.raises(SystemExit, match="PUBLIC_URL"):
        jobs.init_app(app)


def test_without_a_server_letters_are_printed_and_kept_in_a_folder(app, capsys):
    letter = written()

    send()

    printed = capsys.readouterr().err
    assert "--- aigerim@example.org: Confirm your address (" in printed
    assert "https://registry.example.org/x" in printed
    (file,) = (app.config["REGISTRY_DATA"] / jobs.FOLDER).glob("*.eml")
    assert b"Subject: Confirm your address" in file.read_bytes()
    file.unlink()
    db.session.refresh(letter)
    assert letter.sent_at


def test_what_was_sent_long_ago_is_forgotten_and_nothing_else(app):
    old, young, waiting = (written(key=key) for key in ("old", "young", "waiting"))
    old.sent_at, young.sent_at = utcnow() - timedelta(days=91), utcnow() - timedelta(days=89)
    db.session.commit()

    jobs.forget()

    assert {letter.key for letter in db.session.query(commands.Letter)} == {"young", "waiting"}
    assert waiting.sent_at is None


def worker(app, post_office):
    """Start `flask work` as `make run` does, on the same data."""
    settings = {
        "PATH": os.environ["PATH"],
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(False),
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
        "MAIL_URL": post_office.url,
        "PUBLIC_URL": "https://registry.example.org",
    }
    command = [sys.executable, "-m", "flask", "work"]
    return subprocess.Popen(command, cwd=HERE, env=settings, stderr=subprocess.DEVNULL)  # noqa: S603


def test_a_worker_that_is_killed_in_the_middle_of_a_letter_loses_none_and_doubles_none(
    app, post_office
):
    letter = written()
    post_office.hold()
    with worker(app, post_office) as killed:
        ask("mail.send")
        wait_for((post_office.folder / "reading").exists)
        killed.send_signal(signal.SIGKILL)
    post_office.release()
    db.session.rollback()
    assert post_office.taken() == []

    send()
    assert post_office.taken() == [], "it belongs to the dead one for a while"
    make_due(letter)
    send()

    assert len(post_office.taken()) == 1
    db.session.refresh(letter)
    assert letter.sent_at


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_a_worker_that_is_told_to_end_finishes_its_letter_first(app, post_office):
    written()
    post_office.hold()
    with worker(app, post_office) as ended:
        ask("mail.send")
        wait_for((post_office.folder / "reading").exists)
        ended.terminate()
        post_office.release()

        assert ended.wait(10) == 0

    assert len(post_office.taken()) == 1
