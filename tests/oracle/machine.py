# SPDX-License-Identifier: GPL-2.0-or-later
"""
Boots a kernel in QEMU, as often as it takes, until every case has had its turn.

QEMU counts instructions instead of looking at a clock (-icount), and an idle machine skips the time
to its next timer. So how busy the host is does not show in the machine, and waiting for what never
ends costs nothing. Date and random seed are always the same. A run is like the one before it.
"""

import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import namedtuple

import cases
import cpio
from support.tap import Skip

QEMU = "qemu-system-x86_64"
MARK = re.compile(r"^@@klpvet (\d+) (\w+) ?(.*)$")
PARALLEL = 2
CASES_PER_BOOT = 25
# How much of one boot may pass without a report of the machine's program: bytes on the console (a
# kernel can print without end), seconds of processor time (many times what the longest step takes,
# however busy the host is), and, should QEMU itself hang, seconds.
SILENT_BYTES = 200_000
SILENT_WORK = 45
SILENT_SECONDS = 600
# The kernel of the host ends a machine with the test, even if that is killed.
WITH_US = ("setpriv", "--pdeathsig", "KILL")
# What makes one run like another.
SAME = ("-machine", "pc", "-m", "768", "-rtc", "base=2026-01-01,clock=vm", "-seed", "1")
COUNTING = ("-accel", "tcg", "-icount", "shift=3,sleep=off")
# Counting instructions, 6.1 brings up no second processor. Processors in threads of their own do
# not always see that the code they run has changed.
SEVERAL = ("-accel", "tcg,thread=single", "-smp")
# By the clock, a busy host makes such a machine look locked up.
PATIENCE = "watchdog_thresh=60"
NOTHING_ELSE = ("-nodefaults", "-no-user-config", "-display", "none", "-monitor", "none",
                "-no-reboot")
COMMAND_LINE = ("console=ttyS0 quiet nokaslr panic=-1 printk.devkmsg=on printk.time=0 "
                "softlockup_panic=1 oops=continue random.trust_cpu=on")

# What the machine said: the answer to each step (None: not reached; False: it hung), all that the
# kernel said itself, and whether the case came to its end.
Record = namedtuple("Record", "answers kernel_log ended")

# Those that run.
_processes = set()


def end_with_us():
    """From now on a signal that ends this program ends the machines first."""
    def end(number, _):
        for process in list(_processes):
            process.kill()
        os._exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)


def qemu_or_skip():
    if not shutil.which(QEMU):
        raise Skip(f"{QEMU} is not installed; run apt-get install qemu-system-x86")


def image_or_skip(kernel):
    image = f"{kernel.tree}/boot/vmlinuz-{kernel.release}"
    if not os.path.exists(image):
        raise Skip(f"the image of {kernel.release} is not unpacked; "
                   f"run ./bootstrap kernel {kernel.release}")
    return image


def _script(case_list):
    lines = []
    for case in case_list:
        lines += [f"case {case.name}", *(step for _, step in cases.script(case)), "end"]
    return "\n".join(lines) + "\n"


