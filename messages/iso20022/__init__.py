"""ISO 20022 messages of settlement: plain records in, XML out, and back.

Trusts pyiso20022's bindings for elements, order and restrictions.
Never writes what a currency's exponent or a field's character set forbids.
"""
