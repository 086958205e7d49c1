"""The registry of innovation infrastructure."""
