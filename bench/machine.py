"""What the figures were measured on."""

import platform
import sqlite3
from os import cpu_count
from pathlib import Path


def machine() -> str:
    """Return processor, cores, memory, system and versions in a few words."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    processor = names[0] if names else platform.machine()
    gib = int(memory) / 1024 / 1024
    return (
        f"{processor}, {cpu_count()} cores, {gib:.0f} GiB, {platform.system()};"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
