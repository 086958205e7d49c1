"""Work that is done beside the requests, by the worker: `flask work`.

A task is named, takes values that JSON can hold, and may be run twice: what is to be done stands in
the database, committed before the task is asked for. So a task that is lost with its worker loses
nothing, as long as it also runs by itself from time to time.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from sqlite3 import Error as SqliteError
from typing import Any, NamedTuple

from flask import Flask, current_app

from registry.later import later
from registry.redis import TIMEOUT_S

huey = later("huey")
redis = later("redis")

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


class Tasks:
    """The tasks of an application, and the queue in which they wait, made when first used.

    Most processes only answer questions and never ask for a task.
    """

    def __init__(self, app: Flask, tasks: Iterable[Task], watch: Watch | None) -> None:
        """Know every task, and who watches them."""
        self.app, self.tasks, self.watch = app, tuple(tasks), watch

    @cached_property
    def queue(self) -> Any:
        """The queue of Huey."""
        return self._made[0]

    @cached_property
    def known(self) -> dict[str, Any]:
        """What puts each task into the queue, by its name."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[Any, dict[str, Any]]:
        made = _made(self.app)
        if self.watch:
            _watched(self.app, made, self.watch)
        return made, {task.name: _registered(self.app, made, task) for task in self.tasks}


def ask(name: str, *args: Any) -> None:
    """Let the worker run a task as soon as it can; only after what it needs was committed.

    When the queue cannot be reached, the task waits until it runs by itself.
    """
    try:
        current_app.extensions["tasks"].known[name](*args)
    except SqliteError as error:
        _waits(name, error)
    except redis.RedisError as error:
        _waits(name, error)


def _waits(name: str, error: Exception) -> None:
    current_app.logger.warning("%s waits until it runs by itself: %s", name, error)


def queue(app: Flask) -> Any:
    """Return the queue in which tasks of this application wait."""
    return app.extensions["tasks"].queue


def _made(app: Flask) -> Any:
    if url := app.config["REDIS_URL"]:
        # The worker waits a second for the next task; nobody who asks for one waits for long.
        waits = {"socket_connect_timeout": TIMEOUT_S, "socket_timeout": TIMEOUT_S}
        pool = redis.ConnectionPool.from_url(url, **waits)
        return huey.RedisHuey(QUEUE, connection_pool=pool, results=False)
    folder = app.config["REGISTRY_DATA"]
    folder.mkdir(parents=True, exist_ok=True)
    return huey.SqliteHuey(QUEUE, filename=str(folder / FILE), results=False, cache_mb=1)


def init_app(app: Flask, tasks: Iterable[Task], watch: Watch | None = None) -> None:
    """Let an application know every task, and who watches them."""
    app.extensions["tasks"] = Tasks(app, tasks, watch)


def _registered(app: Flask, made: Any, task: Task) -> Any:
    def run(*args: Any) -> None:
        with app.app_context():
            task.run(*args)

    if task.every_min:
        made.periodic_task(_clock(task.every_min), name=f"{task.name}{BY_ITSELF}")(run)
    return made.task(retries=RETRIES, retry_delay=RETRY_S, retry_backoff=2, name=task.name)(run)


def _clock(every_min: int) -> Callable[..., bool]:
    """Return when a task is due: at whole minutes, hours or days, whichever it is."""
    if every_min < 60:
        return huey.crontab(minute=f"*/{every_min}")
    if every_min < 24 * 60:
        return huey.crontab(minute="7", hour=f"*/{every_min // 60}")
    return huey.crontab(minute="7", hour="3", day=f"*/{every_min // (24 * 60)}")


def _watched(app: Flask, made: Any, watch: Watch) -> None:
    def failed(_signal: str, task: Any, error: Exception) -> None:
        about = f"{type(error).__name__}: {error}"
        name = task.name.removesuffix(BY_ITSELF)
        with app.app_context():
            watch.failed(Failure(task.id, name, list(task.args), about, not task.retries))

    def ended_well(_signal: str, task: Any) -> None:
        with app.app_context():
            watch.ended_well(task.id)

    made.signal(huey.signals.SIGNAL_ERROR)(failed)
    made.signal(huey.signals.SIGNAL_COMPLETE)(ended_well)
