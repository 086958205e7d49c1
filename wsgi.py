"""Entry point of web servers: `granian --interface wsgi wsgi:app`."""

from registry import create_app

app = create_app()
