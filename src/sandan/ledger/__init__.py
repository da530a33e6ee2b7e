"""The only irreplaceable data: entries appended once, openings that may be erased, files sealed at rest.

This room stores bytes and knows no meanings: it never learns what a problem is.
"""
