"""The few places where the two databases say the same thing in different words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection


class Dialect:
    """SQL fragments of one database, and how lists travel: one parameter for any number of values."""

    def __init__(self, connection: Connection) -> None:
        self._postgres = connection.dialect.name == "postgresql"

    def among(self, column: str, parameter: str, kind: str = "bigint") -> str:
        """`column` is one of the values of a list parameter; `kind` is bigint or text."""
        if self._postgres:
            return f"{column} = ANY(CAST(:{parameter} AS {kind}[]))"
        return f"{column} IN (SELECT value FROM json_each(:{parameter}))"  # noqa: S608

    def listed(self, values: Iterable[int] | Iterable[str]) -> Any:
        """A list as the value of such a parameter."""
        return list(values) if self._postgres else json.dumps(list(values))

    def gathered(self, column: str) -> str:
        """All values of a number column in one text, "1,2,3": far cheaper than a row each."""
        return f"string_agg(CAST({column} AS text), ',')" if self._postgres else f"group_concat({column})"

    def epoch(self, column: str) -> str:
        """Seconds since 1970 of an instant."""
        if self._postgres:
            return f"CAST(EXTRACT(EPOCH FROM {column}) AS bigint)"
        return f"CAST(strftime('%s', {column}) AS INTEGER)"

    def contains(self, column: str, parameter: str) -> str:
        """`column` holds the parameter's text as it stands."""
        return f"{'strpos' if self._postgres else 'instr'}({column}, :{parameter}) > 0"


def bitmap(gathered: str | None) -> BitMap:
    """The numbers of a gathered column."""
    return BitMap(json.loads(f"[{gathered}]")) if gathered else BitMap()


def after_all(prefix: str) -> str:
    """A text behind all that begin with `prefix`, compared by code points."""
    return prefix + "\U0010ffff"
