"""A class graded: many submissions at once, and one writer that saves."""
