#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks with nm and readelf that the miniature kernel has the shapes its cases rely on.

corpus_kernel.py DIR    DIR holds the folders of the variants (build folder: corpus/kernel)

A compiler that inlines, clones or folds differently removes a shape without any error; the cases
that need it would then fail for no visible reason. Output is TAP.
"""

import pathlib
import re
import struct
import subprocess
import sys


def output_of(*command):
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


class Image:
    """One vmlinux or module as binutils show it."""

    def __init__(self, path):
        self.path = path
        # In the order of .symtab.
        self.symtab = [(int(fields[1], 16), fields[3], fields[4], fields[6], fields[7])
                       for fields in map(str.split, output_of("readelf", "-sW", path).splitlines())
                       if len(fields) == 8 and fields[0].rstrip(":").isdigit()]
        self.functions, self.objects = {}, {}
        for address, kind, _, section, name in self.symtab:
            if kind == "FUNC":
                self.functions.setdefault(name, []).append(address)
            elif kind in ("OBJECT", "NOTYPE") and section not in ("UND", "ABS"):
                self.objects.setdefault(name, []).append(address)
        self.sections = re.findall(r"^ +\[ *\d+\] +(\S+)", output_of("readelf", "-SW", path), re.M)
        self._copies = None

    def address(self, name):
        return sorted(self.functions.get(name) or self.objects[name])[0]

    def names_at(self, address):
        return {name for name, places in self.functions.items() if address in places}

    def locations(self):
        """The ftrace locations of a vmlinux, as the file has them."""
        begin, end = self.address("__start_mcount_loc"), self.address("__stop_mcount_loc")
        for line in output_of("readelf", "-lW", self.path).splitlines():
            fields = line.split()
            if len(fields) > 4 and fields[0] == "LOAD":
                offset, address, size = (int(fields[i], 16) for i in (1, 2, 4))
                if address <= begin and end <= address + size:
                    data = self.path.read_bytes()[offset + begin - address:offset + end - address]
                    return list(struct.unpack("<%dQ" % (len(data) // 8), data))
        return []

    def traceable(self, name, entry=0):
        locations = self.locations()
        return [address + entry in locations for address in sorted(self.functions[name])]

    def copies(self):
        """(function, outermost host, whether code is left of it) of every inlined instance."""
        if self._copies is None:
            self._copies = read_copies(self.path)
        return self._copies

    def hosts(self, name):
        return {host for function, host, code in self.copies() if function == name and code}

    def inlined(self, name):
        """Whether DW_AT_inline says that the compiler inlined it somewhere."""
        dump = output_of("readelf", "--debug-dump=info", self.path)
        return any(re.search(rf"DW_AT_name +: (.*: )?{name}$", entry, re.M) and
                   re.search(r"DW_AT_inline +: [13]\b", entry)
                   for entry in dump.split("Abbrev Number"))


def read_copies(path):
    entries, current = [], None
    for line in output_of("readelf", "--debug-dump=info", path).splitlines():
        entry = re.match(r" *<(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)", line)
        attribute = re.match(r" +<[0-9a-f]+> +DW_AT_(\w+) *: (.*)", line)
        if entry:
            current = (int(entry[1]), int(entry[2], 16), entry[3], {})
            entries.append(current)
        elif attribute and current:
            current[3][attribute[1]] = attribute[2].strip()
    by_offset = {entry[1]: entry for entry in entries}

    def name_of(entry):
        attributes = entry[3]
        if "name" in attributes:
            return attributes["name"].split(": ")[-1]
        origin = re.search(r"<0x([0-9a-f]+)>", attributes.get("abstract_origin", ""))
        return name_of(by_offset[int(origin[1], 16)]) if origin else "?"

    copies, host = [], None
    for depth, _, tag, attributes in entries:
        if tag == "subprogram" and depth == 1:
            host = name_of(by_offset[_])
        if tag == "inlined_subroutine":
            copies.append((name_of(by_offset[_]), host, attributes.get("high_pc") != "0"))
    return copies


checks = []


def shape(description):
    def add(function):
        checks.append((description, function))
        return function
    return add


@shape("an ordinary function: one symbol, traceable, no copies")
def _(kernel, variants):
    for name in ("cmdline_proc_show", "version_proc_show", "unmap_areas"):
        assert kernel.traceable(name) == [True], name
        assert name not in kernel.objects and not kernel.hosts(name), name


@shape("names that several functions have, all of them traceable")
def _(kernel, variants):
    assert kernel.traceable("type_show") == [True] * 3
    assert kernel.traceable("wakeup_count") == [True] * 2
    assert kernel.traceable("set_root") == [True] * 2


@shape("an untraceable copy among traceable functions of one name")
def _(kernel, variants):
    assert sorted(kernel.traceable("s_show")) == [False, True, True, True]
    assert kernel.traceable("s_show")[3] is False


@shape("functions and variables of one name, the variable above, below, and beside two functions")
def _(kernel, variants):
    for name, functions in (("watchdog", 1), ("verbose", 1), ("set_root", 2)):
        assert len(kernel.functions[name]) == functions, name
        assert kernel.objects[name][0] > max(kernel.functions[name]), name
    assert kernel.objects["hardlockup_count"][0] < kernel.functions["hardlockup_count"][0]


@shape("duplicates whose order in .symtab is not that of their addresses")
def _(kernel, variants):
    for name in ("state_show", "wakeup_count"):
        assert len(kernel.functions[name]) == 2, name
        assert kernel.functions[name] != sorted(kernel.functions[name]), name


@shape("a name in ordinary text and in init text")
def _(kernel, variants):
    low, high = kernel.address("_sinittext"), kernel.address("_einittext")
    assert [low <= a < high for a in sorted(kernel.functions["parse_options"])] == [False, True]


@shape("functions with a symbol and copies in other functions")
def _(kernel, variants):
    stubs = {"__x64_sys_getrlimit", "__ia32_sys_getrlimit", "__x64_compat_sys_getrlimit",
             "__ia32_compat_sys_getrlimit"}
    assert kernel.hosts("do_prlimit") == stubs
    assert kernel.hosts("sock_release") == {"sock_close", "sock_create_failed"}
    assert kernel.hosts("do_sys_open") == {"__x64_sys_open", "__ia32_sys_open"}
    for name in ("do_prlimit", "sock_release", "do_sys_open", *stubs, "sock_close"):
        assert kernel.traceable(name) == [True], name


@shape("nested copies, where the middle function has a symbol of its own")
def _(kernel, variants):
    assert {"seq_pad", "seq_put_decimal"} <= kernel.hosts("seq_putc")
    assert kernel.hosts("mm_access") == {"task_size_checked"}
    assert {"mm_access", "task_size_checked"} <= kernel.hosts("get_task_mm")
    assert kernel.traceable("seq_pad") == kernel.traceable("mm_access") == [True]


@shape("copies only in init text; only in a notrace host; only in a dead body; in a clone")
def _(kernel, variants):
    # Being put together again after splitting, an instance inside itself, changes nothing.
    assert kernel.hosts("lease_modify") - {"lease_modify"} == {"filelock_init"}
    assert kernel.hosts("irq_stack_depth") == {"exc_double_fault"}
    assert kernel.traceable("exc_double_fault") == [False]
    assert kernel.hosts("task_clear_flags") == {"arch_release_task"}
    assert kernel.hosts("area_matches") == {"zap_range"}
    for name in ("lease_modify", "irq_stack_depth", "task_clear_flags", "area_matches"):
        assert kernel.traceable(name) == [True], name


@shape("functions of which only inlined copies exist")
def _(kernel, variants):
    for name, hosts in (("check_kill_permission", {"kill_pid_info"}), ("seq_fill", {"seq_read"}),
                        ("same_thread_owner", {"kill_pid_info"}),
                        ("__do_sys_setpriority",
                         {"__x64_sys_setpriority", "__ia32_sys_setpriority"})):
        assert name not in kernel.functions, name
        assert kernel.hosts(name) == hosts, name


@shape("a split function that is inlined into itself and nowhere else")
def _(kernel, variants):
    assert kernel.hosts("bprm_execve") == {"bprm_execve"}
    assert kernel.traceable("bprm_execve") == [True]


@shape("an inlined copy without any code")
def _(kernel, variants):
    assert ("kallsyms_show_value", "update_iter", False) in kernel.copies()
    assert not kernel.hosts("kallsyms_show_value")


@shape("clones: alone (.constprop, .isra, .part) and beside the function")
def _(kernel, variants):
    for name, clone in (("zap_range", ".constprop.0"), ("area_pages", ".isra.0"),
                        ("acl_permission_check", ".isra.0"), ("may_follow_link", ".part.0")):
        assert name not in kernel.functions, name
        assert kernel.functions[name + clone], name
    assert kernel.traceable("kmem_shrink") == kernel.traceable("kmem_shrink.constprop.0") == [True]
    assert kernel.traceable("generic_permission") == [True]
    assert kernel.functions["generic_permission.part.0"]


@shape("cold parts")
def _(kernel, variants):
    assert kernel.functions["locks_free_lock.cold"]


@shape("several names of one address: system calls without arguments, folded code, an alias")
def _(kernel, variants):
    for names in (("__do_sys_getpid", "__x64_sys_getpid", "__ia32_sys_getpid"),
                  ("tcp_mark_closed", "tcp_mark_reset"), ("tcp_close", "tcp_disconnect")):
        assert len({kernel.address(name) for name in names}) == 1, names
        assert kernel.traceable(names[0]) == [True], names


@shape("bodies of overridden weak functions, with ftrace locations but no symbols")
def _(kernel, variants):
    addresses = {address for places in kernel.functions.values() for address in places}
    dead = [location for location in kernel.locations() if location not in addresses]
    assert len(dead) >= 5
    begin = kernel.address("sys_ni_syscall")
    end = min(address for address in addresses if address > begin)
    assert [location for location in dead if begin < location < end]


@shape("text that is not traced: noinstr, notrace, inline, lib/, assembly, .exit.text")
def _(kernel, variants):
    for name in ("do_syscall_64", "signal_pending_notrace", "pool_mix", "vsnprintf", "copy_page",
                 "entry_SYSCALL_64", "main_exit"):
        assert kernel.traceable(name) == [False], name
    assert kernel.traceable("jhash") == [False, False]
    begin, end = kernel.address("__noinstr_text_start"), kernel.address("__noinstr_text_end")
    assert begin <= kernel.address("do_syscall_64") < end


@shape("init functions have ftrace locations")
def _(kernel, variants):
    assert kernel.traceable("proc_cmdline_init") == [True]
    low, high = kernel.address("_sinittext"), kernel.address("_einittext")
    assert low <= kernel.address("proc_cmdline_init") < high


@shape("system call stubs of all ABIs, with shared and with inlined bodies")
def _(kernel, variants):
    assert kernel.traceable("__se_sys_setrlimit") == [True]
    assert kernel.hosts("__do_compat_sys_times") == {"__x64_compat_sys_times",
                                                     "__ia32_compat_sys_times"}


@shape("main functions of kernel threads")
def _(kernel, variants):
    for name in ("kswapd", "worker_thread", "rescuer_thread"):
        assert kernel.traceable(name) == [True], name


@shape("the ftrace locations are sorted")
def _(kernel, variants):
    for image in variants.values():
        assert image.locations() == sorted(image.locations()) != []


@shape("identity: banner, vermagic, initcalls, notes, exports that kallsyms drops")
def _(kernel, variants):
    for name in ("linux_banner", "vermagic", "__ksymtab_klp_enable_patch", "__crc_schedule",
                 "__kstrtab_schedule", "kallsyms_num_syms"):
        assert name in kernel.objects, name
    assert any(name.startswith("__initcall__kmod_unix__") for name in kernel.objects)
    notes = output_of("readelf", "-nW", kernel.path)
    assert "NT_GNU_BUILD_ID" in notes and "Linux" in notes
    assert b"Linux version 6.1.0-klpvet-mini " in kernel.path.read_bytes()


@shape("structures of Linux 6.1 in DWARF")
def _(kernel, variants):
    text = output_of("readelf", "--debug-dump=info", kernel.path)
    for name, size in (("klp_func", 152), ("klp_object", 168), ("klp_patch", 200),
                       ("klp_state", 24), ("kallsym_iter", 632)):
        found = re.search(r"DW_TAG_structure_type\)\n.*DW_AT_name +: .*\b%s\n.*byte_size +: (\d+)"
                          % name, text)
        assert found and int(found[1]) == size, "%s: %s" % (name, found and found[1])


@shape("IBT: ftrace finds a dead body's location for some functions, their own for others")
def _(kernel, variants):
    ibt = variants["ibt"]
    addresses = {address for places in ibt.functions.values() for address in places}
    for name in ("sys_ni_syscall", "task_clear_flags", "__x64_sys_io_setup"):
        begin = ibt.address(name)
        end = min(address for address in addresses if address > begin)
        own, *dead = [location for location in ibt.locations() if begin <= location < end]
        assert own == begin + 4 and dead, name


@shape("variants: IBT entries, DWARF 4, without livepatching, without DWARF")
def _(kernel, variants):
    ibt = variants["ibt"]
    assert ibt.traceable("cmdline_proc_show") == [False]
    assert ibt.traceable("cmdline_proc_show", entry=4) == [True]
    assert "Version:       4" in output_of("readelf", "--debug-dump=info", variants["dwarf4"].path)
    assert "Version:       5" in output_of("readelf", "--debug-dump=info", kernel.path)
    assert "klp_enable_patch" not in variants["nolivepatch"].functions
    assert not [name for name in variants["stripped"].sections if name.startswith(".debug")]
    assert variants["stripped"].functions["cmdline_proc_show"]


@shape("modules: duplicates in another order than their addresses, init copies, inlined copies")
def _(kernel, variants):
    tree = kernel.path.parent / "lib/modules/6.1.0-klpvet-mini/kernel"
    net = Image(tree / "net/mini/mini_net.ko")
    places = [section for _, kind, _, section, name in net.symtab
              if name == "ring_show" and kind == "FUNC"]
    assert len(places) == 2 and int(places[0]) > int(places[1])
    assert len(net.functions["setup_ring"]) == 2
    places = [section for _, kind, _, section, name in net.symtab if name == "count_ports"]
    assert [net.sections[int(place)] for place in places] == [".init.text", ".text"]
    assert net.hosts("mini_net_checksum") == {"mini_net_receive"}
    for name in ("budget", "mini_net_port_range", "mini_net_drain", "show_ports"):
        assert net.inlined(name), name
    assert not any(function in ("budget", "mini_net_port_range", "mini_net_drain")
                   for function, _, _ in net.copies())
    assert not net.inlined("find_port")
    assert "__mcount_loc" in net.sections and ".rela__mcount_loc" in net.sections
    gfx = Image(tree / "drivers/gpu/mini/mini-gfx.ko")
    dump = output_of("readelf", "-p", ".gnu.linkonce.this_module", gfx.path)
    assert re.search(r"\[ *18\] +mini_gfx$", dump, re.M)
    # mini_gfx_reset() has the copy too, but was folded: DWARF does not describe its code.
    assert gfx.functions["mini_gfx_reset"]
    assert gfx.hosts("mini_gfx_forget") == {"mini_gfx_clear"}


@shape("names at the limits: 511 characters of a symbol, 55 of a module")
def _(kernel, variants):
    assert [name for name in kernel.functions if len(name) == 511]
    assert [path for path in kernel.path.parent.glob("lib/**/*.ko") if len(path.stem) == 55]


def relocated_words(image, name, section):
    """The symbols that the relocations of object @name refer to, by offset in the object."""
    begin = image.address(name)
    size = next(int(line.split()[2], 0) for line in output_of("readelf", "-sW",
                                                              image.path).splitlines()
                if line.endswith(" " + name))
    words, current = {}, None
    for line in output_of("readelf", "-rW", image.path).splitlines():
        fields = line.split()
        if line.startswith("Relocation section"):
            current = fields[2].strip("'")
        elif current == ".rela" + section and len(fields) >= 5 and fields[2] == "R_X86_64_64":
            offset = int(fields[0], 16) - begin
            if 0 <= offset < size:
                words[offset] = int(fields[3], 16) + int(fields[6], 16)
    return {offset: image.names_at(address) for offset, address in words.items()}


def branches(image, function):
    """(mnemonic, name of the target) of the direct branches out of @function, as objdump shows."""
    found = []
    for line in output_of("objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function,
                          image.path).splitlines():
        branch = re.match(r" *[0-9a-f]+:\t(\w+) +[0-9a-f]+ <([^>+]+)>$", line)
        if branch:
            found.append((branch[1], branch[2]))
    return found


ENTRIES = {
    "x64_sys_call": {2: "open", 7: "poll", 13: "rt_sigaction", 39: "getpid", 74: "fsync",
                     97: "getrlimit", 141: "setpriority", 160: "setrlimit", 186: "gettid",
                     228: "clock_gettime", 271: "ppoll", 297: "rt_tgsigqueueinfo"},
    "ia32_sys_call": {5: "open", 20: "getpid", 75: "setrlimit", 76: "compat_getrlimit"},
    "x32_sys_call": {512: "compat_rt_sigaction", 524: "compat_rt_tgsigqueueinfo"},
}


@shape("calls: system calls told apart by compare trees that end in calls and tail calls")
def _(kernel, variants):
    calls = variants["calls"]
    for function, entries in ENTRIES.items():
        code = output_of("objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function,
                         calls.path)
        assert code.count("cmp ") >= len(entries) and not re.search(r"jmp +\*", code), function
        targets = {name for _, name in branches(calls, function)}
        for entry in entries.values():
            names = {"__x64_sys_" + entry, "__ia32_sys_" + entry,
                     "__x64_" + entry.replace("compat_", "compat_sys_"),
                     "__ia32_" + entry.replace("compat_", "compat_sys_")}
            assert names & targets, (function, entry)
    assert relocated_words(calls, "traced_call_table", ".rodata")[8 * 2] == {"__x64_sys_open"}


@shape("calls: the work of a system call shared by its entries, copied into one, done another way")
def _(kernel, variants):
    calls = variants["calls"]
    assert calls.hosts("do_rt_tgsigqueueinfo") == {"__x64_compat_sys_rt_tgsigqueueinfo"}
    for entry in ("__x64_sys_rt_tgsigqueueinfo", "__ia32_compat_sys_rt_tgsigqueueinfo"):
        assert "do_rt_tgsigqueueinfo" in {name for _, name in branches(calls, entry)}, entry
    for entry in ("__x64_sys_clock_gettime", "__ia32_sys_clock_gettime",
                  "__ia32_sys_clock_gettime32"):
        assert "read_clock" in {name for _, name in branches(calls, entry)}, entry
    assert not calls.hosts("read_clock") and not calls.hosts("set_user_sigmask")
    native = {name for _, name in branches(calls, "__x64_sys_ppoll")}
    compat = {name for _, name in branches(calls, "__ia32_compat_sys_ppoll_time32")}
    assert {"set_user_sigmask", "do_sys_poll"} <= native
    assert "do_sys_poll" in compat and "set_user_sigmask" not in compat
    assert ("call", "sigaction_store") in branches(calls, "__x64_sys_rt_sigaction")
    assert ("call", "sigaction_check") in branches(calls, "sigaction_store")
    assert calls.hosts("__do_compat_sys_rt_sigaction") == {"__x64_compat_sys_rt_sigaction",
                                                           "__ia32_compat_sys_rt_sigaction"}


@shape("calls: operations tables with and without compat functions of their own")
def _(kernel, variants):
    calls = variants["calls"]
    # struct file_operations: owner, open, unlocked_ioctl, compat_ioctl, release.
    for name, pair in (("clock_fops", ("clock_ioctl", "clock_compat_ioctl")),
                       ("disk_fops", ("disk_ioctl", "compat_ptr_ioctl")),
                       ("tape_fops", ("tape_ioctl", "tape_ioctl"))):
        words = relocated_words(calls, name, ".rodata")
        assert (words[16], words[24]) == ({pair[0]}, {pair[1]}), name
    words = relocated_words(calls, "frame_drivers", ".data")
    assert words[48 + 8 + 24] == {"frame_compat_ioctl"} and 8 + 24 not in words
    assert ("call", "clock_set") in branches(calls, "clock_ioctl") or \
        ("jmp", "clock_set") in branches(calls, "clock_ioctl")
    assert calls.hosts("clock_set") == {"clock_compat_ioctl"}
    assert calls.traceable("clock_set") == [True]
    assert not branches(calls, "compat_ptr_ioctl")[1:]


@shape("calls: threads, what is inlined into a thread's loop, how threads are started")
def _(kernel, variants):
    calls = variants["calls"]
    assert calls.hosts("collapse_huge_page") == {"khugepaged", "madvise_collapse"}
    assert calls.traceable("collapse_huge_page") == calls.traceable("khugepaged") == [True]
    targets = [name for _, name in branches(calls, "khugepaged")]
    assert {"kthread_should_stop", "khugepaged_wait_work"} <= set(targets)
    assert [name for _, name in branches(calls, "start_khugepaged")].count(
        "kthread_create_on_node") == 2
    assert ("call", "start_helper") in branches(calls, "start_khugepaged")
    assert ("call", "kthread_create_on_node") in branches(calls, "start_helper")
    words = relocated_words(calls, "softirq_threads", ".data")
    assert words[16] == {"run_ksoftirqd"}
    assert ("call", "kthread_create_on_cpu") in branches(calls, "spawn_ksoftirqd")


@shape("calls: tail calls, plain and conditional, static calls, sleeps in cold parts")
def _(kernel, variants):
    calls = variants["calls"]
    assert ("jmp", "flush_range") in branches(calls, "flush_all")
    assert ("jmp", "flush_all") in branches(calls, "flush_if_dirty")
    assert ("jne", "flush_all") in branches(calls, "flush_if_locked")
    assert ("call", "__SCT__cond_resched") in branches(calls, "flush_range")
    assert ("jmp", "__cond_resched") in branches(calls, "__SCT__cond_resched")
    assert "msleep" in {name for _, name in branches(calls, "reclaim_pages.cold")}
    for name in ("wait_for_completion", "msleep", "do_wait", "schedule", "schedule_timeout"):
        assert name in calls.functions, name


@shape("calls: a module with a thread and operations")
def _(kernel, variants):
    path = variants["calls"].path.parent / (
        "lib/modules/6.1.0-klpvet-mini/kernel/drivers/char/mini/mini_ioctl.ko")
    relocations = output_of("readelf", "-rW", path)
    for name in ("kthread_create_on_node", "compat_ptr_ioctl", "kthread_should_stop"):
        assert re.search(r"\b%s\b" % name, relocations), name
    assert {"mini_ioctl", "mini_compat_ioctl", "mini_poll_thread"} <= set(Image(path).functions)


@shape("no path of the building machine")
def _(kernel, variants):
    for image in variants.values():
        assert str(pathlib.Path(__file__).resolve().parent.parent).encode() not in \
            image.path.read_bytes()


def main():
    directory = pathlib.Path(sys.argv[1])
    variants = {path.parent.name: Image(path) for path in sorted(directory.glob("*/vmlinux"))}
    kernel, failed = variants["default"], 0
    print("1..%d" % len(checks))
    for number, (description, check) in enumerate(checks, 1):
        try:
            check(kernel, variants)
            print("ok %d - %s" % (number, description))
        except (AssertionError, KeyError) as error:
            failed += 1
            line = error.__traceback__.tb_next or error.__traceback__
            print("not ok %d - %s\n# line %d: %r" % (number, description, line.tb_lineno, error))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
