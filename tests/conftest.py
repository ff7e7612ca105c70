"""No test reads or writes the user's cache of verdicts; those that test it name a folder of their own."""

import os

os.environ["SYMDL_CACHE"] = "off"
