"""How people type formulas, and the same formulas in the letters and the spelling of a question."""
