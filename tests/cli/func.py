# SPDX-License-Identifier: GPL-2.0-or-later
"""klpvet func: may I patch this?"""

import json
import lzma
import shutil
import struct

from bench import elf

FUNC = ("func", "--kernel", "kernels/default")


def run(bench):
    expect = bench.expect
    expect("a plain function", [*FUNC, "cmdline_proc_show"], 0,
           ["cmdline_proc_show on .*: patch this\n", "fs/proc/cmdline.c:", "position 1 of 1",
            "ftrace location at its entry", "no inlined copy elsewhere"])
    expect("a function with copies", [*FUNC, "do_prlimit"], 0,
           ["patch this and the 4 listed", "__x64_sys_getrlimit +kernel/sys.c:\\d+ +can be patched",
            "__ia32_compat_sys_getrlimit"])
    expect("one of several symbols", [*FUNC, "type_show,2"], 0,
           ["type_show,2", "position 2 of 3", "drivers/base/power.c"])
    expect("several symbols", [*FUNC, "type_show"], 1,
           ["3 symbols type_show: choose one", "type_show,1 ", "type_show,2 ", "type_show,3 "])
    expect("a position that is not there", [*FUNC, "type_show,4"], 1, "no position 4")
    expect("data", [*FUNC, "watchdog"], 1, "it is data, not a function")
    expect("untraceable", [*FUNC, "vsnprintf"], 1,
           ["cannot be patched, because it has no ftrace location .*-pg/-mfentry",
            "patch its callers"])
    expect("assembly", [*FUNC, "copy_page"], 1, "written in assembly")
    expect("init text", [*FUNC, "proc_cmdline_init"], 1, "it is init text, freed")
    expect("inlined everywhere", [*FUNC, "__do_sys_setpriority"], 1,
           ["no symbol __do_sys_setpriority", "__x64_sys_setpriority", "__ia32_sys_setpriority"])
    expect("split by the compiler", [*FUNC, "may_follow_link"], 1,
           ["may_follow_link.part.0", "link_path_walk"])
    expect("a clone", [*FUNC, "kmem_shrink.constprop.0"], 0,
           ["a clone: it may lack parameters", r"\[symbol-clone\]"])
    expect("another name of the address", [*FUNC, "tcp_close"], 0,
           "tcp_disconnect is the same address")
    expect("a slip of the pen", [*FUNC, "cmdline_proc_shwo"], 1,
           ["no function cmdline_proc_shwo", "is one of these meant", "cmdline_proc_show "])
    expect("a system call", [*FUNC, "sys_setrlimit"], 1,
           ["is one of these meant", "__x64_sys_setrlimit ", "__ia32_sys_setrlimit "])
    expect("nothing like it", [*FUNC, "xyzzy"], 1, "no function xyzzy")
    expect("in a module", [*FUNC, "--object", "mini_net", "ring_show,2"], 0,
           ["mini_net +ring_show,2", "mini_net_ring.c"])
    expect("init text of a module", [*FUNC, "--object", "mini_net", "mini_net_init"], 1,
           "only until the module's init has run")
    calls = ["func", "--kernel", "kernels/calls"]
    expect("system calls", [*calls, "do_rt_tgsigqueueinfo"], 0,
           ["1 system call of 32-bit programs reaches it:",
            "__ia32_compat_sys_rt_tgsigqueueinfo > do_rt_tgsigqueueinfo",
            "__x64_compat_sys_rt_tgsigqueueinfo, which carries a copy"])
    # __SYSCALL() of arch/x86/entry/syscall_64.c means it by __x64_, that of syscall_32.c by __ia32_.
    expect("a system call without arguments, one function under three names",
           [*calls, "__do_sys_getpid"], 0,
           ["of 64-bit programs reaches it:\n +getpid: __x64_sys_getpid\n",
            "of 32-bit programs reaches it:\n +getpid: __ia32_sys_getpid\n",
            "of x32 programs reaches it:\n +getpid: __x64_sys_getpid\n"])
    expect("operations", [*calls, "frame_resize"], 0,
           r"frame_drivers\[1\]\.operations\.unlocked_ioctl \(frame_driver\): frame_ioctl > "
           "frame_resize")
    expect("a function of which only a clone is called", [*calls, "kmem_shrink"], 0,
           r"1 pointer in data leads to it:\n.*: shrink_all > kmem_shrink\.constprop\.0, "
           "which is a clone of it")
    expect("a member of a union, by what it takes", [*calls, "frame_resize"], 0,
           r"maintenance_table\[0\]\.after\.resize \(maintenance\): frame_resize\n")
    expect("members of a union that take the same", [*calls, "tape_ioctl"], 0,
           r"maintenance_table\[1\]\.\(forward\|backward\) \(maintenance\): tape_ioctl\n")
    expect("operations of a module", [*calls, "--object", "mini_ioctl", "mini_ioctl_reset"], 0,
           r"mini_fops\.unlocked_ioctl \(file_operations\): mini_ioctl > mini_ioctl_reset")
    expect("a thread", [*calls, "khugepaged"], 1,
           ["1 kernel thread reaches it:", "loads, but never finishes"])
    expect("inlined into a thread", [*calls, "collapse_huge_page"], 1,
           ["cannot be fixed by a livepatch on this kernel", "inlined into khugepaged"])
    expect("callers", [*FUNC, "vsnprintf"], 1,
           ["functions that call it:", "_printk +kernel/panic.c:10 +can be patched"])
    expect("several names", [*FUNC, "cmdline_proc_show", "vsnprintf"], 1,
           ["cmdline_proc_show on .*: patch this\n", "vsnprintf on .*: cannot"])
    expect("several kernels", [*FUNC, "--kernel", "kernels/ibt", "cmdline_proc_show"], 0,
           "ftrace location at its entry\\n(.*\\n)*.*ftrace location at its entry \\+4")
    expect("without debug information", ["func", "--kernel", "kernels/stripped", "do_prlimit"], 3,
           ["patch this; there is no debug information, so it is not known where else",
            "inlined copies: not known, there is no debug information"])
    test_users(bench)
    test_refused(bench)
    test_not_there(bench)
    test_damaged(bench)


