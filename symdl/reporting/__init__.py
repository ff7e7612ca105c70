"""Reports: a model of everything that is known, and views of it as LaTeX, PDF, HTML and JSON.

meta = collect(verified, command="symdl report batch-norm")
write(build(verified, listings, meta), Path("out"))
"""

from symdl.reporting.model import Meta, build, collect
from symdl.reporting.render import write

__all__ = ["Meta", "build", "collect", "write"]
