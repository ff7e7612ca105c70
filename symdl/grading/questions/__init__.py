"""A question made of what was given, in every way it can be read, tested, and decided by what can decide it."""
