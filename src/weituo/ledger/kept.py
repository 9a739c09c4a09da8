"""Questions that every write asks. Django takes several times as long to write such a statement as the database to answer
it, so it is written once and asked again with another value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Written = tuple[str, Any, Any, Any]  # the statement, the field it asks by, its compiler, what the columns go through


class Kept:
    """`model.objects.filter(by=value).order_by(order).values_list(*columns)`, for one value after another."""

    def __init__(self, model: type[Model], *, by: str, columns: Sequence[str], order: str) -> None:
        self.model, self.by, self.columns, self.order = model, by, tuple(columns), order
        self._written: Written | None = None

    def rows(self, value: Any) -> list[Sequence[Any]]:
        """What the database answers, columns as `values_list` gives them."""
        if self._written is None:
            self._written = self._write(value)
        sql, field, compiler, converters = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [field.get_db_prep_value(value, connection)])
            found: list[Sequence[Any]] = cursor.fetchall()
        # SQLite knows neither UUIDs nor times: there, Django makes them of texts
        return list(compiler.apply_converters(found, converters)) if converters else found

    def _write(self, value: Any) -> Written:
        asked = self.model._default_manager.filter(**{self.by: value}).order_by(self.order)
        compiler = asked.values_list(*self.columns).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        if len(parameters) != 1:
            raise ValueError(f"{sql} asks for another number of values than one")
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return sql, self.model._meta.get_field(self.by), compiler, converters
