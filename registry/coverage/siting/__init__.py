"""Where to build next: exact answers to the questions of location science. Pure.

Every answer comes with a bound that no other can beat; where the two meet it is proven. When time
runs out the best found is given with the bound, and says so.
"""
