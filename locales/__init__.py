"""Languages: gettext catalogues read from .po files; values are escaped and isolated once."""

from locales.catalogues import CatalogueFault, Catalogues
from locales.language import Html, Language, Latin, Url
from locales.missing import note_in, without_notes

__all__ = ["CatalogueFault", "Catalogues", "Html", "Language", "Latin", "Url", "note_in", "without_notes"]
