"""Figures as a table for spreadsheets. Pure."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from registry.search.downloads.formats import harmless

HEAD = ("indicator", "name", "from", "to", "planned", "value", "unit", "note", "source", "reported")


def table(figures: Iterable[Any]) -> bytes:
    """Return figures as CSV (RFC 4180) in UTF-8, marked as such for spreadsheets."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEAD)
    writer.writerows(
        (
            one.indicator.value,
            harmless(str(one.indicator.label)),
            one.period_from.isoformat(),
            one.period_to.isoformat(),
            int(one.is_plan),
            repr(one.value).removesuffix(".0"),
            one.indicator.measure.value,
            harmless(one.note),
            harmless(one.source_url),
            one.reported_at.date().isoformat(),
        )
        for one in figures
    )
    return b"\xef\xbb\xbf" + file.getvalue().encode()
