"""The server: the app with security headers and a health check, and participants' pages that work without any script."""
