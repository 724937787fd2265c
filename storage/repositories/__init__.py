"""Queries, written out, one file per subject."""
