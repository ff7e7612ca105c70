"""No test reads or writes the user's cache of verdicts; those that test it name a folder of their own.

Two runs of the suite try the same random examples: what is new is looked for by the long runs in bench/.
"""

import os

from hypothesis import settings

os.environ["SYMDL_CACHE"] = "off"
settings.register_profile("suite", derandomize=True)
settings.load_profile("suite")
