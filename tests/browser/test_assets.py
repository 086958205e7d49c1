"""Front-end packages and the typeface: there, complete, served by ourselves."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest

HERE = Path(__file__).parents[2]
VENDOR = HERE / "static" / "vendor"

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
}

KAZAKH = "ӘҒҚҢӨҰҮҺІәғқңөұүһі"
FRENCH = "ÀÂÇÈÉÊËÎÏÔŒÙÛÜŸàâçèéêëîïôœùûüÿ«»’"

FILES = sorted(path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*.*"))
FACE = re.compile(r"url\((?P<file>[^)]+)\).*?unicode-range: (?P<ranges>[^;]+);", re.DOTALL)
NAMED = re.compile(r"vendor/[\w./-]+\.(?:js|css|woff2|png)")


@pytest.mark.parametrize(
    "file",
    [
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        "accessible-autocomplete/accessible-autocomplete.min.js",
        "accessible-autocomplete/accessible-autocomplete.min.css",
        "inter/inter.css",
    ],
)
def test_each_package_is_copied(file):
    assert file in FILES


@pytest.mark.parametrize("file", [name for name in FILES if Path(name).suffix in TYPES])
def test_a_file_is_served_with_its_type(address, file):
    with urlopen(f"{address}/static/vendor/{file}") as answer:
        body = answer.read()

    assert answer.headers.get_content_type() == TYPES[Path(file).suffix]
    assert body == (VENDOR / file).read_bytes()


def test_each_package_brings_its_licence():
    folders = {folder.name for folder in VENDOR.iterdir() if folder.is_dir()}

    assert {licence.parent.name for licence in VENDOR.glob("*/LICENSE*")} == folders


def test_what_pages_name_is_there():
    pages = [*HERE.glob("templates/**/*.html"), *HERE.glob("registry/**/*.py")]
    scripts = [*HERE.glob("static/js/**/*.js"), *HERE.glob("static/css/*.css")]

    named = {
        name for path in pages + scripts for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }

    assert [name for name in sorted(named) if not (HERE / "static" / name).exists()] == []


def faces() -> list[tuple[str, list[range]]]:
    """Return the files of the typeface with the code points that each is asked for."""
    sheet = (VENDOR / "inter" / "inter.css").read_text(encoding="utf-8")
    return [
        (found["file"], [_range(part) for part in found["ranges"].split(",")])
        for found in FACE.finditer(sheet)
    ]


def _range(text: str) -> range:
    first, _, last = text.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def test_the_typeface_lies_beside_its_style_sheet():
    files = [file for file, _ in faces()]

    assert len(files) == 4
    assert [file for file in files if not (VENDOR / "inter" / file).is_file()] == []


@pytest.mark.parametrize("letters", [KAZAKH, FRENCH], ids=["Kazakh", "French"])
def test_every_letter_falls_in_a_face(letters):
    ranges = [one for _, several in faces() for one in several]

    missing = [letter for letter in letters if not any(ord(letter) in one for one in ranges)]

    assert missing == []


@pytest.mark.parametrize("letters", [KAZAKH, FRENCH], ids=["Kazakh", "French"])
def test_every_letter_is_drawn_by_the_typeface(page, letters):
    page.goto("/kk/about/data")
    page.evaluate(
        "letters => { document.body.innerHTML = '<p id=letters></p>';"
        " document.getElementById('letters').textContent = letters; }",
        letters,
    )
    page.evaluate("letters => document.fonts.load('16px \"Inter Variable\"', letters)", letters)
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")

    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": "#letters"})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]

    assert {font["familyName"]: font["isCustomFont"] for font in fonts} == {"Inter": True}
    assert sum(font["glyphCount"] for font in fonts) == len(letters)
