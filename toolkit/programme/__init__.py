"""A programme as data: its settings, its questionnaires and its promise, read and checked whole."""
