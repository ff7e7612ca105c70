"""An answer as a person gave it: what it calls itself, what is taken off, its verdict and how that is told."""
