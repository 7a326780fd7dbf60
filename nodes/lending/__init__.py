"""Loans as their parties live them: application, collection, servicing, notices, and what comes of it.

Trusts the loan book for what is owed.
Never decides what is collected: the contract does.
"""
