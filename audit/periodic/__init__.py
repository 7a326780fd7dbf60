"""The periodic report of the auditor: limits used, refusals, acts of offices, alarms, reconciliation, principles."""
