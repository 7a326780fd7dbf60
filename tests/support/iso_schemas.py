"""The published schemas of ISO 20022, where the shared folder is there: an oracle beside the bindings.

Trusts xmlschema to validate.
Never fails for want of the folder: then the bindings' own restrictions stand alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import xmlschema

SHARED = Path(__file__).parents[3] / "shared" / "data" / "iso20022"


def validate(xml: bytes, kind: str) -> bool:
    """Whether there is a schema of the message; XMLSchemaValidationError where the message breaks it."""
    schema = _schema(kind)
    if schema is not None:
        schema.validate(xml.decode())
    return schema is not None


def published() -> list[str]:
    """The messages that the shared folder has schemas of; none without the folder."""
    return sorted(path.stem for path in SHARED.glob("*.xsd"))


@cache
def _schema(kind: str) -> xmlschema.XMLSchema | None:
    path = SHARED / f"{kind}.xsd"
    return xmlschema.XMLSchema(path) if path.is_file() else None
