#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the miniature kernel: vmlinux, its modules and the files of a kernel build tree.

build.py --variant NAME --output DIR [--cc gcc]

What DIR then holds can be given to klpvet as --kernel DIR. Everything is deterministic and no path
of the building machine gets into the files.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE / "src"
INCLUDE = HERE.parent / "include"

RELEASE = "6.1.0-klpvet-mini"
VERMAGIC = RELEASE + " SMP preempt mod_unload modversions "

# What Linux 6.1 on x86-64 is compiled with, as far as it shapes code, symbols and DWARF.
FLAGS = [
    "-std=gnu11", "-Uunix", "-Ulinux", "-O2", "-g", "-nostdinc", "-ffreestanding",
    "-fno-strict-aliasing",
    "-fno-common", "-fno-pic", "-fno-pie", "-mcmodel=kernel", "-mno-red-zone", "-m64",
    "-mno-sse", "-mno-mmx", "-mno-80387", "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables", "-fno-delete-null-pointer-checks", "-fshort-wchar",
    "-Wall", "-Wno-attributes", "-Wno-unused-function",
]
TRACED = ["-pg", "-mfentry", "-mrecord-mcount"]
# Directories without TRACED, as `KBUILD_CFLAGS` without `CC_FLAGS_FTRACE` does it in Linux.
UNTRACED = ("lib/",)
FILE_FLAGS = {
    "mm/slab_common.c": ["-fipa-cp-clone"],
}
# KBUILD_MODNAME of built-in files that belong to a module; others go by their own name.
BUILTIN_NAMES = {
    "net/unix/af_unix.c": "unix",
    "drivers/base/firmware.c": "firmware_class",
    "drivers/char/random.c": "mini_rng",
}
BUILTIN_MODULES = [
    "kernel/net/unix/unix.ko",
    "kernel/drivers/base/firmware_class.ko",
    "kernel/drivers/char/mini-rng.ko",
]
# Link order, which is the order of addresses.
OBJECTS = [
    "arch/x86/entry/entry.S", "init/main.c", "init/version.c", "init/salt.S",
    "arch/x86/entry/common.c", "arch/x86/kernel/process.c", "kernel/fork.c", "kernel/panic.c",
    "kernel/signal.c", "kernel/sys.c", "kernel/rlimit.c", "kernel/kthread.c", "kernel/sys_ni.c",
    "kernel/sched/core.c", "kernel/livepatch/core.c", "kernel/module/main.c",
    "kernel/kallsyms.c", "kernel/longname.c", "kernel/watchdog.c", "mm/memory.c",
    "mm/slab_common.c", "mm/vmscan.c", "fs/open.c", "fs/super.c", "fs/namei.c", "fs/exec.c",
    "fs/locks.c", "fs/seq_file.c", "fs/proc/cmdline.c", "fs/proc/version.c",
    "drivers/base/core.c", "drivers/base/power.c", "drivers/base/firmware.c",
    "drivers/char/random.c", "net/socket.c", "net/core/dev.c", "net/ipv4/tcp.c",
    "net/unix/af_unix.c", "net/unix/garbage.c", "lib/kobject.c", "lib/vsprintf.c",
    "arch/x86/lib/copy_page.S", "lib/exports.S",
]
# What only the variant "calls" has, behind the others: more ftrace locations would change which of
# them ftrace finds for the dead functions of "ibt".
CALL_OBJECTS = [
    "arch/x86/entry/syscall_64.c", "arch/x86/entry/syscall_32.c", "arch/x86/kernel/static_call.S",
    "kernel/compat.c", "kernel/smpboot.c", "kernel/locking/wait.c", "mm/khugepaged.c",
    "fs/ioctl.c",
]
CALL_MODULES = [("drivers/char/mini", "mini_ioctl", ["mini_ioctl.c"]),
                ("drivers/gpu/mini", "mini_paint", ["mini_paint.c"]),
                ("drivers/gpu/mini", "mini_frame", ["mini_frame.c"])]
# Module: what it needs, as depmod lists it.
NEEDED = {name: " kernel/drivers/gpu/mini/mini-gfx.ko" for name in ("mini_paint", "mini_frame")}
# Module: where it is installed, its file name and its sources, in link order.
MODULE_LIST = [
    ("net/mini", "mini_net", ["mini_net_main.c", "mini_net_ring.c", "mini_net_limit.c"]),
    ("drivers/gpu/mini", "mini-gfx", ["mini_gfx.c"]),
    ("drivers/gpu/mini", "mini_module_with_a_name_that_takes_all_of_55_characters",
     ["mini_long.c"]),
]

