"""What happens beside plain payments, rebuilt: escrow, instructions, hash locks, queue, credit, rates and pools.

Trusts the events only as far as the signed calls and the movements of money beside them bear them out.
Never asks a contract what it holds or owes: both follow from what it was given and gave out.
"""
