"""The evaluation: a cohort laid out, the questions of the board asked of it, tallies that add up."""
