"""The network's rules, asked again: settings and counts rebuilt from events, and every payment held to them.

Trusts the rule contracts' settings as their central banks announced them, and the payments as the record has them.
Never asks a rule book: what let a payment pass is not asked whether it was right to.
"""
