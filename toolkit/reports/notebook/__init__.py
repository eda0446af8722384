"""The closing evaluation in Jupyter."""
