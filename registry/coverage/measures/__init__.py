"""Measures of coverage: arrays in, arrays out. Pure, and without state.

Distances are kilometres on a sphere, times minutes, people persons; a cost is either of the first
two. What is covered has a cost of at most the standard: the edge counts as inside. What cannot be
told is NaN, never 0; a place that nothing can be reached from has an infinite cost.
"""
