"""Worked solutions: the lines of a text, each judged against the one before and against the goal."""