def test_users(bench):
    """mini_paint calls it; mini_frame needs the module, but has a function of its own of that name."""
    expect = bench.expect
    fill = ["-o", "mini_gfx", "mini_gfx_fill"]
    expect("an exported function of a module", ["func", "--kernel", "kernels/calls", *fill], 0,
           ["no direct calls in mini_gfx lead to it",
            "\n  modules that refer to it: mini_paint\n"])
    result = expect("the same as JSON",
                    ["func", "--kernel", "kernels/calls", *fill, "--format", "json"], 0, [])
    candidate, = json.loads(result.stdout)["answers"][0]["candidates"]
    bench.results.equal(candidate["used_by"], {"unknown": None, "modules": ["mini_paint"],
                                               "searched": 2, "not_searched": []},
                        "modules that use a function")
    expect("one that no module needs", [*FUNC, *fill], 0,
           "no module refers to it: none needs mini_gfx\n")
    expect("an exported function of vmlinux", [*FUNC, "kmem_shrink"], 0,
           "it is exported: modules may call it, which were not searched\n")

    shutil.copytree(bench.kernels / "calls", bench.path("lacking"))
    next(bench.path("lacking").rglob("mini_paint.ko")).unlink()
    expect("a module that is not there", ["func", "--kernel", "lacking", *fill], 0,
           ["no module refers to it, of 1 that needs mini_gfx\n",
            "not searched for it: mini_paint\n"])
    next(bench.path("lacking").rglob("modules.dep")).unlink()
    expect("modules that nobody has listed", ["func", "--kernel", "lacking", *fill], 0,
           "modules that refer to it: not known, there is no modules.dep")


