"""From every earlier release with rows in all of its tables to this one: no row is lost or changed."""

import shutil
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import VERSIONS, upgrade
from storage.tables import METADATA
from tests.storage.old_rows import OldRows, rows_of, tables_of
from tests.storage.revisions import with_revision

FILES = sorted(VERSIONS[0].glob("r0*.py"))
pytestmark = pytest.mark.timeout(300)


async def test_rows_of_every_release_are_kept(new: Database, tmp_path: Path) -> None:
    """At each revision a row goes into every table; those of all earlier ones go through the next."""
    versions, rows = tmp_path / "versions", OldRows()
    versions.mkdir()
    before: dict[str, list[dict[str, object]]] = {}
    for file in FILES:
        shutil.copy(file, versions)
        revision = file.name[1:5]
        assert await upgrade(new, [versions]) == [revision]
        async with new.engine.execution_options(writes=True).begin() as connection:
            tables = await connection.run_sync(tables_of)
            after = await connection.run_sync(rows_of, tables)
            for table, kept in before.items():
                assert is_kept(kept, after[table]), f"{table} in {revision}"
            await connection.run_sync(rows.add, tables)
            before = await connection.run_sync(rows_of, tables)
    assert set(before) == set(METADATA.tables)
    assert all(before.values())


def is_kept(old: list[dict[str, object]], new: list[dict[str, object]]) -> bool:
    """Whether the new rows have what the old ones had, but for columns that are gone."""
    return len(old) == len(new) and all(
        now.get(name, value) == value
        for then, now in zip(old, new, strict=True)
        for name, value in then.items()
    )


@pytest.mark.parametrize("harm", ["DELETE FROM vector", "UPDATE event SET place = ''"])
async def test_a_revision_that_loses_something_would_be_found(harm: str, tmp_path: Path) -> None:
    database, rows = Database(f"sqlite:///{tmp_path}/city.db"), OldRows()
    await upgrade(database)
    async with database.engine.execution_options(writes=True).begin() as connection:
        tables = await connection.run_sync(tables_of)
        await connection.run_sync(rows.add, tables)
        before = await connection.run_sync(rows_of, tables)
    await upgrade(database, with_revision(tmp_path, FILES[-1].name[1:5], f'\n    op.execute("{harm}")\n'))
    async with database.engine.begin() as connection:
        after = await connection.run_sync(rows_of, tables)
    await database.close()
    changed = [table for table, kept in before.items() if not is_kept(kept, after[table])]
    assert changed == ["vector" if "vector" in harm else "event"]
