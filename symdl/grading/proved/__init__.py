"""An answer judged by the prover: read in the names of a claim, and compared with what it asks for."""
