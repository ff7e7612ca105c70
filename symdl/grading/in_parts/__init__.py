"""Questions in parts, and what follows in later ones from a student's own mistake."""
