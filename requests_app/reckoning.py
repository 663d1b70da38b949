"""Expressions that each database reckons by itself, in its own words: days, seconds, quantiles."""

from typing import Any

from django.db.models import Aggregate, DateField, FloatField, Func, JSONField


class Day(Func):
    """The day of a moment, by UTC; Django's own would call Python for each row on SQLite."""

    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s AT TIME ZONE 'UTC')::date", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)", **more)


class Seconds(Func):
    """`Seconds("completed_at", "created_at")`: from the second moment to the first, to the millisecond at least."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "date_part('epoch', %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        (later, one), (earlier, two) = (compiler.compile(moment) for moment in self.get_source_expressions())
        return f"((julianday({later}) - julianday({earlier})) * 86400.0)", (*one, *two)


class Quantiles(Aggregate):
    """The median and the ninth decile of numbers, as a list of two; None without any."""

    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "to_jsonb(percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="heat_quantiles", **more)
