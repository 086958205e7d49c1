"""Copy what pages need of the front-end packages from node_modules to static/vendor.

Only the files that a page loads go along, with their licences. Inter comes in the four subsets
that Kazakh, Russian, English and French are written with, and a style sheet that names them here.
"""

import re
import shutil
from pathlib import Path

HERE = Path(__file__).parents[1]
FROM = HERE / "node_modules"
TO = HERE / "static" / "vendor"

FILES = {
    "leaflet": ("leaflet", ("dist/leaflet.js", "dist/leaflet.css", "dist/images", "LICENSE")),
    "accessible-autocomplete": (
        "accessible-autocomplete",
        (
            "dist/accessible-autocomplete.min.js",
            "dist/accessible-autocomplete.min.css",
            "LICENSE.txt",
        ),
    ),
    "inter": ("@fontsource-variable/inter", ("LICENSE",)),
}
"""Folder in static/vendor: the package, and the files or folders taken from it."""

LICENCES = {"accessible-autocomplete": ("preact.txt", "core-js.txt")}
"""Licences of what a script holds of others, where its package brings no text of them."""

INTER = "@fontsource-variable/inter"
SUBSETS = ("cyrillic-ext", "cyrillic", "latin-ext", "latin")
FACE = re.compile(r"/\* (?P<file>[\w-]+) \*/\s*@font-face \{.*?\}", re.DOTALL)


def copy(package: str, name: str, folder: Path) -> None:
    """Copy a file or a folder of a package under its own name into this folder."""
    source = FROM / package / name
    target = folder / source.name
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def typeface(folder: Path) -> None:
    """Copy the subsets of Inter, with the style sheet that names them by their address here."""
    faces = {
        found["file"]: found[0]
        for found in FACE.finditer((FROM / INTER / "wght.css").read_text(encoding="utf-8"))
    }
    sheet = []
    for subset in SUBSETS:
        name = f"inter-{subset}-wght-normal"
        copy(INTER, f"files/{name}.woff2", folder)
        sheet.append(faces[name].replace("./files/", ""))
    (folder / "inter.css").write_text("\n\n".join(sheet) + "\n", encoding="utf-8")


def main() -> None:
    """Make static/vendor anew."""
    shutil.rmtree(TO, ignore_errors=True)
    for folder, (package, names) in FILES.items():
        (TO / folder).mkdir(parents=True)
        for name in names:
            copy(package, name, TO / folder)
        for name in LICENCES.get(folder, ()):
            shutil.copyfile(HERE / "licences" / name, TO / folder / f"LICENSE-{name}")
    typeface(TO / "inter")


if __name__ == "__main__":
    main()
