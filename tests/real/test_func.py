#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
klpvet func on well-known functions of a 6.1 kernel, and on a few hundred chosen by nm; and that
two indexes of one kernel are the same file.

usage: test_func.py SERIES, e.g. 6.1
"""

import collections
import filecmp
import glob
import os
import random
import re
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import target, tap
from support.elf import Elf, STT_FUNC

SAMPLE = 300

# Functions with a symbol and with inlined copies elsewhere, and the functions that hold these.
COPIES = {
    "do_prlimit": {"__x64_sys_getrlimit", "__ia32_sys_getrlimit", "__x64_compat_sys_getrlimit",
                   "__ia32_compat_sys_getrlimit"},
    "unix_gc": {"wait_for_unix_gc"},
    "__sys_recvmmsg": {"__x64_sys_recvmmsg", "__ia32_sys_recvmmsg", "__x64_sys_recvmmsg_time32",
                       "__ia32_sys_recvmmsg_time32"},
}

# Functions that are only inlined into the rest of themselves.
NO_COPIES = ["generic_permission", "inode_permission", "bprm_execve"]


def calls(kernel, address, size):
    """Names of the functions that the code at @address calls or jumps to, by objdump."""
    listing = target.output_of("objdump", "-d", "--no-show-raw-insn",
                               f"--start-address={address:#x}", f"--stop-address={address + size:#x}",
                               kernel.vmlinux)
    return set(re.findall(r"(?:call|jmp) +[0-9a-f]+ <([^+>]+)>", listing))


class Ask:
    def __init__(self, kernel):
        self.kernel = kernel

    def __call__(self, *names):
        """{name: answer}"""
        _, report = target.klpvet_json("func", "--kernel", self.kernel.tree, *names)
        return {answer["query"]: answer for answer in report["answers"]}


def check_copies(check, kernel, ask):
    functions = {symbol.name: symbol for symbol in Elf(kernel.vmlinux).symbols
                 if symbol.type == STT_FUNC}
    for name, hosts in COPIES.items():
        answer = ask(name)[name]
        found = {host["name"] for host in answer["candidates"][0]["hosts"]}
        check.same(found, hosts, f"{name} has inlined copies in these functions")
        check.equal(answer["candidates"][0]["verdict"], "patch-with",
                    f"{name}: patch it together with them")
        for host in sorted(hosts):
            called = calls(kernel, functions[host].value, functions[host].size)
            check.ok(called and name not in called, f"objdump: {host} does not call {name}",
                     str(called))
    for name in NO_COPIES:
        answer = ask(name)[name]
        check.equal(answer["candidates"][0]["hosts"], [], f"{name} has no copy elsewhere")
        check.ok(answer["patchable"], f"{name} can be patched")


def check_well_known(check, ask):
    answer = ask("vsnprintf")["vsnprintf"]
    check.ok(answer["candidates"][0]["ftrace_offset"] is None and not answer["patchable"],
             "vsnprintf has no ftrace location")
    answer = ask("type_show")["type_show"]
    check.equal([candidate["position"] for candidate in answer["candidates"]],
                list(range(1, 18)), "type_show has 17 positions")
    check.ok(not answer["patchable"], "type_show cannot be patched without a position")
    check.ok(ask("type_show,17")["type_show,17"]["patchable"], "type_show,17 can")
    answer = ask("cmdline_proc_shwo")["cmdline_proc_shwo"]
    check.ok("cmdline_proc_show" in [symbol["name"] for symbol in answer["similar"]]
             and not answer["patchable"],
             "an unknown name: the similar one is named", str(answer))


# Function to the ways to it: (system call, ABI) to the functions on it and the one with a copy.
WAYS = {
    "do_prlimit": {
        ("getrlimit", "native"): (["__x64_sys_getrlimit"], "__x64_sys_getrlimit"),
        ("getrlimit", "ia32"): (["__ia32_compat_sys_getrlimit"], "__ia32_compat_sys_getrlimit"),
        ("setrlimit", "ia32"): (["__ia32_compat_sys_setrlimit", "do_prlimit"], None),
    },
    "do_rt_tgsigqueueinfo": {
        ("rt_tgsigqueueinfo", "native"): (
            ["__x64_sys_rt_tgsigqueueinfo", "do_rt_tgsigqueueinfo"], None),
        ("rt_tgsigqueueinfo", "x32"): (
            ["__x64_compat_sys_rt_tgsigqueueinfo"], "__x64_compat_sys_rt_tgsigqueueinfo"),
    },
}


def check_ways(check, kernel, ask):
    """System calls, each call on the way as objdump shows it; operations; threads."""
    functions = {symbol.name: symbol for symbol in Elf(kernel.vmlinux).symbols
                 if symbol.type == STT_FUNC}
    for name, ways in WAYS.items():
        reached = ask(name)[name]["candidates"][0]["reached_from"]["syscalls"]
        for (call, abi), expected in ways.items():
            found = [(route["path"], route["copy"]) for route in reached[abi]["shortest"]
                     if route["name"] == call]
            check.equal(found, [expected], f"{name} from {call}, {abi}")
            for caller, callee in zip(expected[0], expected[0][1:]):
                called = calls(kernel, functions[caller].value, functions[caller].size)
                check.ok(callee in called, f"objdump: {caller} calls {callee}", str(called))
    reached = ask("sock_do_ioctl")["sock_do_ioctl"]["candidates"][0]["reached_from"]
    check.same({(route["name"], route["type"], *route["path"])
                for route in reached["pointers"]["shortest"]},
               {("socket_file_ops.unlocked_ioctl", "file_operations", "sock_ioctl",
                 "sock_do_ioctl"),
                ("socket_file_ops.compat_ioctl", "file_operations", "compat_sock_ioctl",
                 "sock_do_ioctl")}, "sock_do_ioctl is reached from socket_file_ops")
    # devtmpfsd() has its loop in a function that it calls.
    for name in ("kswapd", "schedule", "worker_thread", "devtmpfsd", "io_wqe_worker"):
        answer = ask(name)[name]["candidates"][0]
        check.ok(answer["never_left"] and answer["verdict"] == "cannot",
                 f"{name} is on the stack of threads for ever")
    answer = ask("khugepaged_do_scan")["khugepaged_do_scan"]
    check.ok(not answer["patchable"] and "as it stands" in answer["explanation"],
             "khugepaged_do_scan is inlined into khugepaged, so no livepatch helps")
    callers = {place["name"] for place in ask("vscnprintf")["vscnprintf"]["candidates"][0]["callers"]}
    for name in sorted(callers & set(functions))[:10]:
        called = calls(kernel, functions[name].value, functions[name].size)
        check.ok("vscnprintf" in called, f"objdump: {name} calls vscnprintf", str(called))


def check_entry_names(check, kernel, ask):
    """
    Calls without arguments are one function under several names. The tables mean it by __x64_ for
    64-bit and x32 programs, by __ia32_ for 32-bit ones: __SYSCALL() of arch/x86/entry/syscall_*.c.
    """
    names = collections.defaultdict(set)
    for line in target.output_of("nm", kernel.vmlinux).splitlines():
        address, kind, name = line.split()
        if kind in "tT" and re.match("__(x64|ia32|do)_(compat_)?sys_", name):
            names[address].add(name)
    shared = {name.removeprefix("__x64_"): group for group in names.values() for name in group
              if name.startswith("__x64_") and len(group) == 3}
    check.ok(len(shared) > 20 and "sys_getpid" in shared, "nm: calls have several names", shared)
    answers = ask(*(f"__do_{call}" for call in shared))
    wrong, seen = [], set()
    for call in shared:
        reached = answers[f"__do_{call}"]["candidates"][0]["reached_from"]["syscalls"]
        for abi, prefix in (("native", "__x64_"), ("ia32", "__ia32_"), ("x32", "__x64_")):
            for route in reached[abi]["shortest"]:
                seen.add(abi)
                if route["path"] != [prefix + call]:
                    wrong.append(f"{call}, {abi}: {route['path']}")
    check.ok(not wrong and len(seen) == 3, "each table's name is shown", wrong)


def check_bodies(check, kernel, ask):
    """compat_binfmt_elf.c includes binfmt_elf.c: two functions elf_map() of one place in the source."""
    functions = collections.defaultdict(list)
    for symbol in Elf(kernel.vmlinux).symbols:
        if symbol.type == STT_FUNC:
            functions[symbol.name].append(symbol)
    clone, = (name for name in functions if re.fullmatch(r"elf_map\.[a-z]+\.0", name))
    called = [{name for name in calls(kernel, loader.value, loader.size)
               if name.startswith("elf_map")} for loader in functions["load_elf_binary"]]
    check.same(map(tuple, called), {("elf_map",), (clone,)},
               "objdump: each load_elf_binary calls its own elf_map")
    routes = ask("elf_map")["elf_map"]["candidates"][0]["reached_from"]["pointers"]["shortest"]
    check.same({(route["name"], *route["path"], route["body"]) for route in routes},
               {("elf_format.load_binary", "load_elf_binary", "elf_map", None),
                ("compat_elf_format.load_binary", "load_elf_binary", clone, clone)},
               "elf_map is reached by way of its clone as well")
    routes = ask("bpf_map_update_value")["bpf_map_update_value"]["candidates"][0]["reached_from"]
    route, = routes["syscalls"]["native"]["shortest"]
    check.ok(route["path"][-1] == route["body"] == "bpf_map_update_value.isra.0",
             "a function that is there as a clone only is reached", str(route))
    caller, = functions["__sys_bpf"]
    called = calls(kernel, caller.value, caller.size)
    check.ok(route["body"] in called, "objdump: __sys_bpf calls that", str(called))


# Function to the pointer to it: ONE() of fs/proc/base.c fills proc_show, LNK() proc_get_link. The
# hooks of a security module are a union of functions many of which take the same.
MEMBERS = {
    "proc_tgid_stat": ["tgid_base_stuff.op.proc_show"],
    "proc_pid_limits": ["tgid_base_stuff.op.proc_show", "tid_base_stuff.op.proc_show"],
    "proc_cwd_link": ["tgid_base_stuff.op.proc_get_link", "tid_base_stuff.op.proc_get_link"],
    "selinux_file_open": ["selinux_hooks.hook"],
}


def check_members(check, kernel, ask):
    union = target.output_of("pahole", "-C", "proc_op", kernel.vmlinux)
    check.same(re.findall(r"\(\*(\w+)\)\([^)]*\); +/\* +(\d+)", union),
               {("proc_get_link", "0"), ("proc_show", "0")}, "pahole: both stand at one place")
    answers = ask(*MEMBERS)
    for name, members in MEMBERS.items():
        routes = answers[name]["candidates"][0]["reached_from"]["pointers"]["shortest"]
        found = sorted(re.sub(r"\[\d+\]", "", route["name"]) for route in routes)
        check.equal(found, members, f"the pointers to {name}")


def check_module(check, kernel, ask):
    """KVM's loop of a virtual CPU, which a pointer leads to."""
    kernel.debug_module("kvm")
    _, report = target.klpvet_json("func", "--kernel", kernel.tree, "--object", "kvm", "vcpu_run")
    candidate = report["answers"][0]["candidates"][0]
    check.equal([(route["name"], route["path"], route["copy"])
                 for route in candidate["reached_from"]["pointers"]["shortest"]][0],
                ("kvm_vcpu_fops.unlocked_ioctl", ["kvm_vcpu_ioctl", "kvm_arch_vcpu_ioctl_run"],
                 "kvm_arch_vcpu_ioctl_run"), "kvm: vcpu_run is reached from kvm_vcpu_fops")
    modules = {}
    for path in glob.glob(f"{kernel.tree}/lib/modules/{kernel.release}/kernel/**/*.ko", recursive=True):
        with open(path, "rb") as file:
            if b"kvm_set_msr_common\0" in file.read():
                listing = target.output_of("nm", path)
                modules[os.path.basename(path)[:-3].replace("-", "_")] = listing
    _, report = target.klpvet_json("func", "--kernel", kernel.tree, "--object", "kvm",
                                   "kvm_set_msr_common")
    used = report["answers"][0]["candidates"][0]["used_by"]
    check.same(used["modules"], [name for name, listing in modules.items()
                                 if " U kvm_set_msr_common\n" in listing],
               "nm: the modules that refer to kvm_set_msr_common")
    check.ok(len(used["modules"]) == 2 and not used["not_searched"], "all were searched", str(used))


