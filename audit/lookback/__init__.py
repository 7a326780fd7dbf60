"""Laundering typologies in a finished record, where it is known what came before and what came after.

Trust the events of the settlement engine and of the travel rule, and nothing that the nodes say.
Never hold an order of names against anybody: who is called what changes no finding.
"""
