#!/usr/bin/env python3
"""on_terminal.py COLUMNS COMMAND...: runs the command on a terminal of that width and
prints what came there: \\r as a new line, escape as nothing, and how wide the widest
line was."""
import fcntl
import os
import pty
import re
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
os.environ["TERM"] = "xterm"
os.environ.pop("COLUMNS", None)
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execvp(command[0], command)
output = b""
while True:
    try:
        some = os.read(terminal, 65536)
    except OSError:  # the other end is gone
        break
    if not some:
        break
    output += some
os.waitpid(child, 0)
text = output.decode().replace("\r\n", "\n").replace("\r", "\n")
widest = max(len(re.sub("\x1b\\[[0-9;]*m", "", line)) for line in text.split("\n"))
print(text.replace("\x1b", ""))
print("widest line:", widest)