def check_sample(check, kernel, ask):
    """Positions and ftrace locations of functions chosen at random from vmlinux."""
    image = Elf(kernel.vmlinux)
    start, stop = (image.symbol(f"__{end}_mcount_loc").value for end in ("start", "stop"))
    locations = set(struct.unpack(f"<{(stop - start) // 8}Q",
                                  image.bytes_at(start, stop - start)))
    addresses = collections.defaultdict(list)
    functions = set()
    for line in target.output_of("nm", "-n", kernel.vmlinux).splitlines():
        address, kind, name = line.split()
        if kind not in "aA":
            addresses[name].append(int(address, 16))
    for symbol in image.symbols:
        if symbol.type == STT_FUNC and symbol.section and "." not in symbol.name:
            functions.add(symbol.name)
    names = random.Random(1).sample(sorted(functions), SAMPLE)
    wrong = []
    for name, answer in ask(*names).items():
        found = [(candidate["position"], candidate["ftrace_offset"] is not None)
                 for candidate in answer["candidates"]]
        expected = [(position, address in locations or address + 4 in locations)
                    for position, address in enumerate(addresses[name], 1)]
        if found != expected:
            wrong.append(f"{name}: {found}, expected {expected}")
    check.ok(not wrong, f"{SAMPLE} functions have nm's positions and the table's locations", wrong)


def check_deterministic(check, kernel):
    first, second = (target.build_index(kernel.tree, f"{target.work_folder()}/{name}.kvx")
                     for name in ("first", "second"))
    check.ok(filecmp.cmp(first, second, shallow=False), "two indexes of one kernel are the same")
    for path in (first, second):
        os.unlink(path)


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    ask = Ask(kernel)
    check_copies(check, kernel, ask)
    check_well_known(check, ask)
    check_ways(check, kernel, ask)
    check_entry_names(check, kernel, ask)
    check_bodies(check, kernel, ask)
    check_members(check, kernel, ask)
    check_module(check, kernel, ask)
    check_sample(check, kernel, ask)
    check_deterministic(check, kernel)


tap.run(main)
