#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The tables that lead into the kernel's code: system calls against the kernel's own table and the
headers of the C library's package, addresses of functions against relocations, members of objects
against pahole, main functions of threads against the instructions before the calls that start them.

usage: test_tables.py SERIES [MODULE...]
"""

import bisect
import collections
import os
import re
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, target, tap
from support.elf import Elf, SHF_ALLOC, SHT_NOBITS, STT_FUNC

SHF_EXECINSTR = 4
STT_SECTION = 3
R_X86_64_64, R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32S = 1, 2, 4, 11

STB_GLOBAL = 1
ABI_PREFIXES = {"ia32": ("__ia32_sys_", "__ia32_compat_sys_"), "x32": ("__x64_compat_sys_",)}

HEADERS = "/usr/include/x86_64-linux-gnu/asm"

# Calls of the header whose entries are called otherwise in arch/x86/entry/syscalls/*.tbl.
OTHER_NAMES = {
    "ia32": {
        "_llseek": "llseek", "_newselect": "select", "chown": "chown16", "chown32":
        "chown", "fchown": "fchown16", "fchown32": "fchown", "fcntl": "fcntl64", "fstat":
        "newfstat", "getegid": "getegid16", "getegid32": "getegid", "geteuid":
        "geteuid16", "geteuid32": "geteuid", "getgid": "getgid16", "getgid32": "getgid",
        "getgroups": "getgroups16", "getgroups32": "getgroups", "getresgid":
        "getresgid16", "getresgid32": "getresgid", "getresuid": "getresuid16",
        "getresuid32": "getresuid", "getrlimit": "old_getrlimit", "getuid": "getuid16",
        "getuid32": "getuid", "lchown": "lchown16", "lchown32": "lchown", "lstat":
        "newlstat", "mmap2": "mmap_pgoff", "oldfstat": "fstat", "oldlstat": "lstat",
        "oldolduname": "olduname", "oldstat": "stat", "olduname": "uname", "readdir":
        "old_readdir", "select": "old_select", "setfsgid": "setfsgid16", "setfsgid32":
        "setfsgid", "setfsuid": "setfsuid16", "setfsuid32": "setfsuid", "setgid":
        "setgid16", "setgid32": "setgid", "setgroups": "setgroups16", "setgroups32":
        "setgroups", "setregid": "setregid16", "setregid32": "setregid", "setresgid":
        "setresgid16", "setresgid32": "setresgid", "setresuid": "setresuid16",
        "setresuid32": "setresuid", "setreuid": "setreuid16", "setreuid32": "setreuid",
        "setuid": "setuid16", "setuid32": "setuid", "stat": "newstat", "ugetrlimit":
        "getrlimit", "umount": "oldumount", "umount2": "umount", "uname": "newuname",
    },
    "x32": {
        "fstat": "newfstat", "lstat": "newlstat", "preadv": "preadv64", "preadv2":
        "preadv64v2", "pwritev": "pwritev64", "pwritev2": "pwritev64v2", "sendfile":
        "sendfile64", "stat": "newstat", "umount2": "umount", "uname": "newuname",
    },
}

# Threads that every Debian kernel has.
THREADS = """
worker_thread rescuer_thread kthread_worker_fn smpboot_thread_fn irq_thread kthreadd kthread kswapd
kcompactd khugepaged ksm_scan_thread rcu_gp_kthread rcu_tasks_kthread rcu_nocb_gp_kthread
rcu_nocb_cb_kthread napi_threaded_poll oom_reaper kauditd_thread io_sq_thread watchdog hwrng_fillfn
khvcd xenbus_thread xenwatch_thread balloon_thread psi_rtpoll_worker devtmpfsd
""".split()

# Members that the sources of the kernel set: drivers/tty/tty_io.c, net/socket.c, block/fops.c,
# kernel/events/core.c, fs/pipe.c.
OPERATIONS = {
    ("tty_fops", "unlocked_ioctl"): "tty_ioctl", ("tty_fops", "compat_ioctl"): "tty_compat_ioctl",
    ("socket_file_ops", "unlocked_ioctl"): "sock_ioctl",
    ("socket_file_ops", "compat_ioctl"): "compat_sock_ioctl",
    ("def_blk_fops", "unlocked_ioctl"): "blkdev_ioctl",
    ("def_blk_fops", "compat_ioctl"): "compat_blkdev_ioctl",
    ("perf_fops", "unlocked_ioctl"): "perf_ioctl", ("perf_fops", "compat_ioctl"):
    "perf_compat_ioctl", ("pipefifo_fops", "open"): "fifo_open",
}

# Kinds of objects that are compared with pahole member by member.
STRUCTURES = ("file_operations", "seq_operations", "proto_ops", "smp_hotplug_thread",
              "inode_operations", "tty_operations", "net_device_ops", "notifier_block")


class Places:
    """Which symbols stand at and around addresses of an image."""

    def __init__(self, image):
        self.names = collections.defaultdict(set)
        self.text, self.functions = set(), {}
        for symbol in image.symbols:
            if symbol.section in (0, 0xfff1) or symbol.type == STT_SECTION:
                continue
            self.names[symbol.value].add(symbol.name)
            if (symbol.section < len(image.sections)
                    and image.sections[symbol.section].flags & SHF_EXECINSTR):
                self.text.add(symbol.value)
                if symbol.type == STT_FUNC and symbol.size:
                    self.functions[symbol.value] = symbol.size
        self.starts = sorted(self.functions)

    def function_around(self, address):
        """Where the function that holds @address begins, or None."""
        at = bisect.bisect(self.starts, address) - 1
        if at >= 0 and address - self.starts[at] < self.functions[self.starts[at]]:
            return self.starts[at]
        return None


def wired(index):
    """{abi: {number: (entry, base)}} and the ABIs that are not known."""
    tables, unknown = collections.defaultdict(dict), set()
    for fields in dump.records(index, "syscalls"):
        if fields[1] == "unknown":
            unknown.add(fields[0])
        else:
            tables[fields[0]][int(fields[1])] = (fields[2], fields[3])
    return tables, unknown


def check_native(check, image, places, found):
    """klpvet executes x64_sys_call(); the table beside it is for tracing and has the same entries."""
    table = image.symbol("sys_call_table")
    entries = struct.unpack(f"<{table.size // 8}Q", image.bytes_at(table.value, table.size))
    expected = {number: address for number, address in enumerate(entries)
                if not any("ni_syscall" in name for name in places.names[address])}
    wrong = [f"{number}: {found.get(number)}, expected one of {places.names[address]}"
             for number, address in expected.items()
             if found.get(number, ("",))[0] not in places.names[address]]
    wrong += [f"{number}: {entry} is not in the table"
              for number, entry in found.items() if number not in expected]
    check.ok(expected and not wrong, f"{len(expected)} of {len(entries)} native entries are those "
             f"of sys_call_table", wrong)


def header_names(name):
    """{number: call} of one of the headers, without the bit that marks x32."""
    path = f"{HEADERS}/{name}"
    if not os.path.exists(path):
        raise tap.Skip(f"{path} is missing; run apt-get install linux-libc-dev")
    with open(path, encoding="utf-8") as file:
        return {int(number): call for call, number in re.findall(
            r"#define __NR_(\w+) \(?(?:__X32_SYSCALL_BIT \+ )?(\d+)\)?$", file.read(), re.M)}


def normal(call):
    return re.sub(r"time64$", "time", re.sub(r"_time64$", "", call))


def check_header(check, image, abi, header, found):
    calls = header_names(header)
    names = {number: OTHER_NAMES[abi].get(call, normal(call)) for number, call in calls.items()}
    wrong = [f"{number}: the header says {calls[number]}, found {entry} ({base})"
             for number, (entry, base) in sorted(found.items())
             if number in calls and names[number] not in (base, normal(base))]
    common = [number for number in found if number in calls]
    check.ok(len(common) > 300 and not wrong,
             f"{len(common)} entries of {abi} are called as {header} says", wrong)
    # What is configured out is weak, or there is no such function at all.
    strong = {symbol.name for symbol in image.symbols if symbol.binding == STB_GLOBAL}
    prefixes = ABI_PREFIXES[abi]
    missing = [f"{number}: {call}" for number, call in calls.items() if number not in found
               and any(prefix + names[number] in strong for prefix in prefixes)]
    check.ok(not missing, f"no call of {abi} that the kernel has is left out", missing)


def relocation_values(image, section, kinds):
    for relocation in image.relocations(section):
        if relocation.type in kinds:
            symbol = image.symbols[relocation.symbol]
            yield relocation, (symbol.value + relocation.addend) & 0xffffffffffffffff


def bookkeeping(image):
    """The ranges of words that the kernel keeps about its code, and calls nobody through."""
    ends = {symbol.name: symbol.value for symbol in image.symbols}
    for begin, end in (("__start_mcount_loc", "__stop_mcount_loc"),
                       ("__start_kprobe_blacklist", "__stop_kprobe_blacklist"),
                       ("__start_error_injection_whitelist", "__stop_error_injection_whitelist")):
        if begin in ends:
            yield range(ends[begin], ends[end])
    yield range(ends["kallsyms_relative_base"], ends["kallsyms_relative_base"] + 8)
    for name in (".parainstructions", "__mcount_loc"):
        section = image.section(name)
        if section:
            yield range(section.address, section.address + section.size)


def check_data_pointers(check, image, places, pointers):
    """Words of data that relocations say are addresses, and that hold one of a function."""
    left_out = list(bookkeeping(image))
    cold = {address for address in places.text
            if all(re.search(r"\.cold(\.\d+)?$", name) for name in places.names[address])}
    expected = set()
    for section in image.sections:
        if not section.flags & SHF_ALLOC or section.flags & SHF_EXECINSTR \
                or section.type == SHT_NOBITS:
            continue
        for relocation in image.relocations(section):
            at = relocation.offset - section.address
            if relocation.type != R_X86_64_64 or relocation.offset % 8 or at + 8 > section.size:
                continue
            if any(relocation.offset in taken for taken in left_out):
                continue
            value, = struct.unpack_from("<Q", image.data, section.offset + at)
            if value in places.text and value not in cold:
                expected.add((relocation.offset, value))
    # Labels inside functions (jump tables, BPF's interpreter) are no functions.
    expected = {(place, value) for place, value in expected
                if places.function_around(value) in (None, value)}
    found = {(int(fields[0], 16), int(fields[2], 16)) for fields in pointers
             if fields[3] == "data" and fields[4] != "-"}
    nameless = collections.Counter(int(fields[2], 16) for fields in pointers
                                   if fields[3] == "data" and fields[4] == "-")
    rest = collections.Counter(value for _, value in expected - found)
    check.ok(len(expected) > 10000 and rest == nameless and not found - expected,
             f"{len(expected)} words of data hold addresses of functions, as relocations say",
             [f"missing: {value:#x} {places.names[value]}" for value in rest - nameless] +
             [f"not expected: {place:#x} -> {places.names[value]}"
              for place, value in sorted(found - expected)])


def check_code_pointers(check, image, places, pointers):
    """
    Immediate operands that relocations make addresses of functions. Operands the assembler resolved
    (lea of a place in one section) have none; displacements from a register are none; overridden
    weak functions have no symbol that could hold the pointer.
    """
    found = collections.defaultdict(set)
    for fields in pointers:
        if fields[3] == "code":
            found[int(fields[2], 16)].add(int(fields[0], 16))
    count, missing = 0, []
    for section in image.sections:
        if not section.flags & SHF_EXECINSTR or section.name == ".altinstr_replacement":
            continue
        for relocation, value in relocation_values(image, section, (R_X86_64_32S, R_X86_64_64)):
            # mov $imm32 to a register or to memory, push, cmp: the operand is the last field.
            code = image.bytes_at(relocation.offset - 3, 3)
            moves = code[0] in (0x48, 0x49) and code[1] == 0xc7 and code[2] >= 0xc0
            if not moves or value not in places.functions \
                    or places.function_around(relocation.offset) is None:
                continue
            count += 1
            if not any(relocation.offset - 15 < place < relocation.offset
                       for place in found[value]):
                missing.append(f"{relocation.offset:#x} -> {places.names[value]}")
    check.ok(count > 3000 and not missing,
             f"{count} instructions that load the address of a function are found", missing)


def member_offsets(kernel, structure):
    """{member: offset} of a structure, as pahole prints it; anonymous members are left out."""
    offsets = {}
    for line in target.output_of("pahole", "-C", structure, kernel.vmlinux).splitlines():
        field = re.search(r"(?:\(\*\s*(\w+)\)\(.*|\b(\w+)(?:\[.*\])?);\s*/\*\s*(\d+)\s+\d+ \*/", line)
        if field:
            offsets[field[1] or field[2]] = int(field[3])
    return offsets


def check_members(check, kernel, image, pointers):
    addresses = collections.defaultdict(set)
    for symbol in image.symbols:
        addresses[symbol.name].add(symbol.value)
    compared, wrong = collections.Counter(), []
    offsets = {name: member_offsets(kernel, name) for name in STRUCTURES}
    for fields in pointers:
        place, holder, kind, member = int(fields[0], 16), fields[4], fields[5], fields[6]
        if kind not in offsets or not re.fullmatch(r"\w+", member):
            continue
        compared[kind] += 1
        if place - offsets[kind].get(member, -1) not in addresses[holder]:
            wrong.append(f"{place:#x} {holder}: {kind}.{member} is not there")
    check.ok(compared["file_operations"] > 1000 and len(compared) >= 6 and not wrong,
             f"{sum(compared.values())} members of {len(compared)} structures stand where pahole "
             f"has them", wrong)
    set_to = {(fields[4], fields[6]): fields[1] for fields in pointers}
    wrong = [f"{place}: {set_to.get(place)}, expected {name}"
             for place, name in OPERATIONS.items() if set_to.get(place) != name]
    check.ok(not wrong, "members hold what the kernel's source sets", wrong)


def check_threads(check, image, places, threads):
    starter = next(symbol for symbol in image.symbols if symbol.name == "kthread_create_on_node")
    found = {(fields[0], fields[1]) for fields in threads}
    count, missing = 0, []
    for name in (".text", ".init.text"):
        section = image.section(name)
        calls, moves = [], []
        for relocation, value in relocation_values(
                image, section, (R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32S)):
            if relocation.type == R_X86_64_32S:
                # mov $main, %rdi
                if image.bytes_at(relocation.offset - 3, 3) == b"\x48\xc7\xc7":
                    moves.append((relocation.offset, value))
            elif value + 4 == starter.value:
                calls.append(relocation.offset)
        moves.sort()
        for call in calls:
            at = bisect.bisect(moves, (call,)) - 1
            if at < 0 or call - moves[at][0] > 64 or moves[at][1] not in places.functions:
                continue
            count += 1
            owner = places.names[places.function_around(call)]
            if not any((main, caller) in found for main in places.names[moves[at][1]]
                       for caller in owner | {name.split(".cold")[0] for name in owner}):
                missing.append(f"{call:#x} in {owner}: {places.names[moves[at][1]]}")
    check.ok(count > 35 and not missing,
             f"{count} calls of kthread_create_on_node with the main function just before", missing)


def check_module(check, name, path, index):
    """The pointers of a module are its relocations."""
    image = Elf(path)
    expected = collections.Counter()
    for section in image.sections:
        if not section.flags & SHF_ALLOC or section.flags & SHF_EXECINSTR \
                or section.name in ("__mcount_loc", "_kprobe_blacklist", ".parainstructions"):
            continue
        for relocation in image.relocations(section):
            symbol = image.symbols[relocation.symbol]
            if relocation.type != R_X86_64_64 or symbol.section == 0:
                continue
            value = symbol.value + relocation.addend
            names = [other.name for other in image.symbols if other.section == symbol.section
                     and other.value == value and other.type == STT_FUNC]
            if names:
                expected[frozenset(names)] += 1
    found = collections.Counter(fields[1] for fields in dump.records(index, "pointers")
                                if fields[3] == "data")
    wrong = [f"{sorted(names)}: {sum(found[name] for name in names)} found, {count} expected"
             for names, count in expected.items()
             if sum(found[name] for name in names) != count]
    check.ok(len(expected) > 50 and not wrong and sum(found.values()) == sum(expected.values()),
             f"{sum(expected.values())} pointers to functions in the data of {name}", wrong)


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    index = target.build_index(kernel.vmlinux, os.path.join(target.work_folder(),
                                                            f"tables-{sys.argv[1]}.kvx"))
    image = Elf(kernel.vmlinux)
    places = Places(image)
    tables, unknown = wired(index)
    check.equal(unknown, set(), "the entries of every ABI are known")
    check_native(check, image, places, tables["native"])
    check_header(check, image, "ia32", "unistd_32.h", tables["ia32"])
    check_header(check, image, "x32", "unistd_x32.h", tables["x32"])
    pointers = list(dump.records(index, "pointers"))
    threads = list(dump.records(index, "threads"))
    check.same({fields[0] for fields in threads} & set(THREADS), THREADS, "known threads")
    check_members(check, kernel, image, pointers)
    if image.relocations(image.section(".text")):
        check_data_pointers(check, image, places, pointers)
        check_code_pointers(check, image, places, pointers)
        check_threads(check, image, places, threads)
    else:
        check.note("this vmlinux was linked without --emit-relocs: pointers are not compared")
    for module in sys.argv[2:]:
        check_module(check, module, *target.module_index(kernel, module))


tap.run(main)
