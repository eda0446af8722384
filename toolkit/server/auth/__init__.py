"""Signing in to the hosted app."""
