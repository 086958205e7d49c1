"""The house rules that a machine can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "registry"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))

# A module imports from modules whose role stands on its own line or on a line above. A module
# named for its idea stands on the second line; one in a folder named for a role has that role.
ROLES = [
    {"errors", "geo", "db", "i18n"},
    {"ideas"},
    {"models"},
    {"queries"},
    {"commands"},
    {"forms", "fields"},
    {"views", "cli"},
]
NAMED = set().union(*ROLES)

# A feature imports from itself and from features on the lines above, never from a neighbour.
FEATURES = [
    {"accounts", "places", "maps"},
    {"facilities"},
    {"search"},
    {"coverage", "moderation", "intake"},
    {"outreach"},
    {"api", "operations", "cli"},
]

# Ideas that have to ask: the one door to outside geocoders, what it keeps for all workers, the
# people that Flask-Security looks up, and what pages and forms share.
ASKING = {
    "places/geocoder.py",
    "places/geocoder_state.py",
    "places/geocoder_turns.py",
    "accounts/security.py",
    "pages.py",
    "facilities/drawings.py",
}


def row(rows, name):
    return next((number for number, names in enumerate(rows) if name in names), None)


def role(parts):
    """Return the role of a module given as a path: ('search', 'queries', 'sqlite')."""
    inner = parts[1:] if (PACKAGE / parts[0]).is_dir() else parts
    found = next((part for part in inner if part in NAMED), "ideas")
    return row(ROLES, found)


def imports(path):
    """Return the dotted names a file imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write the whole name: from registry.x import y"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_modules(path):
    """Return what a file imports of the registry as paths: ('search', 'queries', 'find')."""
    for name in imports(path):
        top, *parts = name.split(".")
        if top == "registry" and parts:
            yield tuple(parts)


def place(path):
    relative = path.relative_to(PACKAGE).with_suffix("")
    return relative.parts


@each_file
def test_roles_import_downwards(path):
    own = role(place(path))
    if str(path.relative_to(PACKAGE)) in ASKING:
        own = row(ROLES, "commands")

    for parts in own_modules(path):
        target = "/".join(parts)
        if not any(
            f"{target}.py".startswith(asking) or target.startswith(asking[:-3]) for asking in ASKING
        ):
            assert role(parts) <= own, f"may not import {'.'.join(parts)}"


@each_file
def test_features_import_downwards(path):
    own = place(path)[0]
    level = row(FEATURES, own)

    for feature, *_rest in own_modules(path):
        if not (PACKAGE / feature).is_dir() or feature == own:
            continue
        assert level is not None, f"what all features share may not import {feature}"
        assert row(FEATURES, feature) < level, f"may not import {feature}"


@each_file
def test_sql_lives_in_models_queries_and_commands(path):
    may = {row(ROLES, name) for name in ("models", "queries", "commands")}
    if role(place(path)) in may or path.name == "db.py":
        return
    if str(path.relative_to(PACKAGE)) in ASKING:
        return

    assert not {name for name in imports(path) if name.startswith("sqlalchemy")}


@each_file
def test_ideas_know_neither_requests_nor_tables(path):
    where = str(path.relative_to(PACKAGE))
    if role(place(path)) != row(ROLES, "ideas") or where in ASKING:
        return
    allowed = {
        "registry.db.Texts",
        "registry.db.utcnow",
        "registry.db.today",
        "flask_babel.format_decimal",
    }

    barred = ("flask.", "flask_", "sqlalchemy", "registry.db.")
    assert not {name for name in imports(path) - allowed if name.startswith(barred)}


@each_file
def test_only_two_modules_know_geocoders(path):
    if path.name not in ("geocoder.py", "gazetteer.py"):
        assert not {name for name in imports(path) if name.startswith("geopy.geocoders")}


@each_file
def test_views_commit_and_nothing_else_does(path):
    commits = "session.commit()" in path.read_text()

    assert not commits or path.stem in ("views", "cli")


@each_file
def test_imports_stand_at_the_top(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{node.name} imports something"


@each_file
def test_files_and_functions_stay_short(path):
    source = path.read_text()

    assert len(source.splitlines()) <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, f"{node.name} is too long"


def test_the_environment_is_read_in_one_place():
    readers = [path for path in FILES if {"os.environ", "os.getenv"} & imports(path)]

    assert readers == []
