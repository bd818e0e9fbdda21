"""Giving back: a page a student, in the form that a system takes."""