CONFIG = {
    "CONFIG_CC_VERSION_TEXT": '"gcc"', "CONFIG_64BIT": "y", "CONFIG_X86_64": "y",
    "CONFIG_SMP": "y", "CONFIG_MODULES": "y", "CONFIG_MODULE_UNLOAD": "y",
    "CONFIG_MODVERSIONS": "y", "CONFIG_SYSFS": "y", "CONFIG_KALLSYMS": "y",
    "CONFIG_KALLSYMS_ALL": "y", "CONFIG_DYNAMIC_FTRACE": "y",
    "CONFIG_DYNAMIC_FTRACE_WITH_REGS": "y", "CONFIG_DYNAMIC_FTRACE_WITH_ARGS": "y",
    "CONFIG_HAVE_LIVEPATCH": "y", "CONFIG_LIVEPATCH": "y", "CONFIG_UNWINDER_ORC": "y",
    "CONFIG_PREEMPT_VOLUNTARY": "y", "CONFIG_PREEMPT_DYNAMIC": "y", "CONFIG_IA32_EMULATION": "y",
    "CONFIG_PREEMPT_COUNT": "y", "CONFIG_UNINLINE_SPIN_UNLOCK": "y",
    "CONFIG_UNIX": "y", "CONFIG_FW_LOADER": "y", "CONFIG_MINI_RNG": "y",
    "CONFIG_MINI_NET": "m", "CONFIG_MINI_GFX": "m", "CONFIG_X86_KERNEL_IBT": None,
}

# What differs from the ordinary kernel: flags, objects left out and added, modules added, link
# options, configuration.
VARIANTS = {
    "default": {},
    "ibt": {"flags": ["-fcf-protection=branch", "-DKALLSYMS_WALK=2"],
            "config": {"CONFIG_X86_KERNEL_IBT": "y"}},
    "dwarf4": {"flags": ["-gdwarf-4", "-DCLEARS_RELOCATIONS"]},
    "nolivepatch": {"without": ["kernel/livepatch/core.c"],
                    "config": {"CONFIG_LIVEPATCH": None}},
    "stripped": {"link": ["--strip-debug"]},
    "walk": {"flags": ["-DKALLSYMS_WALK=1"], "config": {"CONFIG_PREEMPT_DYNAMIC": None}},
    "calls": {"flags": ["-mpreferred-stack-boundary=3", "-DHAS_SLEEPS"], "with": CALL_OBJECTS,
              "modules": CALL_MODULES},
}


def run(command):
    result = subprocess.run(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)
    if result.returncode:
        sys.exit("%s\n%s" % (" ".join(map(str, command)), result.stdout))
    return result.stdout


def compile_command(cc, name, output, flags, modname):
    """The command for one file of the source tree, to be run there: DWARF then says @name."""
    command = [cc, *FLAGS, "-D__KERNEL__", '-DUTS_RELEASE="%s"' % RELEASE,
               '-DVERMAGIC="%s"' % VERMAGIC, "-DKBUILD_MODNAME_RAW=" + modname,
               "-fcf-protection=none", *flags, *FILE_FLAGS.get(name, [])]
    if name.endswith(".S"):
        command = [word for word in command if not word.startswith("-g")] + ["-D__ASSEMBLY__"]
    elif not name.startswith(UNTRACED):
        command += TRACED
    return command + ["-ffile-prefix-map=%s=/build/linux-mini" % SOURCE,
                      "-ffile-prefix-map=%s=./include" % INCLUDE,
                      "-I", str(INCLUDE), "-c", name, "-o", str(output)]


def compile_all(cc, output, flags, names, module_list):
    """Compiles kernel and modules; returns the objects of vmlinux and of each module."""
    objects, modules, commands = [], {}, []
    for name in names:
        built = output / "objects" / (name + ".o")
        modname = BUILTIN_NAMES.get(name, pathlib.Path(name).stem.replace("-", "_"))
        commands.append(compile_command(cc, name, built, flags, modname))
        objects.append(built)
    for place, module, sources in module_list:
        modname = module.replace("-", "_")
        for number, source in enumerate(sources):
            name = "%s/%s" % (place, source)
            built = output / "objects" / (name + ".o")
            more = ["-DMODULE"]
            if number == 0:
                more += ["-DKBUILD_MODNAME=\"%s\"" % modname, "-DMODVERSIONS",
                         "-DMODULE_HAS_EXIT", "-include", str(INCLUDE / "modpost.h")]
            commands.append(compile_command(cc, name, built, flags + more, modname))
            modules.setdefault(module, []).append(built)
    for command in commands:
        pathlib.Path(command[-1]).parent.mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compile_file, commands))
    return objects, modules


