"""Work that is done beside the requests, by the worker: `flask work`.

A task is named, takes values that JSON can hold, and may be run twice: what is to be done stands in
the database, committed before the task is asked for. So a task that is lost with its worker loses
nothing, as long as it also runs by itself from time to time.
"""

from collections.abc import Callable, Iterable
from sqlite3 import Error as SqliteError
from typing import Any, NamedTuple

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import Task as Asked
from huey.signals import SIGNAL_COMPLETE, SIGNAL_ERROR
from redis import RedisError

RETRIES = 5
RETRY_S = 30
"""Seconds before a task that failed is tried again; each time twice as long."""

QUEUE = "registry"
FILE = "tasks.db"

BY_ITSELF = " by itself"
"""What the name of a task ends with when nobody asked for it."""


class Task(NamedTuple):
    """Something that the worker does."""

    name: str
    run: Callable[..., None]  # commits what it does
    every_min: int | None = None  # minutes between the times at which it runs by itself


class Failure(NamedTuple):
    """A task that did not end well."""

    id: str  # the same for all attempts
    name: str
    args: list[Any]
    error: str
    is_last: bool  # it will not be tried again


class Watch(NamedTuple):
    """What is told of tasks; both commit."""

    failed: Callable[[Failure], None]
    ended_well: Callable[[str], None]  # by its id


def ask(name: str, *args: Any) -> None:
    """Let the worker run a task as soon as it can; only after what it needs was committed.

    When the queue cannot be reached, the task waits until it runs by itself.
    """
    tasks = current_app.extensions["tasks"]
    try:
        tasks[name](*args)
    except (SqliteError, RedisError) as error:
        current_app.logger.warning("%s waits until it runs by itself: %s", name, error)


def queue(app: Flask) -> Huey:
    """Return the queue in which tasks of this application wait."""
    found: Huey = app.extensions["task_queue"]
    return found


def _made(app: Flask) -> Huey:
    if url := app.config["REDIS_URL"]:
        return RedisHuey(QUEUE, url=url, results=False)
    folder = app.config["REGISTRY_DATA"]
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(QUEUE, filename=str(folder / FILE), results=False, cache_mb=1)


def init_app(app: Flask, tasks: Iterable[Task], watch: Watch | None = None) -> None:
    """Make the queue of an application, and let it know every task and who watches them."""
    huey = app.extensions["task_queue"] = _made(app)
    app.extensions["tasks"] = {task.name: _registered(app, huey, task) for task in tasks}
    if watch:
        _watched(app, huey, watch)


def _registered(app: Flask, huey: Huey, task: Task) -> Any:
    def run(*args: Any) -> None:
        with app.app_context():
            task.run(*args)

    if task.every_min:
        huey.periodic_task(_clock(task.every_min), name=f"{task.name}{BY_ITSELF}")(run)
    return huey.task(retries=RETRIES, retry_delay=RETRY_S, retry_backoff=2, name=task.name)(run)


def _clock(every_min: int) -> Callable[..., bool]:
    """Return when a task is due: at whole minutes, hours or days, whichever it is."""
    if every_min < 60:
        return crontab(minute=f"*/{every_min}")
    if every_min < 24 * 60:
        return crontab(minute="7", hour=f"*/{every_min // 60}")
    return crontab(minute="7", hour="3", day=f"*/{every_min // (24 * 60)}")


def _watched(app: Flask, huey: Huey, watch: Watch) -> None:
    def failed(_signal: str, task: Asked, error: Exception) -> None:
        about = f"{type(error).__name__}: {error}"
        name = task.name.removesuffix(BY_ITSELF)
        with app.app_context():
            watch.failed(Failure(task.id, name, list(task.args), about, not task.retries))

    def ended_well(_signal: str, task: Asked) -> None:
        with app.app_context():
            watch.ended_well(task.id)

    huey.signal(SIGNAL_ERROR)(failed)
    huey.signal(SIGNAL_COMPLETE)(ended_well)
