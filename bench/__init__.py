"""How fast the registry is, on invented facilities; `make bench` runs it."""
