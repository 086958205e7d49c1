"""The registry of innovation infrastructure. Features meet in create_app and nowhere else; commands
are added in `terminal`.
"""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import registry.accounts.jobs as account_jobs
import registry.accounts.views as accounts
import registry.coverage.views as coverage
import registry.facilities.mergers.models
import registry.facilities.views as facilities
import registry.figures.views as figures
import registry.intake.jobs as intake_jobs
import registry.intake.models
import registry.intake.views as intake
import registry.mail.jobs as mail_jobs
import registry.mail.models
import registry.moderation.jobs as moderation_jobs
import registry.moderation.views as moderation
import registry.operations.jobs as watching
import registry.operations.own_data.views as own_data
import registry.operations.views as operations
import registry.organisations.models  # noqa: F401
import registry.organisations.views as organisations
import registry.outreach.jobs as outreach_jobs
import registry.pages as pages
import registry.search.downloads.views as downloads
import registry.search.vector_tiles.views as vector_tiles
import registry.search.views as search
from registry import db, errors, i18n, redis, tasks
from registry.accounts import guard, security
from registry.failover import PatientFlask
from registry.limits import limiter
from registry.search import answers, front

FEATURES: tuple[Any, ...] = (
    search,
    vector_tiles,
    downloads,
    facilities,
    accounts,
    organisations,
    figures,
    moderation,
    intake,
    coverage,
    own_data,
    operations,
)
"""Everything that has pages; features add their views."""

TASKS = (
    *account_jobs.TASKS,
    *intake_jobs.TASKS,
    *mail_jobs.TASKS,
    *moderation_jobs.TASKS,
    *outreach_jobs.TASKS,
)
"""Everything that the worker does; features add theirs."""


def create_app(**overrides: Any) -> Flask:
    """Build an application from config.py; keyword arguments replace single settings."""
    app = PatientFlask(__name__, template_folder="../templates", static_folder="../static")
    app.config.from_object("config")
    app.config.from_mapping(overrides)

    for part in (db, redis, i18n, limiter, security, guard, errors, pages, answers, mail_jobs):
        part.init_app(app)
    tasks.init_app(app, TASKS, watching.WATCH)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    front.init_app(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies
        )
    return app
