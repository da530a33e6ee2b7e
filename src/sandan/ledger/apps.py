"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the ledger's tables."""

    name = "sandan.ledger"
    label = "ledger"
