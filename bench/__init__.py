"""Measurements beside the physical limit, in one run, as ratios. `make bench`, or `python -m bench --help`."""
