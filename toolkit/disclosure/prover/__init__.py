"""The prover: is anybody's answer determined by what is printed?

It knows nothing of the rules and asks the gate as a black box.
"""

from toolkit.disclosure.prover.proof import NotProvedError, Progress, Proof, prove

__all__ = ["NotProvedError", "Progress", "Proof", "prove"]
