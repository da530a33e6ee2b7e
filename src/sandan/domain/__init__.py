"""What may happen: one decider per noun, and the values they share.

Standard library only. A lawyer should be able to read these files beside the regulations that they cite.
"""