def compile_file(command):
    """Runs a compiler; a newer one may warn about what none did before, which is shown."""
    sys.stderr.write(run(command))


def symbols_of(path):
    """Name to address of every symbol, from nm."""
    symbols = {}
    for line in run(["nm", str(path)]).splitlines():
        fields = line.split()
        if len(fields) == 3:
            symbols[fields[2]] = int(fields[0], 16)
    return symbols


def sort_mcount(path):
    """Sorts the ftrace locations in place, as scripts/sorttable.c of Linux does after linking.

    The relocations that --emit-relocs left for them no longer fit then, as in a real vmlinux.
    """
    symbols = symbols_of(path)
    begin, end = symbols["__start_mcount_loc"], symbols["__stop_mcount_loc"]
    for line in run(["readelf", "-lW", str(path)]).splitlines():
        fields = line.split()
        if len(fields) > 4 and fields[0] == "LOAD":
            offset, address, size = (int(fields[i], 16) for i in (1, 2, 4))
            if address <= begin and end <= address + size:
                break
    else:
        sys.exit("no segment of %s holds its mcount table" % path)
    with open(path, "r+b") as file:
        file.seek(offset + begin - address)
        count = (end - begin) // 8
        locations = struct.unpack("<%dQ" % count, file.read(count * 8))
        file.seek(offset + begin - address)
        file.write(struct.pack("<%dQ" % count, *sorted(locations)))


def link_vmlinux(objects, output, options):
    vmlinux = output / "vmlinux"
    run(["ld", "-m", "elf_x86_64", "-z", "noexecstack", "--build-id=sha1", "--emit-relocs",
         "--no-warn-rwx-segments", *options, "-T", str(HERE / "vmlinux.lds"), "-o", str(vmlinux),
         *map(str, objects)])
    sort_mcount(vmlinux)
    lines = [line for line in run(["nm", "-n", str(vmlinux)]).splitlines()
             if not line.split()[-1].startswith(("__crc_", "__kstrtab", ".L"))]
    (output / "System.map").write_text("\n".join(lines) + "\n")


def link_modules(modules, module_list, output):
    root = output / "lib" / "modules" / RELEASE
    for place, module, _ in module_list:
        installed = root / "kernel" / place / (module + ".ko")
        installed.parent.mkdir(parents=True, exist_ok=True)
        run(["ld", "-r", "-m", "elf_x86_64", "-z", "noexecstack", "--build-id=sha1", "-T",
             str(HERE / "module.lds"), "-o", str(installed), *map(str, modules[module])])
    (root / "modules.builtin").write_text("\n".join(BUILTIN_MODULES) + "\n")
    (root / "modules.dep").write_text(
        "".join("kernel/%s/%s.ko:%s\n" % (place, module, NEEDED.get(module, ""))
                for place, module, _ in module_list))
    shutil.copy(root / "modules.builtin", output / "modules.builtin")


def write_config(output, changes):
    lines = ["#", "# Linux/x86 6.1.0 Kernel Configuration", "#"]
    for name, value in {**CONFIG, **changes}.items():
        lines.append("%s=%s" % (name, value) if value else "# %s is not set" % name)
    (output / ".config").write_text("\n".join(lines) + "\n")
    release = output / "include" / "config" / "kernel.release"
    release.parent.mkdir(parents=True, exist_ok=True)
    release.write_text(RELEASE + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variant", choices=VARIANTS, default="default")
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("--stamp", type=pathlib.Path, help="file to touch when done")
    arguments = parser.parse_args()
    variant = VARIANTS[arguments.variant]
    output = arguments.output.resolve()
    if output.exists():
        shutil.rmtree(output)
    output.mkdir(parents=True)
    without = variant.get("without", [])
    names = [name for name in OBJECTS if name not in without] + variant.get("with", [])
    module_list = MODULE_LIST + variant.get("modules", [])
    objects, modules = compile_all(arguments.cc, output, variant.get("flags", []), names,
                                   module_list)
    link_vmlinux(objects, output, variant.get("link", []))
    link_modules(modules, module_list, output)
    write_config(output, variant.get("config", {}))
    shutil.rmtree(output / "objects")
    if arguments.stamp:
        arguments.stamp.write_text(arguments.variant + "\n")


if __name__ == "__main__":
    main()
