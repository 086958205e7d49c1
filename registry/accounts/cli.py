"""People from the terminal: the first administrator above all."""

import click
from flask import Flask, current_app, url_for
from flask.cli import AppGroup, with_appcontext
from flask_security.recoverable import generate_reset_password_token

from registry.accounts import commands, queries
from registry.accounts.forms import plain
from registry.accounts.models import User
from registry.accounts.policy import Role
from registry.db import db
from registry.errors import Command
from registry.i18n import LANGUAGES
from registry.mail.commands import AT_HOME
from registry.places import queries as places

user = AppGroup("user", help="People who sign in, and what they are in charge of.")

role_argument = click.argument("role", type=click.Choice([role.value for role in Role]))
region_option = click.option("--region", help="ISO 3166-2 code of one region; all without it.")


def _password_link(person: User) -> str:
    """Return where somebody chooses a password; good for a day, and once."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"] or AT_HOME):
        token = generate_reset_password_token(person)
        return url_for("security.reset_password", token=token, lang=person.lang, _external=True)


@user.command("create", cls=Command)
@click.argument("email")
@click.option("--name", default="", help="How they are called.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), help="For all regions.")
@with_appcontext
def create(email: str, name: str, lang: str, role: str | None) -> None:
    """Give somebody an account, and print where they choose a password.

    The address EMAIL needs no confirmation then. The link is good for a day, and once.
    """
    person = commands.open_account(email, plain(name) or "", lang)
    if role:
        commands.promote(person, Role(role))
    db.session.commit()
    click.echo(_password_link(person))


@user.command("promote", cls=Command)
@click.argument("email")
@role_argument
@region_option
@with_appcontext
def promote(email: str, role: str, region: str | None) -> None:
    """Put whoever has the address EMAIL in charge, as ROLE."""
    person = queries.by_email(email)
    if region:
        places.region(region)
    is_new = commands.promote(person, Role(role), region or "")
    db.session.commit()
    where = region or "all regions"
    click.echo(f"{person.email} is {'now' if is_new else 'already'} {role} of {where}.")


@user.command("demote", cls=Command)
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]), required=False)
@region_option
@with_appcontext
def demote(email: str, role: str | None, region: str | None) -> None:
    """Take from whoever has the address EMAIL all that they are in charge of, or one ROLE."""
    person = queries.by_email(email)
    count = commands.demote(person, Role(role) if role else None, region)
    db.session.commit()
    click.echo(f"{person.email} has {count} duties less and {len(person.duties)} left.")


@user.command("list", cls=Command)
@with_appcontext
def list_() -> None:
    """Print who is in charge of what, one line each."""
    for person, duty in queries.duties():
        has = "" if queries.has_second_factor(person) else " (no second factor yet)"
        click.echo(f"{person.email}\t{duty.role.value}\t{duty.region_iso or 'all regions'}{has}")


def init_app(app: Flask) -> None:
    """Give `flask` its commands about people."""
    app.cli.add_command(user)
