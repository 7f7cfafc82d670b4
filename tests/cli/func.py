# SPDX-License-Identifier: GPL-2.0-or-later
"""klpvet func: may I patch this?"""

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
    expect("several names", [*FUNC, "cmdline_proc_show", "vsnprintf"], 1,
           ["cmdline_proc_show on .*: patch this\n", "vsnprintf on .*: cannot"])
    expect("several kernels", [*FUNC, "--kernel", "kernels/ibt", "cmdline_proc_show"], 0,
           "ftrace location at its entry\\n(.*\\n)*.*ftrace location at its entry \\+4")
    expect("without debug information", ["func", "--kernel", "kernels/stripped", "do_prlimit"], 3,
           ["patch this; without debug information", "inlined copies: not known"])
