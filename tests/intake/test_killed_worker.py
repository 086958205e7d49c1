"""A worker that is killed in the middle of an import leaves nothing half done."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

from registry.db import db, utcnow
from registry.facilities.models import Facility
from registry.intake import jobs
from registry.intake.commands import deciding
from registry.intake.models import Import
from registry.intake.stages import Stage
from registry.moderation.models import Proposal
from registry.tasks import ask
from tests.conftest import read_afresh
from tests.intake import world
from tests.intake.world import ALTAI, JETISU
from tests.mail.conftest import HERE, wait_for


def stopping_worker(app, sign):
    settings = {
        "PATH": os.environ["PATH"],
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(False),
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
    }
    command = [sys.executable, "-m", "tests.intake.stopping_worker", str(sign)]
    return subprocess.Popen(command, cwd=HERE, env=settings, stderr=subprocess.DEVNULL)  # noqa: S603


def test_a_worker_killed_while_it_applies_leaves_nothing_and_the_next_one_ends_it(app, tmp_path):
    by = world.reviewer()
    imported = world.checked(world.csv_of(ALTAI, JETISU), by)
    deciding.start(imported, by, is_all_or_nothing=False)
    db.session.commit()
    number, sign = imported.id, tmp_path / "written"
    with stopping_worker(app, sign) as killed:
        ask("intake.apply", number)
        wait_for(sign.exists)
        killed.send_signal(signal.SIGKILL)
    db.session.rollback()
    read_afresh()
    assert db.session.query(Facility).count() == 0
    assert db.session.query(Proposal).count() == 0
    left = db.session.get(Import, number)
    assert left.stage is Stage.APPLYING
    left.moved_at = utcnow() - jobs.SOON - timedelta(seconds=1)
    db.session.commit()

    for _time in range(2):
        world.work(lambda _number: jobs.go_on(), left)

    assert db.session.query(Facility).count() == 2
    assert db.session.query(Proposal).count() == 2
    assert db.session.get(Import, number).stage is Stage.APPLIED
