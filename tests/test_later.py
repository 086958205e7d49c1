import subprocess
import sys

import pytest

from registry.later import later


def test_a_package_is_loaded_with_the_first_use_of_it():
    script = (
        "import sys; from registry.later import later; colors = later('colorsys');"
        "assert 'colorsys' not in sys.modules;"
        "assert colors.rgb_to_hsv(1, 0, 0) == (0.0, 1.0, 1); assert 'colorsys' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603


def test_a_package_that_is_missing_is_told_at_once():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        later("no_such_package")


def test_a_web_process_on_sqlite_loads_no_package_that_it_does_not_use():
    spared = "huey", "redis", "psycopg", "openpyxl", "PIL.Image", "pypdf", "zxcvbn", "qrcode"
    script = f"import sys, web; print([name for name in {spared} if name in sys.modules])"

    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert run.stdout.strip() == "[]"
