"""Links to the text page, and texts that are not saved yet."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.text_ports import TextDraft, TextLink
from civic.text_sheets import SheetKey, SheetKind
from storage.repositories.rows import Columns, insert_into
from storage.tables import TextDraftRow, TextLinkRow

_EMPTY = ""


class SqlTextLinks:
    """Implements `civic.text_ports.TextLinks`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, link: TextLink) -> TextLink:
        """Keeps a new one; returns it with its id."""
        new_row = insert(TextLinkRow).values(_columns(link)).returning(TextLinkRow)
        return _link((await self._session.exec(new_row)).scalar_one())

    async def get(self, number: int, *, locked: bool = False) -> TextLink | None:
        """One link, perhaps locked until the end of the transaction."""
        return await self._one(col(TextLinkRow.id) == number, locked=locked)

    async def by_token(self, token_hash: str, *, locked: bool = False) -> TextLink | None:
        """The one with this token."""
        return await self._one(col(TextLinkRow.token_hash) == token_hash, locked=locked)

    async def update(self, link: TextLink) -> None:
        """Stores whoever took it, what was written, and what was decided."""
        changed = update(TextLinkRow).where(col(TextLinkRow.id) == link.id)
        await self._session.exec(changed.values(_columns(link)))

    async def waiting(self, key: SheetKey) -> list[TextLink]:
        """Translations of a sheet that were handed in and not decided about, oldest first."""
        done = select(TextLinkRow).where(
            TextLinkRow.kind == key.kind.value,
            TextLinkRow.subject_id == key.id,
            col(TextLinkRow.done_at).is_not(None),
            col(TextLinkRow.settled_at).is_(None),
        )
        return [_link(row) for row in await self._session.exec(done.order_by(col(TextLinkRow.id)))]

    async def revoke(self, key: SheetKey, now: datetime) -> int:
        """Ends every link of a sheet that still works; returns how many there were."""
        works = update(TextLinkRow).where(
            col(TextLinkRow.kind) == key.kind.value,
            col(TextLinkRow.subject_id) == key.id,
            col(TextLinkRow.revoked_at).is_(None),
            col(TextLinkRow.done_at).is_(None),
            or_(
                col(TextLinkRow.ends_at) > now,
                and_(col(TextLinkRow.taken_at).is_(None), col(TextLinkRow.expires_at) > now),
            ),
        )
        return (await self._session.exec(works.values(revoked_at=now))).rowcount

    async def _one(self, which: ColumnElement[bool], *, locked: bool) -> TextLink | None:
        one = select(TextLinkRow).where(which)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        return _link(row) if row else None


class SqlTextDrafts:
    """Implements `civic.text_ports.TextDrafts`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_sheet(self, key: SheetKey) -> list[TextDraft]:
        """Those of every language."""
        rows = select(TextDraftRow).where(
            TextDraftRow.kind == key.kind.value,
            TextDraftRow.subject_id == key.id,
            TextDraftRow.base != _EMPTY,
        )
        ordered = rows.order_by(col(TextDraftRow.language)).execution_options(populate_existing=True)
        return [_draft(row) for row in await self._session.exec(ordered)]

    async def lock(self, key: SheetKey, language: str, now: datetime) -> TextDraft | None:
        """The one of a language. Until the end of the transaction nobody else changes or makes it."""
        # A row that is not there cannot be locked, so an empty one (`base` empty) takes its place.
        empty = insert_into(self._session, TextDraftRow).values(
            kind=key.kind.value, subject_id=key.id, language=language, texts={}, base=_EMPTY, at=now
        )
        await self._session.exec(empty.on_conflict_do_nothing())
        one = select(TextDraftRow).where(_is(key, language)).with_for_update()
        row = (await self._session.exec(one)).one()
        return _draft(row) if row.base != _EMPTY else None

    async def put(self, draft: TextDraft) -> None:
        """Keeps one in the place of an earlier one."""
        new = {"texts": dict(draft.values), "base": draft.base, "at": draft.at}
        which = {
            "kind": draft.key.kind.value,
            "subject_id": draft.key.id,
            "language": draft.language,
        }
        row = insert_into(self._session, TextDraftRow).values(**which, **new)
        await self._session.exec(row.on_conflict_do_update(index_elements=list(which), set_=new))

    async def remove(self, key: SheetKey, language: str) -> None:
        """Deletes the one of a language."""
        await self._session.exec(delete(TextDraftRow).where(_is(key, language)))


def _is(key: SheetKey, language: str) -> ColumnElement[bool]:
    return and_(
        col(TextDraftRow.kind) == key.kind.value,
        col(TextDraftRow.subject_id) == key.id,
        col(TextDraftRow.language) == language,
    )


def _draft(row: TextDraftRow) -> TextDraft:
    return TextDraft(SheetKey(SheetKind(row.kind), row.subject_id), row.language, row.texts, row.base, row.at)


def _link(row: TextLinkRow) -> TextLink:
    key = SheetKey(SheetKind(row.kind), row.subject_id)
    return TextLink(id=row.id, key=key, **{name: getattr(row, name) for name in _SAME})


def _columns(link: TextLink) -> Columns:
    same: Columns = {name: getattr(link, name) for name in _SAME}
    of_key: Columns = {"kind": link.key.kind.value, "subject_id": link.key.id}
    return same | of_key | {"given": dict(link.given), "results": dict(link.results)}


_SAME = (
    *("token_hash", "made_by", "created_at", "expires_at", "language", "source", "of", "given", "results"),
    *("secret_hash", "taken_at", "ends_at", "done_at", "settled_at", "revoked_at"),
)
"""Columns that hold a field as it is."""
