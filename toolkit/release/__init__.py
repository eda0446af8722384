"""The release: frozen, hashed, kept with the data in a ledger.

A cohort is released once, and never recomputed.
"""
