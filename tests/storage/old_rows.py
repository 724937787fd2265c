"""Rows for every table of a database, whatever release made it: from its schema, tried until they fit."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, MetaData, Table, inspect, select, types
from sqlalchemy.exc import IntegrityError

Row: TypeAlias = Mapping[str, Any]

TRIES = 400
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


class Unfillable(Exception):
    """No row was found that a table accepts."""


@dataclass
class OldRows:
    """Adds one row to each table at every call; a row refers to those of the same call."""

    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def add(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Unfillable where a table stays empty."""
        newest: dict[str, Row] = {}
        schema = inspect(connection)
        for table in tables:
            rules = [str(rule["sqltext"]) for rule in schema.get_check_constraints(table.name)]
            row = self._fit(connection, table, rules, newest)
            if row is not None:
                newest[table.name] = row
            elif not connection.execute(select(table).limit(1)).first():
                raise Unfillable(table.name)

    def _fit(
        self, connection: Connection, table: Table, rules: list[str], newest: Mapping[str, Row]
    ) -> Row | None:
        """A row that the table took, or None where its keys are used up."""
        for _ in range(TRIES):
            number = next(self.numbers)
            row = {column.name: self._value(column, rules, number, newest) for column in table.columns}
            try:
                with connection.begin_nested():
                    connection.execute(table.insert().values(row))
            except IntegrityError:
                continue
            return row
        return None

    def _value(self, column: Column[Any], rules: list[str], number: int, newest: Mapping[str, Row]) -> Any:
        for key in column.foreign_keys:
            parent = newest.get(key.column.table.name)
            if parent is not None and (not column.nullable or self.chance.random() < 0.8):
                return parent[key.column.name]
            return None
        if column.nullable and self.chance.random() < 0.4:
            return None
        fixed = [rule for rule in rules if re.search(rf"\b{column.name}\b", rule)]
        words = re.findall(r"'(\w+)'", " ".join(fixed))
        if words and isinstance(column.type, types.String):
            return self.chance.choice(words)
        if fixed and isinstance(column.type, types.Integer):
            return self.chance.randint(0, 6)
        return _plain(column.type, number)


def _plain(kind: types.TypeEngine[Any], number: int) -> Any:
    """A value of a type, another one for each number."""
    at = BEGIN + timedelta(minutes=number)
    match kind:
        case types.DateTime(timezone=aware):
            return at if aware else at.replace(tzinfo=None)
        case types.Boolean():
            return number % 2 == 0
        case types.Integer():
            return number
        case types.Float() | types.Numeric():
            return number / 2
        case types.JSON():
            return {"de": f"Straße {number}", "ar": "مقهى"}
        case types.LargeBinary():
            return number.to_bytes(32, "big")
        case types.Date():
            return date(2026, 1, 1) + timedelta(days=number)
        case types.Time():
            return time(number % 24)
        case _:
            return f"Grüße {number}"[: getattr(kind, "length", None)]


def tables_of(connection: Connection) -> list[Table]:
    """The tables that are there, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def rows_of(connection: Connection, tables: Sequence[Table]) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of their keys."""
    return {
        table.name: [
            dict(row)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        ]
        for table in tables
    }
