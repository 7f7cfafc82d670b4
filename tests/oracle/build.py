# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the modules of all cases in one run of a kernel's build system, and the machine's init."""

import contextlib
import fcntl
import glob
import os
import re
import subprocess

import cases
import convert


def write_changed(path, content):
    """Writes a file, unless it is so already: then make sees nothing new."""
    if os.path.exists(path):
        with open(path, "rb") as file:
            if file.read() == content:
                return
    with open(path, "wb") as file:
        file.write(content)


def _kbuild(sources):
    modules = {}
    for source in sources:
        modules.setdefault(cases.part_of(source) or source.name, []).append(source.name)
    lines = ["ccflags-y += -I$(src)"]
    for module, parts in sorted(modules.items()):
        lines.append(f"obj-m += {module}.o")
        if parts != [module]:
            lines.append(f"{module}-y := {' '.join(part + '.o' for part in parts)}")
    return sorted(modules), "\n".join(lines) + "\n"


def _headers():
    return glob.glob(f"{cases.TESTS}/real/modules/*.h") + glob.glob(f"{cases.HERE}/cases/*.h")


@contextlib.contextmanager
def locked(folder):
    """Keeps other runs out of @folder."""
    with open(f"{folder}/.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(headers, folder):
    """Runs the kernel's build system in @folder."""
    # Symbols that the kernel does not export are wanted in some of the modules.
    done = subprocess.run(["make", "-C", headers, f"M={folder}", f"-j{os.cpu_count()}", "-k",
                           "KBUILD_MODPOST_WARN=1", "modules"], text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"})
    errors = re.findall(r"^.*(?:error|ERROR).*$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, "make failed:\n" + "\n".join(errors[:20] or [done.stdout[-2000:]])


def modules(kernel, folder, sources):
    """Builds @sources in @folder against the headers of @kernel; returns the modules' names."""
    headers = kernel.headers_or_skip()
    os.makedirs(folder, exist_ok=True)
    with locked(folder):
        wanted = {os.path.basename(path) for path in
                  [source.path for source in sources] + _headers()}
        for old in glob.glob(f"{folder}/*.[ch]"):
            if os.path.basename(old) not in wanted and not old.endswith(".mod.c"):
                for built in glob.glob(glob.escape(old[:-2]) + ".*"):
                    os.unlink(built)
        for path in [source.path for source in sources] + _headers():
            with open(path, "rb") as file:
                write_changed(f"{folder}/{os.path.basename(path)}", file.read())
        names, kbuild = _kbuild(sources)
        write_changed(f"{folder}/Kbuild", kbuild.encode())
        make(headers, folder)
    for name in names:
        convert.convert_file(f"{folder}/{name}.ko")
    return names


def for_loading(folder, output, names):
    """
    The modules as the machine gets them, {name: content}: without debug information, unless they
    have livepatch relocations, which strip would damage.
    """
    os.makedirs(output, exist_ok=True)
    content = {}
    for name in names:
        built, copy = f"{folder}/{name}.ko", f"{output}/{name}.ko"
        with open(built, "rb") as file:
            content[name] = file.read()
        if b".klp.rela." in content[name]:
            continue
        subprocess.run(["strip", "--strip-debug", "-o", copy, built], check=True)
        with open(copy, "rb") as file:
            content[name] = file.read()
    return content


def is_livepatch(content):
    """Whether the module is marked as one."""
    module = convert.Module(content)
    return b"livepatch=" in module.content(module.find(b".modinfo"))


def init(folder):
    """Compiles the machine's only program."""
    os.makedirs(folder, exist_ok=True)
    program = f"{folder}/init"
    subprocess.run(["gcc", "-static", "-O2", "-D_GNU_SOURCE", "-o", program,
                    *sorted(glob.glob(f"{cases.HERE}/guest/*.c"))], check=True)
    return program