def test_refused(bench):
    """What klpvet check finds of a livepatch, func says without one."""
    expect = bench.expect
    expect("the location of dead code", ["func", "--kernel", "kernels/ibt", "sys_ni_syscall"], 1,
           ["cannot be patched, because the kernel takes the ftrace location of dead code",
            r"\[trace-dead-entry\]"])
    expect("a kernel without livepatching",
           ["func", "--kernel", "kernels/nolivepatch", "cmdline_proc_show"], 1,
           ["cannot be patched, because the kernel", "refuses .* ENOEXEC.*",
            r"\[kernel-no-livepatch\]", "ftrace location at its entry"])


def test_not_there(bench):
    expect = bench.expect
    expect("a function of a module", [*FUNC, "ring_show"], 1,
           "vmlinux has no function ring_show; it is in mini_net: ask with --object mini_net\n")
    shutil.copytree(bench.kernels / "default", bench.path("packed"))
    for module in bench.path("packed").rglob("*.ko"):
        module.with_suffix(".ko.xz").write_bytes(lzma.compress(module.read_bytes(),
                                                               check=lzma.CHECK_CRC32))
        module.unlink()
    dependencies = next(bench.path("packed").rglob("modules.dep"))
    dependencies.write_text(dependencies.read_text().replace(".ko", ".ko.xz"))
    expect("a function of a packed module", ["func", "--kernel", "packed", "ring_show"], 1,
           "modules are packed and were not searched for it: name one with --object")
    expect("the module named", ["func", "--kernel", "packed", "-o", "mini_net", "ring_show,2"], 0,
           "mini_net_ring.c")
    expect("a function of vmlinux", [*FUNC, "--object", "mini_net", "cmdline_proc_show"], 1,
           "it is in vmlinux: ask with --object vmlinux\n")
    expect("a built-in module", [*FUNC, "--object", "mini_rng", "cmdline_proc_show"], 0,
           "mini_rng is built into vmlinux; patch this\n")
    expect("not there, as far as is known", ["func", "--kernel", "kernels/stripped", "xyzzy"], 3,
           "vmlinux has no symbol xyzzy; it may be inlined, but there is no debug information")
    result = expect("a module that is not there, as JSON",
                    [*FUNC, "--format", "json", "--object", "mini_none", "xyzzy"], 2, [],
                    "mini_none")
    failure, = json.loads(result.stdout)["failures"]
    bench.results.same(failure["object"], "mini_none", "the failure names the module")
    result = expect("a kernel that is not there, as JSON",
                    ["func", "--kernel", "9.9.9-none", "--format", "json", "xyzzy"], 2, [],
                    "9.9.9-none")
    failure, = json.loads(result.stdout)["failures"]
    bench.results.same((failure["kernel"], failure["object"]), ("9.9.9-none", None),
                       "the failure names the kernel")


def damage_last_unit(path):
    """Gives the first entry of the last unit of .debug_info an abbreviation that there is not."""
    section = elf.Elf(path).section(".debug_info")
    content = bytearray(path.read_bytes())
    offset = unit = section.offset
    while offset < section.offset + section.size:
        unit, length = offset, struct.unpack_from("<I", content, offset)[0]
        offset += 4 + length
    version, = struct.unpack_from("<H", content, unit + 4)
    entry = unit + (12 if version >= 5 else 11)
    content[entry:entry + 2] = b"\xff\x7f"
    path.write_bytes(content)


def test_damaged(bench):
    """What is known counts, and what is damaged is not called missing."""
    shutil.copytree(bench.kernels / "default", bench.path("damaged"))
    damage_last_unit(bench.path("damaged") / "vmlinux")
    bench.expect("damaged debug information", ["func", "--kernel", "damaged", "do_prlimit"], 3,
                 ["patch this and the 4 listed; the debug information is damaged",
                  "more inlined copies: not known, the debug information is damaged"])
    bench.expect("a livepatch for a kernel with damaged debug information",
                 ["check", "--kernel", "damaged", "good.ko"], 0,
                 [r"its debug information \(DWARF\) is damaged"])
    bench.expect("not there, as far as is readable", ["func", "--kernel", "damaged", "xyzzy"], 3,
                 "it may be inlined, but the debug information is damaged")
