"""Runs a program in a pseudo-terminal. Reads from stdin, as JSON: argv, env, cwd, columns, and steps, each of which waits for a text and
types another. Writes what the terminal showed and the exit code, as JSON."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

LIMIT_S = 30

job = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(job["cwd"])
    os.execve(job["argv"][0], job["argv"], job["env"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, job["columns"], 0, 0))
os.kill(pid, signal.SIGWINCH)

shown = b""
seen = 0
steps = job["steps"]
ends = time.monotonic() + LIMIT_S
while time.monotonic() < ends:
    readable, _, _ = select.select([terminal], [], [], 0.1)
    if readable:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    if steps:
        at = shown.find(steps[0]["await"].encode(), seen)
        if at >= 0:
            seen = at + len(steps[0]["await"].encode())
            # A person is slower than the program that has just asked.
            time.sleep(0.05)
            os.write(terminal, steps.pop(0)["type"].encode())
else:
    os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
output = shown.decode(errors="replace").replace("\r\n", "\n")
print(json.dumps({"output": output, "code": os.waitstatus_to_exitcode(status), "left": len(steps)}))
