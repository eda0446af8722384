"""The evaluation: a cohort laid out, the board's questions asked of it, tallies that add up."""
