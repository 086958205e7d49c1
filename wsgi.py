"""What the WSGI server starts."""

from registry import create_app

app = create_app()