def _work_of(process):
    """Seconds of processor time that @process has used."""
    try:
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Machine:
    """A kernel with all modules and the script of all cases, which boots can begin anywhere."""

    def __init__(self, image, init, modules, case_list, folder, processors=1):
        self.image, self.cases, self.folder = image, case_list, folder
        self.time_flow = COUNTING if processors == 1 else (*SEVERAL, str(processors))
        self.patience = "" if processors == 1 else PATIENCE
        os.makedirs(folder, exist_ok=True)
        with open(init, "rb") as file:
            files = {"init": (file.read(), True)}
        files["script"] = (_script(case_list).encode(), False)
        files.update({f"modules/{name}.ko": (content, False)
                      for name, content in modules.items()})
        self.archive = f"{folder}/initramfs"
        with open(self.archive, "wb") as file:
            file.write(cpio.archive(files))

    def boot(self, first, last):
        """Runs the cases @first to @last (from 0), or as many of them as one boot takes."""
        console = f"{self.folder}/console-{first}"
        command = [*WITH_US, QEMU, *SAME, *self.time_flow, *NOTHING_ELSE,
                   "-serial", f"file:{console}", "-kernel", self.image,
                   "-initrd", self.archive, "-append",
                   f"{COMMAND_LINE} {self.patience} -- {first + 1} {last + 1}"]
        if os.path.exists(console):
            os.unlink(console)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as process:
            _processes.add(process)
            self._wait(process, console)
            errors = process.stderr.read().decode(errors="replace")
            _processes.discard(process)
        if not os.path.exists(console):
            raise AssertionError(f"{QEMU} does not start: {errors.strip()}")
        with open(console, encoding="utf-8", errors="replace") as file:
            return file.read().replace("\r", "")

    @staticmethod
    def _wait(process, console):
        """Until the machine ends, or is ended because nothing more comes of it."""
        read, heard, worked, since = 0, 0, 0, time.monotonic()
        while process.poll() is None:
            time.sleep(0.1)
            if not os.path.exists(console):
                continue
            with open(console, "rb") as file:
                file.seek(read)
                text = file.read()
            if b"@@klpvet" in text:
                heard = read + text.rindex(b"@@klpvet")
                worked, since = _work_of(process), time.monotonic()
            size = read + len(text)
            read += text.rfind(b"\n") + 1
            if (size - heard > SILENT_BYTES or _work_of(process) - worked > SILENT_WORK
                    or time.monotonic() - since > SILENT_SECONDS):
                process.kill()


def parse(console, case_list):
    """{case's name: Record} of the cases that the console shows to have begun."""
    scripts = {case.name: len(cases.script(case)) for case in case_list}
    records, current = {}, None
    for line in console.split("\n"):
        mark = MARK.match(line)
        if not mark:
            if current:
                current["log"].append(line)
            continue
        step, kind, text = int(mark[1]), mark[2], mark[3]
        if kind == "case":
            current = {"answers": [None] * scripts[text], "log": [], "ended": False}
            records[text] = current
        elif kind == "end":
            current["ended"] = True
            current = None
        elif kind in ("answer", "done", "killed", "hung", "bad") and current and step:
            answers, index = current["answers"], step - 1
            if kind == "bad":
                raise AssertionError(f"the machine does not know the step: {text}")
            if kind == "hung":
                answers[index] = False
            elif kind == "killed":
                answers[index] = f"killed: {text}"
            else:
                answers[index] = (answers[index] or "") + (text if kind == "answer" else "")
    return {name: Record(found["answers"], found["log"], found["ended"])
            for name, found in records.items()}


SAYS_WHY = re.compile(r"Kernel panic|BUG: |Oops|general protection fault|soft lockup|"
                      r"WARNING: |something is seriously wrong")


def _says_why(record):
    return any(SAYS_WHY.search(line) for line in record.kernel_log)


def _run_range(machine, first, last, records):
    """All cases from @first to @last, with a boot after each that takes the kernel down."""
    tried = set()
    while first <= last:
        found = parse(machine.boot(first, last), machine.cases)
        reached = first
        while reached <= last and machine.cases[reached].name in found:
            reached += 1
        if reached == first:
            # Not even begun: the machine itself failed.
            if first in tried:
                raise AssertionError(f"the machine does not come up for "
                                     f"{machine.cases[first].name}")
            tried.add(first)
            continue
        final = reached - 1
        record = found[machine.cases[final].name]
        if not record.ended and not _says_why(record) and final not in tried:
            # It went down and the kernel did not say why: once more, in a machine of its own.
            tried.add(final)
            del found[machine.cases[final].name]
            reached = final
        records.update(found)
        first = reached


def run(machine):
    """{case's name: Record} of every case."""
    work, records, failures = queue.Queue(), {}, []
    count = len(machine.cases)
    for begin in range(0, count, CASES_PER_BOOT):
        work.put((begin, min(begin + CASES_PER_BOOT, count) - 1))

    def worker():
        while not failures:
            try:
                part = work.get_nowait()
            except queue.Empty:
                return
            try:
                _run_range(machine, *part, records)
            except Exception as failure:  # shown by the thread that waits
                failures.append(failure)
    threads = [threading.Thread(target=worker) for _ in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return records
