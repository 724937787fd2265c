"""A new language: one catalogue with everything still to be translated."""

from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog

from locales.catalogues import CatalogueFault
from locales.files import updated, written


def new_catalogue(folder: Path, texts: Catalog, code: str, locale: str = "", name: str = "") -> Path:
    """Writes the catalogue of a language and returns its path.

    `code` names its folder. `locale`: whose dates, numbers and plurals it has, where Babel does not know it
    under its code (`ku` for `kmr`); `name`: what it calls itself. CatalogueFault where there is one already,
    or Babel does not know it.
    """
    path = folder / code / "LC_MESSAGES" / "stadtbote.po"
    if path.exists():
        raise CatalogueFault(f"{path}:1: is there already")
    try:
        parsed = Locale.parse((locale or code).replace("-", "_"))
    except (ValueError, UnknownLocaleError) as fault:
        raise CatalogueFault(f"{locale or code}: no language that Babel knows; name one as second") from fault
    headers = {
        "X-Babel-Locale": str(parsed),
        "X-Direction": parsed.text_direction,
        "X-Own-Name": name or (parsed.get_display_name() or code).capitalize(),
        "X-Fallback": "en de",
        "X-Aliases": str(parsed) if str(parsed) != code else "",
        "X-Reviewed-By": "",
        "X-Reviewed-On": "",
    }
    path.parent.mkdir(parents=True)
    path.write_bytes(written(updated(Catalog(locale=parsed), texts, code), headers))
    return path
