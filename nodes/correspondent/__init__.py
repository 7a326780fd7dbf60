"""The old world, for comparison: the same payments through correspondent banking, as a simulation of integers alone.

Trusts the scenario for its payments, calendars and rates, which are those of the other designs.
Never touches a chain: it has an event table of its own, with a digest over it.
"""
