"""The closing evaluation as one page for reading and printing."""
