"""Several cohorts side by side, from what is printed of each."""
