"""Everything in files that other programs read: all rows, nothing that opens something, all or nothing."""

import base64
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.backup_files import BackupFailed
from storage.database import Database
from storage.declarations import DECLARED
from storage.open_export import EXPLAINED, export
from storage.tables import METADATA
from tests.storage.samples import Sampler

SAID = {"web_message": ["body"], "web_file": ["content"], "web_update": ["body"]}
CODE = "7K2M-9QXR-4TBC-H3WD"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


async def test_every_row_of_every_table(database: Database, tmp_path: Path) -> None:
    await Sampler(database, "MARK-OF-ADA").fill()
    await Sampler(database, "MARK-OF-BEN").fill()
    folder = tmp_path / "new" / "all"
    counts = await export(database, folder)
    async with database.engine.connect() as connection:
        for declared in DECLARED:
            table = METADATA.tables[declared.name]
            there = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            found = lines(folder / f"{declared.name}.jsonl")
            assert len(found) == counts[declared.name] == there, declared.name
            left_out = {*declared.secret, *SAID.get(declared.name, ())}
            assert all(set(row) == set(declared.columns) - left_out for row in found), declared.name
    assert set(METADATA.tables) == set(counts)
    text = "".join(file.read_text("utf-8") for file in folder.glob("*.jsonl"))
    assert "MARK-OF-ADA" in text
    assert "MARK-OF-BEN" in text
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_each_column_is_explained_and_pictures_come_back(database: Database, tmp_path: Path) -> None:
    await Sampler(database, "ADA").fill()
    await export(database, tmp_path / "all")
    explained = json.loads((tmp_path / "all" / EXPLAINED).read_text("utf-8"))
    for declared in DECLARED:
        for row in lines(tmp_path / "all" / f"{declared.name}.jsonl"):
            assert all(explained[declared.name]["columns"][name] for name in row)
    (picture, *_) = lines(tmp_path / "all" / "picture.jsonl")
    async with database.engine.connect() as connection:
        stored = (await connection.execute(select(METADATA.tables["picture"].c.content))).scalars().first()
    assert base64.b64decode(str(picture["content"])) == stored


async def test_codes_and_keys_that_the_web_chat_shows_are_left_out(
    sqlite_database: Database, tmp_path: Path
) -> None:
    await Sampler(sqlite_database, "ADA").fill()
    async with sqlite_database.engine.begin() as connection:
        for name, (column,) in SAID.items():
            value = CODE.encode() if column == "content" else CODE
            await connection.execute(METADATA.tables[name].update().values({column: value}))
    await export(sqlite_database, tmp_path / "all")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "all").iterdir())
    assert CODE not in written
    assert base64.b64encode(CODE.encode()).decode() not in written


def left_of(folder: Path, name: str) -> list[Path]:
    return list(folder.glob(f"{name}*"))


async def test_all_or_nothing(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    with pytest.raises(BackupFailed, match="is there already; name a new folder"):
        await export(sqlite_database, folder)
    (tmp_path / "broken.part").mkdir()
    with pytest.raises(BackupFailed, match="is left of an export that was broken off; delete it"):
        await export(sqlite_database, tmp_path / "broken")
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match=r"cannot be made: Not a directory"):
        await export(sqlite_database, tmp_path / "file" / "all")

    def full(file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.open_export.make_private", full)
    with pytest.raises(BackupFailed, match="No space left on device"):
        await export(sqlite_database, tmp_path / "other")
    assert left_of(tmp_path, "other") == []
