"""What a tree is at given sizes and numbers, by the meaning of each node and nothing else.

``numbers`` are the values (rationals, sums of roots and logarithms, balls, duals), ``series`` and ``growth`` those
near a limit, ``moments`` those of random entries; ``worlds`` keeps the values of a point and what is changed in it,
``evaluate`` says what each node means. Nothing here is shared with the proof.
"""
