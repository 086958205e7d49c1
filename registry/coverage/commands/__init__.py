"""What changes what the audit keeps. Never commits."""
