"""Disposable tables: what screens and reports read. Dropping them and replaying the ledger gives them back, byte for byte."""
