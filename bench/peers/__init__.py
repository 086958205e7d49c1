"""Servers of others on the same rows, each in a virtual environment of its own.

What each is given is what its makers advise for production: two worker processes where it can
have them, an index for every question, no logging of requests.
"""
