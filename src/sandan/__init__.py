"""Sandan: three lists, worked off item by item, with figures anyone can recount."""

__version__ = "0.1.0"
