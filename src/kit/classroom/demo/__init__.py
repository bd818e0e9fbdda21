"""A class to try it with."""
