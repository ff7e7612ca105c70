"""Points that meet what a statement assumes, and what is seen there.

``scan`` finds what has to be drawn, ``relations`` and ``statements`` read the statement, ``assumptions`` changes a
point so that it meets what is assumed, ``trials`` draws points in order, ``witnesses`` writes one down; ``instances``
is the way in.
"""
