"""What the worker could not do, shown to administrators, who try it again."""

import pytest
from redis import Redis

from registry import TASKS
from registry.accounts.policy import Role
from registry.db import db
from registry.mail.commands import post
from registry.operations.jobs import WATCH
from registry.operations.models import FailedTask
from registry.operations.queries import failures
from registry.tasks import RETRIES, Task, ask, init_app, queue
from tests import factories
from tests.accounts.world import send, signed_in

PATH = "/en/operation/failures"


class Broken(Exception):
    """What a task of these tests ends with."""


@pytest.fixture
def done(app, keeper):
    """Let a task that breaks, or does not, be known to the queue; return what was done."""
    done = []

    def run(word):
        if word == "bad":
            raise Broken("This word is bad.")
        done.append(word)

    before = app.extensions["tasks"]
    init_app(app, [Task("say", run)], WATCH)
    queue(app).flush()
    yield done
    queue(app).flush()
    app.extensions["tasks"] = before


def work(app):
    """Do what waits, as the worker does."""
    while task := queue(app).dequeue():
        queue(app).execute(task)
    db.session.rollback()


def test_a_task_that_ends_well_leaves_nothing(app, done):
    ask("say", "good")

    work(app)

    assert done == ["good"]
    assert failures() == []


def test_a_task_that_fails_is_written_down_and_tried_again_later(app, done):
    ask("say", "bad")

    work(app)

    (failure,) = failures()
    assert (failure.name, failure.args, failure.attempts) == ("say", ["bad"], 1)
    assert failure.error == "Broken: This word is bad."
    assert not failure.is_last
    assert queue(app).scheduled_count() == 1


def test_a_task_that_failed_at_every_attempt_is_given_up(app, done):
    ask("say", "bad")

    task = queue(app).dequeue()
    for _attempt in range(RETRIES + 1):
        queue(app).execute(task)
        task.eta = None
    db.session.rollback()

    (failure,) = failures()
    assert (failure.attempts, failure.is_last) == (RETRIES + 1, True)


def test_a_failure_is_forgotten_when_a_later_attempt_ends_well(app, done):
    ask("say", "bad")
    task = queue(app).dequeue()
    queue(app).execute(task)
    task.args, task.eta = ("good",), None

    queue(app).execute(task)
    db.session.rollback()

    assert failures() == []


def test_administrators_see_what_failed_and_try_it_again_or_forget_it(app, client, done):
    signed_in(client, factories.person(duties=[Role.ADMINISTRATOR]))
    for number, word in enumerate(("bad", "good", "other")):
        about = {"name": "say", "args": [word], "error": "Broken", "attempts": 1}
        db.session.add(FailedTask(id=str(number), **about))
    db.session.commit()

    page = client.get(PATH)
    assert page.text.count("<strong>say</strong>") == 3
    send(client, PATH, {"task": "1", "act": "again"})
    send(client, PATH, {"task": "2", "act": "forget"})
    work(app)

    assert done == ["good"]
    assert [failure.id for failure in failures()] == ["0"]


def test_administrators_send_letters_again_that_were_given_up(app, client):
    person = factories.person(duties=[Role.ADMINISTRATOR])
    letter = post("x@example.org", "en", "confirm", "a cause", user=person, link="/")
    letter.last_error, letter.given_up_at, letter.attempts = "550 No", letter.created_at, 3
    db.session.commit()
    signed_in(client, person)
    assert "550 No" in client.get(PATH).text

    send(client, PATH, {"letter": letter.id})

    db.session.refresh(letter)
    assert (letter.given_up_at, letter.attempts) == (None, 0)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICIAL])
def test_nobody_else_sees_them(app, client, role):
    signed_in(client, factories.person(duties=[role]))

    assert client.get(PATH).status_code == 403


def test_a_queue_that_cannot_be_reached_fails_nobody(app, done, keeper, monkeypatch, caplog):
    with monkeypatch.context() as away:
        if keeper == "redis":
            away.setattr(queue(app).storage, "conn", Redis(port=1))
        else:
            away.setattr(queue(app).storage, "filename", "/nowhere/tasks.db")
            queue(app).storage.close()
        ask("say", "good")

    assert "waits until it runs by itself" in caplog.text


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_what_is_asked_for_also_runs_by_itself(app):
    by_itself = {task.name.split(".")[0] for task in TASKS if task.every_min}

    lost = [task.name for task in TASKS if task.name.split(".")[0] not in by_itself]

    assert not lost, "these would be lost with their worker"
