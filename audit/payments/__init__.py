"""Customers' payments beyond one step in one currency: through venues, back again, and queued for liquidity.

Trusts the signed calls for what was asked, and the movements of money beside the events for what was done.
Never lets a payment have two ends, or a venue give something for nothing.
"""
