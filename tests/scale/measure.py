"""Runs a command, and prints its CPU seconds, the most memory that it held, and its exit code.

It is a process of its own: a child starts with the peak of its parent, and `scale` holds large locks.

usage: measure.py OUTPUT COMMAND …
"""

import json
import os
import subprocess
import sys

with open(sys.argv[1], "wb") as output:
    process = subprocess.Popen(sys.argv[2:], stdout=output, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
json.dump(
    {
        "seconds": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "code": os.waitstatus_to_exitcode(status),
    },
    sys.stdout,
)
