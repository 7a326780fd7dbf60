"""The page itself: its template, its style, its script, and what puts them together."""
