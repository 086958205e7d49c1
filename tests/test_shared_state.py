"""No process keeps what another would need: what modules keep is listed, and sessions travel."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest
from flask import session
from flask_security import current_user, login_user

from registry import create_app
from registry.db import db
from tests.conftest import closing

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "registry"
DECISION = ROOT / "docs" / "decisions" / "0007-shared-state.md"
KEEPING = {"cache", "lru_cache"}
GROWING = {"dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "LRU"}
CHANGING = {
    "append", "add", "clear", "discard", "extend", "insert", "pop", "popitem", "remove",
    "setdefault", "update",
}  # fmt: skip


def name(node):
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def keeps_answers(tree):
    """Tell whether a module has something that remembers what was asked of it."""
    return any(name(node) in KEEPING for node in ast.walk(tree) if isinstance(node, ast.Name))


def changed_names(tree):
    """Return the names of what a module changes in place: x[1] = 2, x.add(3), x = 4 as global."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield name(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in CHANGING:
            yield name(node.func.value)


def keeps_values(tree):
    """Tell whether functions change what outlives a request: a name of the module, the app's."""
    made = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    changed = {found for function in functions for found in changed_names(function)}
    return bool((made | {"extensions"}) & changed)


def listed():
    """Return the modules of the table in the decision."""
    table = DECISION.read_text(encoding="utf-8").partition("\n## What a process keeps")[2]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([^`]+)`", " ".join(firsts)))


def test_what_modules_keep_is_listed_with_the_reason_why_they_may_and_nothing_else():
    trees = {path: ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")}

    keeping = {
        str(path.relative_to(PACKAGE))
        for path, tree in trees.items()
        if keeps_answers(tree) or keeps_values(tree)
    }

    assert listed() == keeping, f"{DECISION.name} says of each why a process may keep that"


@pytest.mark.parametrize(
    "code",
    [
        "@cache\ndef f(): pass",
        "@lru_cache(maxsize=8)\ndef f(x): pass",
        "class A:\n    def __init__(self): self.f = lru_cache(self.g)",
    ],
)
def test_what_remembers_answers_is_seen(code):
    assert keeps_answers(ast.parse(code))


@pytest.mark.parametrize(
    "change",
    [
        "x[1] = 2",
        "del x[1]",
        "x.append(1)",
        "x.update(a=1)",
        "global x; x = 1",
        "app.extensions['y'] = 1",
    ],
)
def test_what_a_function_changes_in_its_module_or_application_is_seen(change):
    assert keeps_values(ast.parse(f"x = {{}}\ndef f():\n    {change}"))


def test_what_a_function_makes_for_itself_is_not_meant():
    assert not keeps_values(ast.parse("X = {}\ndef f():\n    y = {}\n    y[1] = X[1]"))


WORKER = """
import json, re
from registry import create_app

client = create_app().test_client()
page = client.get("/en/shortlist").text
token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
print(json.dumps([token, client.get_cookie("session").value]))
"""


def opened_elsewhere(app, **environment):
    """Open a form in another process, and return the token in it and the session's cookie."""
    settings = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "SECURITY_PASSWORD_SALT": "tests",
    }
    command = [sys.executable, "-c", WORKER]
    said = subprocess.run(  # noqa: S603
        command, env=settings | environment, cwd=ROOT, check=True, capture_output=True
    )
    return json.loads(said.stdout)


def sent(app, token, session):
    client = app.test_client()
    client.set_cookie("session", session)
    form = {"add": "aaaa2222", "csrf_token": token}
    return client.post("/en/shortlist", data=form).status_code


def test_a_form_opened_with_one_process_can_be_sent_to_another(app):
    assert sent(app, *opened_elsewhere(app)) == 303


def test_a_machine_with_another_key_refuses_it(app):
    assert sent(app, *opened_elsewhere(app, SECRET_KEY="of another machine")) == 400


def test_who_signed_in_with_one_process_is_known_to_another(app):
    person = app.extensions["security"].datastore.create_user(email="a@example.org", password="x")
    db.session.commit()
    other = create_app(**app.config)

    with app.test_request_context("/"):
        login_user(person)
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    cookie = {"Cookie": f"session={signed}"}
    with closing(other), other.test_request_context("/", headers=cookie):
        known = current_user.email if current_user.is_authenticated else None

    assert known == "a@example.org"


def is_warned(app, caplog, **settings):
    caplog.clear()
    with closing(create_app(**{**app.config, **settings})):
        return "this machine made its own" in caplog.text


def test_secrets_made_on_the_spot_are_warned_of_where_another_machine_may_come(app, engine, caplog):
    redis = "redis://127.0.0.1:1/0"
    is_server = engine == "postgresql"

    assert is_warned(app, caplog, SECRETS_ARE_MADE=True) == is_server
    assert is_warned(app, caplog, SECRETS_ARE_MADE=True, REDIS_URL=redis)
    assert not is_warned(app, caplog, SECRETS_ARE_MADE=False, REDIS_URL=redis)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({}, True),
        ({"SECRET_KEY": "k"}, True),
        ({"SECURITY_PASSWORD_SALT": "s"}, True),
        ({"SECRET_KEY": "k", "SECURITY_PASSWORD_SALT": "s"}, False),
    ],
)
def test_it_is_known_whether_secrets_were_made(tmp_path, monkeypatch, given, made):
    for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"REGISTRY_DATA": str(tmp_path), **given}.items():
        monkeypatch.setenv(name, value)

    assert run_path(str(ROOT / "config.py"))["SECRETS_ARE_MADE"] is made
