"""Code that uses up memory, processes, disk, descriptors or output."""

from tests.kit.attacks.harness import RIGHT, WRONG, Case, notebook

SOURCES = {
    "60 MB on one line": "print('a' * 60_000_000)\n{wrong}",
    "60 MB on one line of the descriptor": "import os\nfor _ in range(60): os.write(1, b'a' * 1_000_000)\n{wrong}",
    "a million lines": "for number in range(1_000_000): print(number)\n{wrong}",
    "a huge display": """
from IPython.display import HTML, display
for _ in range(20): display(HTML("a" * 1_000_000))
display({"text/html": "a" * 5_000_000, "application/json": [1] * 1_000_000}, raw=True)
{wrong}""",
    "a huge result": "{wrong}\n['a' * 1000] * 100_000",
    "an endless print": "while True: print('a' * 1000)",
    "an endless print in the tested function": "def answer(x):\n    while True: print('a' * 1000)",
    "a huge error": "raise ValueError('a' * 50_000_000)",
    "a huge error in the tested function": "class Long(Exception): pass\ndef answer(x): raise Long('a' * 50_000_000)",
    "a huge return value": "answer = lambda x: 'a' * 100_000_000",
    "a fork bomb": "import os\nwhile True: os.fork()",
    "a fork bomb that hides errors": """
import os
while True:
    try: os.fork()
    except OSError: pass""",
    "a thread bomb": """
import threading, time
while True: threading.Thread(target=time.sleep, args=(60,)).start()""",
    "a memory bomb": "kept = []\nwhile True: kept.append(bytearray(10_000_000))",
    "a memory bomb of numpy": "import numpy\nkept = [numpy.ones(10_000_000) for _ in range(1000)]",
    "a memory bomb in the tested function": "def answer(x): return [0] * 10**12",
    "a memory bomb in many children": """
import os, time
for _ in range(12):
    if os.fork() == 0:
        kept = bytearray(b"a" * 150_000_000)
        time.sleep(30)
time.sleep(30)""",
    "memory by memfd and mmap": """
import mmap, os
try:
    name = os.memfd_create("more")
    for _ in range(1000): os.write(name, bytes(10_000_000))
except OSError: pass
kept = []
try:
    while True: kept.append(mmap.mmap(-1, 100_000_000)); kept[-1].write(b"a" * 100_000_000)
except OSError: pass
{wrong}""",
    "disk filling": """
number = 0
while True:
    with open(f"file{number}", "wb") as file: file.write(bytes(1_000_000))
    number += 1""",
    "disk filling in tmp and shm": """
import os
for place in ("/tmp", "/dev/shm", "/run", "/var/tmp"):
    try:
        for number in range(1000):
            with open(f"{place}/file{number}", "wb") as file: file.write(bytes(1_000_000))
    except OSError: pass
{wrong}""",
    "a huge file": "file = open('huge', 'wb')\nfile.truncate(10**12)\nfile.seek(10**11)\nfile.write(b'a')",
    "many files": "import os\nfor number in range(10**6): os.mkdir(str(number))",
    "many open files": "kept = []\nwhile True: kept.append(open('/dev/null'))",
    "many pipes and sockets": """
import os, socket
kept = []
try:
    while True: kept.append(socket.socketpair()); kept[-1][0].setblocking(False); kept[-1][0].send(b"a" * 200_000)
except OSError: pass
{wrong}""",
    "a huge number": "print(10 ** (10 ** 9))",
    "a deep structure as the result": """
deep = []
for _ in range(200_000): deep = [deep]
answer = lambda x: deep""",
    "a recursive display": """
class Deep:
    def _repr_mimebundle_(self, **k): return {"application/json": DEEP}
DEEP = []
DEEP.append(DEEP)
display(Deep())
{wrong}""",
    "surrogates and escapes": "print('\\ud800\\x00\\x1b[2J\\u202e' * 1000)\nanswer = lambda x: '\\ud800'",
}
CASES = [Case(name, notebook(source.replace("{wrong}", WRONG))) for name, source in SOURCES.items()]
CASES += [
    Case("a right answer behind 60 MB", notebook("print('a' * 60_000_000)", RIGHT), most=6, least=6, flagged=False),
    Case("a right answer that prints without end", notebook(RIGHT + "\nfor _ in range(3_000_000): print()"), most=6),
]
