"""The running program's plumbing."""
