"""The run's tables as Parquet, for researchers: which there are, what stands in their columns, and how they get there.

Trusts the nodes' records and the chain's events.
Never rounds: amounts are integers of the minor unit, with their currency beside them.
"""
