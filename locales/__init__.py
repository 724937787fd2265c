"""Gettext catalogues and the module that reads them."""
