"""The texts of an announcement as a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_states import EDITABLE
from civic.announcements import (
    TITLE_LIMIT,
    Announcement,
    Body,
    BodyState,
    fingerprint,
)
from civic.event_texts import TextState
from civic.text_sheets import Sheet, SheetField, SheetKey, SheetKind, Values, Written, is_empty

if TYPE_CHECKING:
    from civic.ports import Work
    from civic.text_editing import Desk

ALT_LIMIT = 200
_STATES = {
    BodyState.MISSING: TextState.MISSING,
    BodyState.DRAFT: TextState.DRAFT,
    BodyState.UP_TO_DATE: TextState.UP_TO_DATE,
    BodyState.OUTDATED: TextState.OUTDATED,
}


class AnnouncementSheets:
    """Reads and writes them. Whatever changes takes back an approval."""

    async def get(self, r: Work, number: int) -> Announcement | None:
        """One announcement."""
        return await r.announcements.get(number)

    def sheet(self, one: Announcement) -> Sheet:
        """Title and text of each language; with a picture also what it shows."""
        fields = [SheetField("title", TITLE_LIMIT), SheetField("text", one.limit, lines=True, needed=True)]
        if one.picture_id is not None:
            fields.append(SheetField("alt", ALT_LIMIT))
        return Sheet(
            key=SheetKey(SheetKind.ANNOUNCEMENT, one.id),
            language=one.language,
            fields=tuple(fields),
            texts={code: _values(body) for code, body in one.bodies.items()},
            states={code: _state(one, code) for code in one.bodies},
            source=fingerprint(one.main),
            limit=one.limit,
            open=one.status in EDITABLE,
        )

    async def store(self, desk: Desk, one: Announcement, written: Written) -> bool:
        """Keeps the texts of a language; False where somebody changed the announcement meanwhile."""
        changed = with_body(one, written.language, written.values, written.of)
        return not isinstance(await change_draft(desk.uow, changed, by=written.by), ChangedMeanwhile)


def with_body(one: Announcement, language: str, values: Values, of: str) -> Announcement:
    """The announcement with texts that a person wrote; empty ones are taken out."""
    bodies: Mapping[str, Body] = {code: body for code, body in one.bodies.items() if code != language}
    if not is_empty(values):
        alt = values.get("alt", one.bodies.get(language, Body()).alt)
        made_of = "" if language == one.language else of
        bodies = {**bodies, language: Body(values["title"], values["text"], alt, made_of)}
    return replace(one, bodies=bodies)


def _values(body: Body) -> dict[str, str]:
    return {"title": body.title, "text": body.text, "alt": body.alt}


def _state(one: Announcement, language: str) -> TextState:
    state = one.state(language)
    if state is BodyState.UP_TO_DATE and one.bodies[language].machine:
        return TextState.AUTOMATIC
    return _STATES[state]
