"""What every table shares: the metadata with its naming convention, and the kinds of key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Serial: Any = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[Any]:
    return Column("id", String(40), primary_key=True)


def serial() -> Column[Any]:
    return Column("id", Serial, primary_key=True, autoincrement=True)


def ref(name: str, target: str, *, null: bool = False, index: bool = True) -> Column[Any]:
    """A reference that goes when its target goes, so that an erasure leaves nothing behind."""
    return Column(name, String(40), ForeignKey(target, ondelete="CASCADE"), nullable=null, index=index)
