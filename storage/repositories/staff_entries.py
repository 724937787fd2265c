"""Entries that coordinators write: working copies with their texts, published versions, and who got them."""

from collections.abc import Collection

from sqlalchemy import delete, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.staff_entries import Asker, EntryStatus, EntryText, PublishedVersion, StaffEntry
from storage.repositories.rows import Columns, insert_into
from storage.tables import StaffEntryAskerRow, StaffEntryRow, StaffEntryTextRow, StaffEntryVersionRow

_WITHDRAWN = EntryStatus.WITHDRAWN.value


class SqlStaffEntries:
    """Implements `civic.knowledge_ports.StaffEntries`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, entry_id: int) -> StaffEntry | None:
        """The working copy of an entry."""
        row = (await self._session.exec(select(StaffEntryRow).where(StaffEntryRow.id == entry_id))).first()
        return await self._whole(row)

    async def lock(self, entry_id: int) -> StaffEntry | None:
        """The same, locked until the end of the transaction."""
        locked = select(StaffEntryRow).where(StaffEntryRow.id == entry_id).with_for_update(key_share=True)
        return await self._whole((await self._session.exec(locked)).first())

    async def add(self, entry: StaffEntry) -> StaffEntry:
        """Keeps a new entry; returns it with its id."""
        new_row = insert(StaffEntryRow).values(_columns(entry)).returning(col(StaffEntryRow.id))
        number = (await self._session.exec(new_row)).scalar_one()
        await self._add_texts(number, entry)
        kept = await self.get(number)
        assert kept is not None
        return kept

    async def update(self, entry: StaffEntry) -> None:
        """Replaces the working copy with its texts."""
        changed = update(StaffEntryRow).where(col(StaffEntryRow.id) == entry.id)
        await self._session.exec(changed.values(_columns(entry)))
        await self._session.exec(delete(StaffEntryTextRow).where(col(StaffEntryTextRow.entry_id) == entry.id))
        await self._add_texts(entry.id, entry)

    async def remove(self, entry_id: int) -> None:
        """Deletes an entry with everything that belongs to it."""
        await self._session.exec(delete(StaffEntryRow).where(col(StaffEntryRow.id) == entry_id))

    async def of_question(self, question_id: int) -> StaffEntry | None:
        """The entry that was made from a question."""
        one = select(StaffEntryRow).where(StaffEntryRow.question_id == question_id)
        return await self._whole((await self._session.exec(one)).first())

    async def having(self, statuses: Collection[EntryStatus]) -> list[StaffEntry]:
        """Entries of these statuses, newest first."""
        wanted = col(StaffEntryRow.status).in_([status.value for status in statuses])
        found = select(StaffEntryRow).where(wanted).order_by(col(StaffEntryRow.id).desc())
        rows = (await self._session.exec(found)).all()
        texts = await self._texts([row.id for row in rows])
        return [_entry(row, texts[row.id]) for row in rows]

    async def add_version(self, version: PublishedVersion) -> None:
        """Keeps what is published now."""
        texts = {
            code: {"question": text.question, "text": text.text, "automatic": text.automatic}
            for code, text in version.texts.items()
        }
        row = insert(StaffEntryVersionRow).values(
            entry_id=version.entry_id,
            number=version.number,
            language=version.language,
            texts=texts,
            valid_until=version.valid_until,
            hash=version.hash,
            published_at=version.published_at,
            written_by=version.written_by,
            approved_by=version.approved_by,
            alone=version.alone,
        )
        await self._session.exec(row)

    async def version(self, entry_id: int, number: int) -> PublishedVersion | None:
        """What was published under that number."""
        one = select(StaffEntryVersionRow).where(
            StaffEntryVersionRow.entry_id == entry_id, StaffEntryVersionRow.number == number
        )
        row = (await self._session.exec(one)).first()
        return _version(row) if row else None

    async def published(self) -> list[PublishedVersion]:
        """The newest version of every entry that was not withdrawn, by entry."""
        newest = (
            select(StaffEntryVersionRow)
            .join(StaffEntryRow, col(StaffEntryRow.id) == col(StaffEntryVersionRow.entry_id))
            .where(
                StaffEntryVersionRow.number == col(StaffEntryRow.version),
                col(StaffEntryRow.status) != _WITHDRAWN,
            )
            .order_by(col(StaffEntryVersionRow.entry_id))
        )
        return [_version(row) for row in await self._session.exec(newest)]

    async def state(self) -> tuple[int, int]:
        """Two numbers that together change whenever `published` does."""
        newest = select(func.coalesce(func.max(col(StaffEntryVersionRow.id)), 0))
        gone = select(func.count()).where(col(StaffEntryRow.status) == _WITHDRAWN)
        return (await self._session.exec(newest)).one(), (await self._session.exec(gone)).one()

    async def askers(self, entry_id: int) -> list[Asker]:
        """Who asked the same, in the order of their questions, which is how these are locked."""
        rows = await self._session.exec(
            select(StaffEntryAskerRow)
            .where(StaffEntryAskerRow.entry_id == entry_id)
            .order_by(col(StaffEntryAskerRow.question_id), col(StaffEntryAskerRow.id))
        )
        return [_asker(row) for row in rows]

    async def asker(self, asker_id: int) -> Asker | None:
        """One of them."""
        one = select(StaffEntryAskerRow).where(StaffEntryAskerRow.id == asker_id)
        row = (await self._session.exec(one)).first()
        return _asker(row) if row else None

    async def add_asker(self, asker: Asker) -> bool:
        """Notes that somebody asked the same; False where that was known."""
        row = insert_into(self._session, StaffEntryAskerRow).values(_asker_columns(asker))
        unique = row.on_conflict_do_nothing(index_elements=["entry_id", "resident_id"])
        return (await self._session.exec(unique)).rowcount > 0

    async def update_asker(self, asker: Asker) -> None:
        """Stores what somebody got."""
        changed = update(StaffEntryAskerRow).where(col(StaffEntryAskerRow.id) == asker.id)
        await self._session.exec(changed.values(_asker_columns(asker)))

    async def remove_asker(self, asker_id: int) -> None:
        """Forgets that somebody asked the same."""
        await self._session.exec(delete(StaffEntryAskerRow).where(col(StaffEntryAskerRow.id) == asker_id))

    async def remove_waiting_asker(self, entry_id: int, question_id: int) -> bool:
        """The same for a question, unless its asker got an answer; whether there was one."""
        waiting = delete(StaffEntryAskerRow).where(
            col(StaffEntryAskerRow.entry_id) == entry_id,
            col(StaffEntryAskerRow.question_id) == question_id,
            col(StaffEntryAskerRow.got) == "",
        )
        return (await self._session.exec(waiting)).rowcount > 0

    async def _whole(self, row: StaffEntryRow | None) -> StaffEntry | None:
        return _entry(row, (await self._texts([row.id]))[row.id]) if row else None

    async def _texts(self, numbers: Collection[int]) -> dict[int, dict[str, EntryText]]:
        found: dict[int, dict[str, EntryText]] = {number: {} for number in numbers}
        texts = select(StaffEntryTextRow).where(col(StaffEntryTextRow.entry_id).in_(numbers))
        for row in await self._session.exec(texts.order_by(col(StaffEntryTextRow.language))):
            found[row.entry_id][row.language] = EntryText(
                row.question, row.text, row.based_on, row.automatic, row.written_by
            )
        return found

    async def _add_texts(self, entry_id: int, entry: StaffEntry) -> None:
        rows = [
            {
                "entry_id": entry_id,
                "language": code,
                "question": text.question,
                "text": text.text,
                "automatic": text.automatic,
                "based_on": text.based_on,
                "written_by": text.written_by,
            }
            for code, text in entry.texts.items()
        ]
        await self._session.exec(insert(StaffEntryTextRow).values(rows))


def _entry(row: StaffEntryRow, texts: dict[str, EntryText]) -> StaffEntry:
    return StaffEntry(
        id=row.id,
        language=row.language,
        texts=texts,
        created_at=row.created_at,
        question_id=row.question_id,
        created_by=row.created_by,
        edited_by=row.edited_by,
        status=EntryStatus(row.status),
        version=row.version,
        valid_until=row.valid_until,
        revision=row.revision,
    )


def _columns(entry: StaffEntry) -> Columns:
    return {
        "language": entry.language,
        "status": entry.status.value,
        "version": entry.version,
        "revision": entry.revision,
        "valid_until": entry.valid_until,
        "question_id": entry.question_id,
        "created_by": entry.created_by,
        "edited_by": entry.edited_by,
        "created_at": entry.created_at,
    }


def _version(row: StaffEntryVersionRow) -> PublishedVersion:
    texts = {
        code: EntryText(str(text["question"]), str(text["text"]), automatic=bool(text["automatic"]))
        for code, text in row.texts.items()
    }
    return PublishedVersion(
        entry_id=row.entry_id,
        number=row.number,
        language=row.language,
        texts=texts,
        valid_until=row.valid_until,
        hash=row.hash,
        published_at=row.published_at,
        written_by=row.written_by,
        approved_by=row.approved_by,
        alone=row.alone,
    )


def _asker(row: StaffEntryAskerRow) -> Asker:
    return Asker(
        id=row.id,
        entry_id=row.entry_id,
        resident_id=row.resident_id,
        question_id=row.question_id,
        version=row.version,
        got=row.got,
        got_language=row.got_language,
        updated=row.updated,
    )


def _asker_columns(asker: Asker) -> Columns:
    return {
        "entry_id": asker.entry_id,
        "resident_id": asker.resident_id,
        "question_id": asker.question_id,
        "version": asker.version,
        "got": asker.got,
        "got_language": asker.got_language,
        "updated": asker.updated,
    }
