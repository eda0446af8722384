"""The hosted door: the app with security headers and a health check, and participants' pages that work without any script."""

from toolkit.serve.server import application, run

__all__ = ["application", "run"]
