"""The server: the app, and the participants' pages, which work without any script.

With security headers and a health check.
"""
