"""Clearing of obligations between banks that can't all pay: who pays what, who defaults, and in which round.

Trusts the obligations to be all that count, in one currency.
Never looks at a chain, a file or a clock.
"""
