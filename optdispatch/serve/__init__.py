"""A page on this machine where a case is turned by hand, and its day and its money follow.

`session` and what it imports compute and know no browser; `page` lays out, and computes nothing.
"""
