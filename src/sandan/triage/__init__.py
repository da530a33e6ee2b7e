"""Suggestions only (S11, law 9): plain records in, a suggestion with its version out. Knows no Django, no file format and no ledger."""
