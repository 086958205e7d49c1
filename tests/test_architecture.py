"""The house rules that a machine can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "registry"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.stat().st_size)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))

# The ways to the database: beside models, queries and commands, they alone may know SQL.
DATABASE = {
    "db",
    "database_url",
    "failover",
    "faults",
    "limited",
    "migration",
    "postgresql",
    "sqlite",
}

# A module imports from modules whose role stands on its own line or on a line above. A module
# named for its idea stands on the second line; one in a folder named for a role has that role.
ROLES = [
    {*DATABASE, "errors", "geo", "i18n", "later", "replica", "redis", "tasks"},
    {"ideas"},
    {"models"},
    {"queries"},
    {"commands"},
    {"forms", "fields"},
    {"views", "cli", "jobs", "terminal"},
]
NAMED = set().union(*ROLES)

# A feature imports from itself and from features on the lines above, never from a neighbour.
FEATURES = [
    {"limits", "mail", "places", "maps"},
    {"accounts"},
    {"facilities"},
    {"search", "organisations"},
    {"figures"},
    {"moderation"},
    {"coverage", "intake"},
    {"outreach"},
    {"api", "operations", "cli"},
    {"terminal"},
]

# Ideas that have to ask, and the role as which they import and are imported: the one door to
# outside geocoders, what it keeps for all workers, the people that Flask-Security looks up, who
# changes how much, what pages and forms share, and the answers that are kept.
ASKING = {
    "places/geocoder.py": "commands",
    "places/geocoder_state.py": "commands",
    "places/geocoder_turns.py": "commands",
    "limits/limiter.py": "forms",
    "limits/storage.py": "commands",
    "accounts/security.py": "forms",
    "accounts/codes.py": "queries",
    "accounts/guard.py": "queries",
    "accounts/letters.py": "forms",
    "accounts/passwords.py": "forms",
    "accounts/provider.py": "forms",
    "accounts/sections.py": "forms",
    "organisations/guard.py": "commands",
    "moderation/rights.py": "queries",
    "moderation/display.py": "forms",
    "moderation/drawing.py": "forms",
    "pages.py": "forms",
    "coverage/drawings.py": "forms",
    "facilities/drawings.py": "forms",
    "facilities/writing.py": "commands",
    "search/answers.py": "forms",
    "search/front.py": "forms",
}

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def row(rows, name):
    return next((number for number, names in enumerate(rows) if name in names), None)


def role(parts):
    """Return the role of a module given as a path: ('search', 'queries', 'sqlite').

    What is imported from the module may follow. The package itself stands above all roles.
    """
    if not parts:
        return len(ROLES)
    for length in range(1, len(parts) + 1):
        if asking := ASKING.get("/".join(parts[:length]) + ".py"):
            return row(ROLES, asking)
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
    """Return a file as the path of its module; that of a package has no __init__ at its end."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def where(path):
    return str(path.relative_to(PACKAGE))


def begins(name, tops):
    return any(name == top or name.startswith((f"{top}.", f"{top}_")) for top in tops)


@each_file
def test_roles_import_downwards(path):
    own = role(place(path))

    for parts in own_modules(path):
        assert role(parts) <= own, f"may not import {'.'.join(parts)}"


@each_file
def test_features_import_downwards(path):
    if not place(path):
        return  # create_app, where features meet
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
    if role(place(path)) in may or where(path).removesuffix(".py") in DATABASE:
        return

    assert not {name for name in imports(path) if begins(name, ["sqlalchemy"])}


@each_file
def test_ideas_know_neither_requests_nor_tables(path):
    if role(place(path)) != row(ROLES, "ideas"):
        return
    allowed = {
        "registry.db.Texts",
        "registry.db.utcnow",
        "registry.db.today",
        "flask_babel.format_decimal",
    }

    barred = ("flask", "sqlalchemy", "registry.db")
    assert not {name for name in imports(path) - allowed if begins(name, barred)}


@each_file
def test_only_two_modules_know_geocoders(path):
    if where(path) not in ("places/geocoder.py", "places/gazetteer.py"):
        known = imports(path)
        assert not {name for name in known if begins(name, ["geopy.geocoders"]) or name == "geopy"}


@each_file
def test_views_commit_and_nothing_else_does(path):
    if {"views", "cli", "jobs"} & set(place(path)):
        return

    tree = ast.parse(path.read_text())

    assert not [n.lineno for n in ast.walk(tree) if getattr(n, "attr", "") == "commit"]


@each_file
def test_imports_stand_at_the_top(path):
    tree = ast.parse(path.read_text())

    found = {n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)}

    assert not [node.lineno for node in found - set(tree.body)]


@each_file
def test_files_and_functions_stay_short(path):
    source = path.read_text()

    assert len(source.splitlines()) <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, FUNCTIONS):
            assert node.end_lineno - node.lineno < 50, f"{node.name} is too long"


def reads_environment(path):
    names = {"environ", "environb", "getenv", "getenvb"}
    known = {getattr(node, "attr", "") for node in ast.walk(ast.parse(path.read_text()))}
    return bool(names & (known | {name.rpartition(".")[2] for name in imports(path)}))


def test_the_environment_is_read_in_one_place():
    application = [
        *FILES,
        ROOT / "wsgi.py",
        ROOT / "web.py",
        *ROOT.glob("migrations/**/*.py"),
        ROOT / "config.py",
    ]

    readers = [path.name for path in application if reads_environment(path)]

    assert readers == ["config.py"]
