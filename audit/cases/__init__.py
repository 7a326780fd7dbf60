"""Case files: what an officer looked at, noted and decided about a wallet or a payment, signed entry by entry."""
