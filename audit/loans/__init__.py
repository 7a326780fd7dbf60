"""Loans, worked out anew from the signed calls and held against what their contracts said, moved and stored.

Trusts the signed bytes, the registry and the moneys as rebuilt up to the very transaction, and `finance.schedules`.
Never takes a contract's word for what is due, late, paid or left.
"""
