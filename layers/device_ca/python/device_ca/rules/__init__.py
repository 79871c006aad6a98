"""Pure judgements: facts and the time in, violations out.

Nothing here reads a clock, a store or the environment.
"""
