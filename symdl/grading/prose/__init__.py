"""The words of mathematical prose: which formulas stand in them, and what they say of those."""
