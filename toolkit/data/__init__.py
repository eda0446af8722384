"""Data on their way in: what a valid table is, files, form exports and the database."""
