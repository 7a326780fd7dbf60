"""Designs of settlement side by side: one payment set, one foreign exchange process, one set of calendars through all.

Trusts the chain's records and the correspondent world for what became of each payment.
Never gives a design money, rates or hours that another does not have; what it assumes, it says.
"""
