"""Disclosure control: the rules, the proof, and the gate that alone makes a release."""
