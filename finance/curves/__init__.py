"""The curves along which a pool trades one currency for another, and what a unit of liquidity in it buys.

Trusts its callers for reserves and rates.
Never rounds in favour of whoever trades with, provides to or withdraws from a pool.
"""
