"""Who acts: one role a file, and the scenario, the rates and the clock that move them.

Trusts the contracts to refuse what is not allowed; a node never checks on their behalf.
Never judges the run it takes part in: that is the auditor's work, which reads the chain and not this package.
"""
