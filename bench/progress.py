"""Says on standard error what the benchmark is doing, and how long each step took."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import click


def say(text: str) -> None:
    """Write one line."""
    click.echo(text, err=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Name a step before it begins, and its seconds at its end."""
    click.echo(f"{what} …", err=True, nl=False)
    began = perf_counter()
    try:
        yield
    finally:
        click.echo(f" {perf_counter() - began:.1f} s", err=True)
