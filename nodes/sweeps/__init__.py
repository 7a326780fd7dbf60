"""Sweeps over the parameters of a scenario: which points are run, with which seeds, and what their figures say.

Trusts SALib to draw designs and to estimate sensitivity indices.
Never runs anything and never touches a file: a plan goes in or comes out, figures go in and indices come out.
"""
