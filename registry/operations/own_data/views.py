"""Taking one's own data along, and deleting the account."""

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts.guard import signed_in
from registry.accounts.security import fresh
from registry.db import db, today
from registry.i18n import _
from registry.operations.own_data import commands, queries
from registry.tasks import ask

bp = Blueprint("own_data", __name__, url_prefix="/<lang:lang>/account/data")


@bp.get("/")
@fresh
def show() -> str:
    """Say what can be taken, and what deleting does."""
    return render_template("own_data/show.html")


@bp.get("/own.json")
@fresh
def take() -> Response:
    """Give all that is known of who asks, as JSON."""
    # The names of tables and columns are more than texts.
    option = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    body = orjson.dumps(queries.known_of(signed_in()), default=str, option=option)
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=registry-{today()}.json"
    return answer


@bp.post("/delete")
@fresh
def delete() -> AnyResponse:
    """Delete the account of who asks, if they say so twice."""
    if request.form.get("sure") != "y":
        flash(_("Tick the box first: what is deleted cannot be brought back."), "error")
        return redirect(url_for("own_data.show"))
    user = signed_in()
    commands.delete_account(user)
    db.session.commit()
    ask("mail.send")
    logout_user()
    return redirect(url_for("search.results"))
