"""Catalogues and texts."""
