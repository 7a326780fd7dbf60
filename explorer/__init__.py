"""The reading room: what a finished run left, as a page for people."""
