"""The pages behind a personal link; they need no script."""
