"""The detectors of laundering typologies: one a file, each with its logic, its thresholds and what it misses.

Trust the events of the settlement engine, the travel rule and the loan book, and nothing that the nodes say.
Never raise an alarm that integers and a list of payments cannot explain.
"""
