"""The record told in the messages of the trade: payments, accounts and days as ISO 20022 has them.

Trusts the record for facts and the payload store for names that its commitments bear out.
Never asks the nodes, and never changes a figure on its way into a message.
"""
