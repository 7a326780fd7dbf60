"""The arithmetic of the trade: money, rounding, FX, bank calendars, loan schedules and measures.

Trusts the published tables of its packages: ISO 4217, public holidays, time zones.
Never touches a chain, a file of ours or a clock, and never computes money in binary floating point.
"""
