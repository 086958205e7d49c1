"""What a browser is called, as people know it. Pure."""

import re

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "YaBrowser": "Yandex Browser",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
"""By the word in its own description; most name those after them too."""

SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def _first(words: dict[str, str], text: str, after: str) -> str:
    return next((name for word, name in words.items() if re.search(rf"{word}{after}", text)), "")


def browser_name(description: str) -> str:
    """Return browser and system; the description itself when neither is known.

    >>> browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
    ...     " Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0")
    'Edge, Windows'
    >>> browser_name("curl/8.5.0")
    'curl/8.5.0'
    """
    found = (_first(BROWSERS, description, r"\w*/"), _first(SYSTEMS, description, ""))
    return ", ".join(filter(None, found)) or description
