"""The playbook as one JSON document, as SQL keeps it, and back."""

from __future__ import annotations

from typing import Any, TypeVar, cast, overload

import msgspec

from bot.playbook.shapes import Playbook

T = TypeVar("T")


def to_document(value: object) -> dict[str, Any]:
    """A playbook, or a part of it such as a `Rep`, as JSON values; dates, times, lengths as ISO 8601."""
    return cast("dict[str, Any]", msgspec.json.decode(msgspec.json.encode(value)))


@overload
def from_document(document: object) -> Playbook: ...
@overload
def from_document(document: object, kind: type[T]) -> T: ...
def from_document(document: object, kind: Any = Playbook) -> Any:
    """The value that `to_document` wrote. Raises msgspec.ValidationError on a document of another shape."""
    return msgspec.convert(document, kind)
