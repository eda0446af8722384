"""The questions of the board, one module each: tables of a cohort in, tallies out."""
