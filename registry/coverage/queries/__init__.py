"""What the audit reads of the registry."""
