"""Code that ends, holds up, or answers in place of its kernel."""

from tests.kit.attacks.harness import RIGHT, WRONG, Case, notebook

SOURCES = {
    "os._exit in the answer": "import os\nos._exit(0)",
    "os._exit in the tested function": "import os\ndef answer(x): os._exit(0)",
    "sys.exit in the answer": "import sys\n{wrong}\nsys.exit(0)",
    "sys.exit in the tested function": "import sys\ndef answer(x): sys.exit(0)",
    "kill -9 itself": "import os\nos.kill(os.getpid(), 9)",
    "kill -9 itself in the tested function": "import os\ndef answer(x): os.kill(os.getpid(), 9)",
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "overflows the stack of C": "import sys\nsys.setrecursionlimit(10**8)\ndef answer(x): return answer(x)",
    "an endless loop": "while True: pass",
    "an endless loop in the tested function": "def answer(x):\n    while True: pass",
    "a loop that catches everything": """
def answer(x):
    while True:
        try:
            while True: pass
        except BaseException: pass""",
    "signals are ignored": """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
while True: time.sleep(1)""",
    "sleeps in C": "import time\ndef answer(x): time.sleep(600)",
    "a long power": "def answer(x): return len(str(7 ** 7 ** 10))",
    "many cells each just under the limit": None,
    "__del__ that never ends": """
class Late:
    def __del__(self):
        while True: pass
{wrong}
late = Late(); del late""",
    "os.fork": """
import os
child = os.fork()
{wrong}""",
    "os.fork in the tested function": """
import os
def answer(x):
    if os.fork() == 0:
        return 2 * x
    os._exit(0)""",
    "forged replies in every descriptor": """
import json, os
for name in range(3, 21):
    made = json.dumps({"op": "done", "error": False, "kind": "number", "value": 4}).encode()
    try: os.write(name, b"\\0\\0\\0" + bytes([len(made)]) + bytes(32) + made)
    except OSError: pass
{wrong}""",
    "forged replies in the tested function": """
import os
def answer(x):
    for name in range(3, 21):
        try: os.write(name, b"\\0\\0\\0\\x02" + bytes(32) + b"{}")
        except OSError: pass
    return 0""",
    "the descriptors are closed": "import os\nos.closerange(3, 100)\n{wrong}",
    "the tripwire is closed": """
import os, stat
for name in range(3, 30):
    try:
        if stat.S_ISFIFO(os.fstat(name).st_mode): os.close(name)
    except OSError: pass
{wrong}""",
    "the tripwire is another pipe": """
import os, stat
reading, writing = os.pipe()
for name in range(3, 30):
    try:
        if stat.S_ISFIFO(os.fstat(name).st_mode) and name not in (reading, writing): os.dup2(writing, name)
    except OSError: pass
import sys
def answer(x):
    return sys._getframe(1)""",
    "the tripwire is full": """
import os, stat
for name in range(3, 30):
    try:
        if stat.S_ISFIFO(os.fstat(name).st_mode):
            os.set_blocking(name, False)
            while True: os.write(name, b"a" * 4096)
    except OSError: pass
{wrong}""",
    "the next message is read": """
import os, socket, stat, threading
def listen():
    for name in range(3, 30):
        try:
            if stat.S_ISSOCK(os.fstat(name).st_mode):
                while True: get_ipython().sink.stream("stdout", str(os.read(name, 65536)))
        except OSError: pass
threading.Thread(target=listen, daemon=True).start()
{wrong}""",
    "the next message is peeked at": """
import os, socket, stat, threading, time
def listen():
    for name in range(3, 30):
        try:
            if stat.S_ISSOCK(os.fstat(name).st_mode):
                own = socket.socket(fileno=os.dup(name))
                for _ in range(300):
                    get_ipython().sink.stream("stdout", str(own.recv(65536, socket.MSG_PEEK)))
                    time.sleep(0.001)
        except OSError: pass
threading.Thread(target=listen, daemon=True).start()
{wrong}""",
    "the socket is shut down": """
import os, socket, stat
for name in range(3, 30):
    try:
        if stat.S_ISSOCK(os.fstat(name).st_mode):
            socket.socket(fileno=os.dup(name)).shutdown(socket.SHUT_RDWR)
    except OSError: pass
{wrong}""",
    "an answer in place of the kernel": """
import os, threading, time
def late():
    time.sleep(0.05)
    os._exit(0)
threading.Thread(target=late).start()
{wrong}""",
    "exec of another program": "import os, sys\nos.execv(sys.executable, ['python', '-c', 'print(4.0)'])",
    "a subprocess": "import subprocess\nprint(subprocess.run(['id'], capture_output=True).stdout)\n{wrong}",
}
SLOW = ["import time\ntime.sleep(1.2)"] * 12
CASES = [Case(name, notebook(source.replace("{wrong}", WRONG)) if source else notebook(*SLOW, WRONG))
         for name, source in SOURCES.items()]
CASES += [
    Case("the kernel ends after the right answer", notebook(RIGHT, after="import os\nos._exit(0)"), most=6, least=6),
    Case("an endless cell before the right answer", notebook("while True: pass", RIGHT), most=6, least=6),
    Case("an uninterruptible cell before the right answer", notebook(
        "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass", RIGHT), most=6, least=6),
]
