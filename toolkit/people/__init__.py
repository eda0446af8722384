"""Those who use a programme.

Who signs in, who takes part, how they are reached, who looks after them.
"""
