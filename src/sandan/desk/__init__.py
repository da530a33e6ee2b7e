"""Where a command becomes events: one transaction; the only caller of append."""
