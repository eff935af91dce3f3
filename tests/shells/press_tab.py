"""Types into an interactive shell on a pseudo-terminal, and prints what became of the words: one JSON list a case.

Reads {"argv": [...], "setup": "...", "cases": ["profile play us\\t", ...]} from standard input. Every case is a line
with its keys; when it is typed, the line becomes the arguments of printf, so that the words themselves are seen.
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import sys
import termios
import time

LIMIT = 60


def main():
    asked = json.load(sys.stdin)
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(asked["argv"][0], asked["argv"])
    # So wide that no line is broken.
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 500, 0, 0))
    shell = Terminal(terminal)
    shell.send(asked["setup"] + "; echo RE''ADY\r")
    shell.until("READY")
    for keys in asked["cases"]:
        shell.send(keys)
        # Ctrl-A and Ctrl-E: to the beginning of the line, and to its end.
        shell.send("\x01printf '<%s>' \x05; echo '<EN''D>'\r")
        screen = shell.until("<END>")
        # Behind the line that was typed stands what it printed.
        words = re.findall(r"<([^<>]*)>", screen[screen.rindex("EN''D>"):])
        print(json.dumps({"words": [word for word in words[:-1] if word != "%s"]}), flush=True)
    os.close(terminal)


class Terminal:
    def __init__(self, terminal):
        self.terminal = terminal
        self.text = ""

    def send(self, keys):
        os.write(self.terminal, keys.encode())

    def until(self, mark):
        end = time.monotonic() + LIMIT
        while not re.search(mark + r"[\r\n]", self.text):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                sys.exit(f"no {mark} after {LIMIT} s: {self.text!r}")
            try:
                block = os.read(self.terminal, 65536)
            except OSError:
                sys.exit(f"the shell ended: {self.text!r}")
            self.text += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>()][B0]?", "", block.decode(errors="replace"))
        found, self.text = self.text, ""
        return found


main()
