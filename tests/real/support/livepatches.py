# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the test livepatches of tests/real/modules against a kernel's headers."""

import fcntl
import glob
import os
import re
import shutil
import subprocess
import sys

from . import target

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(os.path.dirname(HERE)), "oracle"))
import convert  # noqa: E402
MODULES = os.path.join(os.path.dirname(HERE), "modules")
# Not built: this kernel's API or modpost refuses the source, as verdicts.json records.
NOT_BUILT = {"m_struct_legacy_register", "m_struct_legacy_disable", "m_lic_proprietary",
             "m_lic_mit"}
TARGET_PARTS = {"kt_first", "kt_second"}


def verdict_sources():
    """The folder of sources with a real kernel's verdicts, if it stands beside the checkout."""
    checkout = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
    folder = os.path.join(os.path.dirname(checkout), "shared", "verdicts")
    return folder if os.path.exists(os.path.join(folder, "verdicts.json")) else None


def _copy_changed(source, folder):
    copy = os.path.join(folder, os.path.basename(source))
    with open(source, "rb") as file:
        content = file.read()
    if os.path.exists(copy):
        with open(copy, "rb") as file:
            if file.read() == content:
                return
    with open(copy, "wb") as file:
        file.write(content)


def build(kernel, only=None):
    """
    Builds every test module, or @only some, in one run of the kernel's build system and returns
    the folder. What stands there from an earlier run is built again only where it changed.
    """
    headers = kernel.headers_or_skip()
    folder = os.path.join(target.work_folder(), f"modules-{kernel.release}")
    os.makedirs(folder, exist_ok=True)
    sources = glob.glob(f"{MODULES}/*.c")
    if verdict_sources():
        sources += glob.glob(f"{verdict_sources()}/src/*/*.c")
    sources = [path for path in sources if os.path.basename(path)[:-2] not in NOT_BUILT
               and (only is None or os.path.basename(path)[:-2] in only | TARGET_PARTS)]
    sources += glob.glob(f"{MODULES}/*.h") + [f"{MODULES}/Kbuild"]
    with open(os.path.join(folder, ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        names = {os.path.basename(source) for source in sources}
        for old in glob.glob(f"{folder}/*.[ch]"):
            if os.path.basename(old) not in names and not old.endswith(".mod.c"):
                os.unlink(old)
                for built in glob.glob(f"{old[:-2]}.*"):
                    os.unlink(built)
        for source in sources:
            _copy_changed(source, folder)
        # Some verdict modules use livepatch symbols, which are made of undefined ones below.
        done = subprocess.run(["make", "-C", headers, f"M={folder}", f"-j{os.cpu_count()}",
                               "KBUILD_MODPOST_WARN=1", "modules"], text=True, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**target.environment(), "LC_ALL": "C"})
        assert done.returncode == 0, f"make in {folder} failed:\n{done.stdout[-3000:]}"
        for module in glob.glob(f"{folder}/*.ko"):
            convert.convert_file(module)
    return folder


def expectations(source):
    """What the first comment of a case says klpvet reports: {(rule, object, function)}."""
    with open(source, encoding="ascii") as file:
        lines = re.findall(r"^ \* expect: (.+)$", file.read(), re.MULTILINE)
    assert lines, f"{source} does not say what to expect"
    return set() if lines == ["clean"] else {tuple(line.split()) for line in lines}


def cases():
    """{name: expectations} of this project's own livepatches."""
    found = {}
    for source in sorted(glob.glob(f"{MODULES}/*.c")):
        name = os.path.basename(source)[:-2]
        if not name.startswith("kt_"):
            found[name] = expectations(source)
    return found


class Variants:
    """The forms in which one module may reach the user."""

    def __init__(self, kernel, folder):
        self.headers = kernel.headers_or_skip()
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def _run(self, *command):
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def _copy(self, module, form):
        """The copy keeps the file's name, which is the module's name."""
        folder = os.path.join(self.folder, form)
        os.makedirs(folder, exist_ok=True)
        return shutil.copy(module, folder)

    def stripped(self, module, option):
        copy = self._copy(module, option.lstrip("-"))
        self._run("strip", option, copy)
        return copy

    def compressed(self, module, tool, form=None):
        copy = self._copy(module, form or tool)
        suffix = {"xz": "xz", "zstd": "zst", "gzip": "gz"}[tool]
        self._run(tool, "-f", "-k", copy)
        os.unlink(copy)
        return f"{copy}.{suffix}"

    def signed(self, module):
        """With the kernel's own tool and a key made for the occasion."""
        key, certificate = f"{self.folder}/key.pem", f"{self.folder}/certificate.pem"
        if not os.path.exists(certificate):
            self._run("openssl", "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                      "/CN=klpvet test/", "-keyout", key, "-out", certificate)
        copy = self._copy(module, "signed")
        self._run(f"{self.headers}/scripts/sign-file", "sha256", key, certificate, copy)
        with open(copy, "rb") as file:
            assert file.read().endswith(b"~Module signature appended~\n")
        return copy

    def all(self, module):
        """[(what it is, path)]"""
        debug = self.stripped(module, "--strip-debug")
        return [("without debug information", debug),
                ("stripped to what loading needs", self.stripped(module, "--strip-unneeded")),
                ("xz-compressed", self.compressed(module, "xz")),
                ("zstd-compressed", self.compressed(module, "zstd")),
                ("gzip-compressed", self.compressed(module, "gzip")),
                ("signed", self.signed(module)),
                ("stripped, signed and compressed",
                 self.compressed(self.signed(debug), "xz", "signed-xz"))]

    def of_release(self, module, old, new):
        """The module, as if built for another release: its vermagic changed in place."""
        assert len(old) == len(new)
        copy = self._copy(module, "release")
        with open(copy, "r+b") as file:
            content = file.read()
            at = content.index(b"vermagic=" + old.encode())
            file.seek(at + len("vermagic="))
            file.write(new.encode())
        return copy
