"""What is described in the documents is what there is: settings, addresses, commands, packages."""

import ast
import csv
import json
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]

FLASKS_OWN = {"routes", "run", "shell"}
"""Commands that Flask brings and the registry has no use for."""


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def first_column(page: str, heading: str | None = None) -> set[str]:
    """Return what stands in backticks in the first column of the tables, of one section or all."""
    if heading:
        page = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    return {found for row in rows for found in re.findall(r"`([^`]+)`", row)}


@pytest.fixture
def running() -> str:
    return read("docs/running.md")


def test_every_setting_is_described_and_no_other(running):
    tree = ast.parse(read("config.py"))
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    settings = {one.id for one in targets if isinstance(one, ast.Name) and one.id.isupper()}
    of_the_server = set(re.findall(r"\$\{([A-Z]+):-", read("scripts/run")))

    described = first_column(running, "Settings")

    assert described == (settings - {"HERE"}) | of_the_server


def test_every_setting_has_a_sentence_in_the_code():
    lines = read("config.py").split("\n\n")

    bare = [block for block in lines if re.match(r"[A-Z_]+ = ", block) and '"""' not in block]

    assert [block for block in bare if not block.startswith("HERE")] == []


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_every_command_is_described_and_no_other(app, running):
    commands = set(app.cli.commands) - FLASKS_OWN

    described = set(re.findall(r"`flask ([\w-]+)", running))

    assert described == commands


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_every_address_is_described_and_no_other(app):
    rules = {
        re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"<\1>", str(rule)) for rule in app.url_map.iter_rules()
    }

    described = {one for one in first_column(read("docs/addresses.md")) if one.startswith("/")}

    assert described == rules


def test_every_make_target_is_described_and_no_other(running):
    targets = set(re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)[1].split())

    described = set(re.findall(r"`make (\w+)`", running))

    assert described == targets - {"setup", "setup-dev"}


def plain(name: str) -> str:
    """Return the name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_is_named_in_the_notice_and_no_other():
    pinned = [
        re.split(r"[=;[]", line)[0].strip()
        for path in HERE.glob("requirements*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    front = json.loads(read("package.json"))
    used = {plain(name) for name in [*pinned, *front["dependencies"], *front["devDependencies"]]}

    tables = read("NOTICE.md").partition("\n## Served to browsers")[2]
    named = [
        line.split("|")[1].split("(")[0].strip()
        for line in tables.splitlines()
        if line.startswith("| ") and not line.startswith("| package")
    ]

    assert sorted(map(plain, named)) == sorted(used)


def test_every_npm_package_has_the_licence_that_the_notice_gives():
    lock = json.loads(read("package-lock.json"))["packages"]
    notice = read("NOTICE.md")

    wrong = [
        name
        for path, package in lock.items()
        if (name := path.removeprefix("node_modules/"))
        and not re.search(rf"^\| {re.escape(name)}\b[^|]*\| {package['license']} \|", notice, re.M)
    ]

    assert wrong == []


def test_what_a_script_holds_of_others_goes_with_its_licence():
    script = read("static/vendor/accessible-autocomplete/accessible-autocomplete.min.js")
    assert "Denis Pushkarev" in script

    for name, owner in (("preact", "Jason Miller"), ("core-js", "Denis Pushkarev")):
        shipped = read(f"static/vendor/accessible-autocomplete/LICENSE-{name}.txt")
        assert f"{owner}\n\nPermission is hereby granted" in shipped
        assert owner in read("NOTICE.md")


def test_the_licence_of_a_source_is_a_page_about_licences():
    links = [
        row["licence_url"]
        for path in HERE.glob("registry/packs/*/sources.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if row["licence_url"]
    ]

    assert links
    assert [link for link in links if "/licenses/" not in link] == []


def test_every_source_of_data_is_named_in_the_notice():
    packs = HERE.glob("registry/packs/*/sources.csv")
    rows = [
        row
        for path in packs
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
    notice = read("NOTICE.md")

    assert rows
    assert [row["title"] for row in rows if row["title"] not in notice] == []
    assert [row["title"] for row in rows if row["licence"] not in notice] == []


def test_what_documents_point_to_is_there():
    pages = [HERE / "README.md", HERE / "NOTICE.md", *HERE.glob("docs/**/*.md")]
    pointer = re.compile(r"\]\((?!https?:|#)([^)#]+)|\b(docs/[\w/-]+\.md)\b")

    broken = [
        f"{page.name}: {found}"
        for page in pages
        for pair in pointer.findall(page.read_text(encoding="utf-8"))
        for found in pair
        if found and not ((page.parent / found).exists() or (HERE / found).exists())
    ]

    assert broken == []
