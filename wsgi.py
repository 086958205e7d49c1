"""What `flask` starts: the application with its commands."""

from registry.terminal import create_app

app = create_app()
