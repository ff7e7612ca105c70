"""Random statements over the whole language, and what becomes of them; shared by the tests and ``bench/fuzz.py``.

    symbols   the ranges, indices, symbols and integers that all statements are over
    trees     random trees, of a flavour that says which nodes occur
    courts    random definitions and assumptions, the prover that knows them, and points that meet them
    changes   a tree changed so that its value stays, or so that it likely does not
    cases     one case for each number: a statement, the prover's word on it, and its value at points
    shrink    a smaller statement that is wrong as well
    judged    how many cases ended how
"""
