"""Orders from another system's file: a mapping says what its columns mean; all rows or none."""

from weituo.work.imports.mapping import Mapping, load
from weituo.work.imports.rows import RowError, read
from weituo.work.imports.run import ImportResult, run

__all__ = ["ImportResult", "Mapping", "RowError", "load", "read", "run"]
