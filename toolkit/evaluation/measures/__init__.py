"""The questions of the board, one module each: a cohort in, tallies out."""
