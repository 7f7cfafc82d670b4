#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
System calls, pointers and threads of the miniature kernel's variant "calls", as its sources wire
them. Output is TAP.

index_tables.py --klpvet FILE --index-dump FILE --kernels DIR --source DIR
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

# What modules point to in vmlinux is not in their index.
MODULE_MEMBERS = {
    ("mini_fops", "unlocked_ioctl", "mini_ioctl"),
    ("mini_fops", "compat_ioctl", "mini_compat_ioctl"),
    ("mini_plain_fops", "unlocked_ioctl", "mini_ioctl"),
}

# The macros of the sources that list the calls of each ABI.
LISTS = {"native": ["NATIVE_CALLS"], "x32": ["X32_CALLS", "X32_SHARED_CALLS"],
         "ia32": ["IA32_CALLS"]}

MEMBERS = {
    ("clock_fops", "file_operations", "open", "clock_open"),
    ("clock_fops", "file_operations", "unlocked_ioctl", "clock_ioctl"),
    ("clock_fops", "file_operations", "compat_ioctl", "clock_compat_ioctl"),
    ("disk_fops", "file_operations", "unlocked_ioctl", "disk_ioctl"),
    ("disk_fops", "file_operations", "compat_ioctl", "compat_ptr_ioctl"),
    ("tape_fops", "file_operations", "unlocked_ioctl", "tape_ioctl"),
    ("tape_fops", "file_operations", "compat_ioctl", "tape_ioctl"),
    ("frame_drivers", "frame_driver", "[0].operations.unlocked_ioctl", "frame_ioctl"),
    ("frame_drivers", "frame_driver", "[1].operations.unlocked_ioctl", "frame_ioctl"),
    ("frame_drivers", "frame_driver", "[1].operations.compat_ioctl", "frame_compat_ioctl"),
    ("softirq_threads", "smp_hotplug_thread", "thread_should_run", "ksoftirqd_should_run"),
    ("softirq_threads", "smp_hotplug_thread", "thread_fn", "run_ksoftirqd"),
}

THREADS = {
    ("kswapd", "kswapd_init", "kthread_create_on_node", "main"),
    ("watchdog", "watchdog_start", "kthread_create_on_node", "main"),
    ("worker_thread", "kernel_threads_start", "kthread_create_on_node", "main"),
    ("rescuer_thread", "kernel_threads_start", "kthread_create_on_node", "main"),
    ("kthread", "kthread_start", "kernel_thread", "main"),
    ("smpboot_thread_fn", "spawn_ksoftirqd", "kthread_create_on_cpu", "main"),
    ("run_ksoftirqd", "softirq_threads", "smp_hotplug_thread.thread_fn", "called"),
    ("khugepaged", "start_khugepaged", "kthread_create_on_node", "main"),
    ("prune_tree_thread", "start_khugepaged", "kthread_create_on_node", "main"),
    ("scrub_main", "start_khugepaged", "start_helper", "main"),
}

def run(*command):
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def wired(source):
    """{abi: {number: entry}} of the lists in the sources."""
    text = "".join((source / "arch/x86/entry" / name).read_text()
                   for name in ("syscall_64.c", "syscall_32.c")).replace("\\\n", " ")
    entries = collections.defaultdict(dict)
    for abi, lists in LISTS.items():
        for name in lists:
            body = re.search(r"#define %s\(call\)(.*)" % name, text)[1]
            entries[abi].update((int(number), entry)
                                for number, entry in re.findall(r"call\((\d+), (\w+)\)", body))
    return entries


class Checks:
    def __init__(self):
        self.count = self.failed = 0

    def same(self, found, expected, name):
        self.count += 1
        lines = [f"missing: {item}" for item in sorted(set(expected) - set(found))]
        lines += [f"not expected: {item}" for item in sorted(set(found) - set(expected))]
        self.failed += bool(lines)
        print(f"{'not ok' if lines else 'ok'} {self.count} - {name}")
        for line in lines:
            print(f"# {line}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--klpvet", "--index-dump", "--kernels", "--source"):
        parser.add_argument(name, required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    kernel = arguments.kernels / "calls"
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        def records(image, kind, *options):
            index = pathlib.Path(folder) / "image.kvx"
            run(arguments.klpvet, "index", "--kernel", image, *options, "-o", index)
            return [line.split(" ") for line in run(arguments.index_dump, index,
                                                    kind).splitlines()]

        at = {}
        for line in run("nm", kernel / "vmlinux").splitlines():
            address, _, name = line.split()
            at.setdefault(name, address)
        found = collections.defaultdict(dict)
        for record in records(kernel, "syscalls"):
            found[record[0]][int(record[1])] = at[record[2]]
        for abi, entries in wired(arguments.source).items():
            checks.same(found[abi].items(), {number: at[name] for number, name in
                                             entries.items()}.items(), f"calls of {abi}")
        pointers = records(kernel, "pointers")
        holders = {holder for holder, *_ in MEMBERS}
        checks.same({(fields[4], fields[5], fields[6], fields[1]) for fields in pointers
                     if fields[4] in holders}, MEMBERS, "members of objects")
        checks.same(map(tuple, records(kernel, "threads")), THREADS, "threads")
        subprocess.run([arguments.klpvet, "func", "--kernel", kernel, "--object", "mini_ioctl",
                        "--cache", folder, "no_such_function"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (module,) = [path for path in pathlib.Path(folder).glob("*.kvx")
                     if "module: mini_ioctl\n" in run(arguments.index_dump, path, "identity")]
        found = [line.split(" ") for line in run(arguments.index_dump, module,
                                                 "pointers").splitlines()]
        checks.same({(fields[4], fields[6], fields[1]) for fields in found
                     if fields[5] == "file_operations"}, MODULE_MEMBERS, "members in a module")
        found = run(arguments.index_dump, module, "threads").splitlines()
        # module_init() makes init_module, which is global, another name of mini_ioctl_init.
        checks.same(found, ["mini_poll_thread init_module kthread_create_on_node main"],
                    "threads of a module")
        # The last word of a table in the default kernel leads to sys_ni_syscall().
        found = {int(fields[1]) for fields in records(arguments.kernels / "default", "syscalls")
                 if fields[0] == "native" and fields[1] != "unknown"}
        checks.same(found, range(7), "calls of the table of the kernel without dispatch functions")
    print(f"1..{checks.count}")
    return 1 if checks.failed else 0


sys.exit(main())
