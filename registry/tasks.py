"""Work that is done beside the requests, by the worker: `flask work`.

A task is named, takes values that JSON can hold, and may be run twice: what is to be done stands in
the database, committed before the task is asked for. So a task that is lost with its worker loses
nothing, as long as it also runs by itself from time to time.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

RETRIES = 5
RETRY_S = 30
"""Seconds before a task that failed is tried again; each time twice as long."""

QUEUE = "registry"
FILE = "tasks.db"


class Task(NamedTuple):
    """Something that the worker does."""

    name: str
    run: Callable[..., None]  # commits what it does
    every_min: int | None = None  # minutes between the times at which it runs by itself


def ask(name: str, *args: Any) -> None:
    """Let the worker run a task as soon as it can; only after what it needs was committed."""
    tasks = current_app.extensions["tasks"]
    tasks[name](*args)


def queue(app: Flask) -> Huey:
    """Return the queue in which tasks of this application wait."""
    found: Huey = app.extensions["task_queue"]
    return found


def _made(app: Flask) -> Huey:
    if url := app.config["REDIS_URL"]:
        return RedisHuey(QUEUE, url=url, results=False)
    folder = app.config["REGISTRY_DATA"]
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(QUEUE, filename=str(folder / FILE), results=False)


def init_app(app: Flask, tasks: Iterable[Task]) -> None:
    """Make the queue of an application, and let it know every task."""
    huey = app.extensions["task_queue"] = _made(app)
    app.extensions["tasks"] = {task.name: _registered(app, huey, task) for task in tasks}


def _registered(app: Flask, huey: Huey, task: Task) -> Any:
    def run(*args: Any) -> None:
        with app.app_context():
            task.run(*args)

    if task.every_min:
        clock = crontab(minute=f"*/{task.every_min}")
        huey.periodic_task(clock, name=f"{task.name} by itself")(run)
    return huey.task(retries=RETRIES, retry_delay=RETRY_S, retry_backoff=2, name=task.name)(run)
