"""What a browser sent: the fields of a plain form, and not more than any form of ours has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

PLAIN_FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 256 * 1024
"""Five answers in one's own words, each sign written out as ``%F0%9F%8C%B1``, and room to spare."""
MOST_FIELDS = 300

Fields = Mapping[str, Sequence[str]]
"""Name to values, in the order in which they were sent."""


async def read_fields(request: Request) -> Fields:
    """Return what was sent.

    Raises:
        HTTPException: If it is no plain form, or larger than any of ours.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PLAIN_FORM:
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return _parsed(bytes(body))


def _parsed(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # more fields than that, or bytes that are no signs
        raise HTTPException(400) from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
