"""Placeholder for bootstrapping."""
