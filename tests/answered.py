"""Acts that answer with what they were refused for, where a test reads better so."""

from __future__ import annotations

from functools import partialmethod

from toolkit.errors import MendableError


def answered(act, *given, **named):
    """Do something, and return what it was refused for, by field; else what it gave, or nothing."""
    try:
        return act(*given, **named) or {}
    except MendableError as refused:
        return dict(refused.by_field)


def _answered_by(desk, act, *given, **named):
    return answered(act, desk, *given, **named)


def answering(service: type, *acts: str) -> type:
    """Return a service whose acts answer with what they were refused for, by field."""
    answers = {act: partialmethod(_answered_by, getattr(service, act)) for act in acts}
    return type(f"Answering{service.__name__}", (service,), answers)
