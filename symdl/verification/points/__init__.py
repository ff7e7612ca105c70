"""Points that meet what a statement assumes, and what is seen there.

``scan`` finds what has to be drawn, ``relations`` and ``settings`` read what is asked of a point, ``assumptions``
changes one so that it meets what is assumed, ``draws`` draws them in order and keeps them, ``trials`` compares two
sides, ``witnesses`` writes a point down; ``instances`` is the way in.
"""
