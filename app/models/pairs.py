"""What two columns tie together: one meaning for filters, for counts and for what records show."""

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, select

Pairs = Select[int, Any] | CompoundSelect[int, Any]
"""Rows of a record's key, its owner, and a value of it or the key of another record, its target."""


def pairs(owner: ColumnElement[int], target: ColumnElement[Any]) -> Select[int, Any]:
    """What two columns of a table tie together."""
    return select(owner.label("owner"), target.label("target")).where(target.is_not(None))
