"""One's own account. The pages of Flask-Security are beside these, under the same address."""

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts import commands, load, queries
from registry.accounts.browsers import browser_name
from registry.accounts.forms import AboutForm
from registry.accounts.guard import SIGN_IN, signed_in
from registry.accounts.sections import sections
from registry.db import db
from registry.i18n import _
from registry.tasks import ask

bp = Blueprint("accounts", __name__, url_prefix="/<lang:lang>/account")
bp.add_app_template_global(sections, "account_sections")
bp.add_app_template_filter(browser_name)


@bp.before_app_request
def prepare() -> None:
    """Load what passkeys need before the first of their pages."""
    if (request.endpoint or "").startswith("security.wan_"):
        load("webauthn")


@bp.after_app_request
def finish(response: Response) -> Response:
    """Commit what Flask-Security's views leave to us: letters, and sessions that ended."""
    has_letters = g.pop("has_letters", False)
    if (g.pop("has_written", False) or has_letters) and response.status_code < 400:
        db.session.commit()
        ask("mail.send")
    return response


@bp.route("/", methods=["GET", "POST"])
def show() -> str | AnyResponse:
    """Show one's account; change the name and the language of letters."""
    user = signed_in()
    form = AboutForm(request.form or None, data={"name": user.name, "lang": user.lang})
    if request.method == "POST" and form.validate():
        commands.rename(user, form.name.data, form.lang.data)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("accounts.show"))
    return render_template("accounts/show.html", form=form, user=user)


@bp.get("/check-mail")
def check_mail() -> str:
    """Say that a letter is on its way, whether or not the address was new."""
    return render_template("accounts/check_mail.html")


@bp.get("/safety")
def safety() -> str:
    """Show what keeps the account safe: password, second factor, passkeys, browsers."""
    user = signed_in()
    return render_template(
        "accounts/safety.html",
        user=user,
        has_second_factor=queries.has_second_factor(user),
        sessions=queries.sessions(user),
        this_session=session.get(SIGN_IN),
    )


@bp.post("/sessions/end")
def end_session() -> AnyResponse:
    """Sign out one of one's browsers, or all others."""
    user = signed_in()
    if found := request.form.get("id"):
        commands.revoke(user, found)
    else:
        commands.end_sessions(user, but=session.get(SIGN_IN))
    db.session.commit()
    flash(_("Signed out there."))
    return redirect(url_for("accounts.safety"))
