# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the kernels under test, klpvet and its test programs are, and how to run them."""

import glob
import json
import os
import re
import subprocess
import tempfile

from .tap import Skip


def user_cache():
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
                        "klpvet")


def _release_key(release):
    return [int(number) for number in re.findall(r"\d+", release)]


class Kernel:
    """A kernel that ./bootstrap kernel has unpacked."""

    def __init__(self, tree):
        self.tree = tree
        self.release = os.path.basename(tree)
        self.vmlinux = f"{tree}/usr/lib/debug/boot/vmlinux-{self.release}"
        self.system_map = f"{tree}/usr/lib/debug/boot/System.map-{self.release}"
        self.headers = f"/lib/modules/{self.release}/build"

    def has_option(self, option):
        """Whether the configuration sets @option to y."""
        with open(f"{self.tree}/boot/config-{self.release}", encoding="utf-8") as file:
            return f"{option}=y" in file.read().splitlines()

    def debug_module(self, name):
        """The unstripped .ko of module @name."""
        pattern = re.sub("[-_]", "[-_]", name)
        found = glob.glob(f"{self.tree}/usr/lib/debug/lib/modules/{self.release}/**/{pattern}.ko",
                          recursive=True)
        if not found:
            raise Skip(f"the debug module {name} of {self.release} is not there; "
                       f"run ./bootstrap kernel {self.release} --module {name}")
        return found[0]

    def headers_or_skip(self):
        if not os.path.exists(f"{self.headers}/Makefile"):
            raise Skip(f"the headers of {self.release} are not installed; "
                       f"run apt-get install linux-headers-{self.release}")
        return self.headers


def kernel(series):
    """The newest unpacked kernel of @series ("6.1")."""
    trees = [tree for tree in glob.glob(f"{user_cache()}/kernels/{series}.*")
             if os.path.exists(Kernel(tree).vmlinux)]
    if not trees:
        raise Skip(f"no kernel {series} is unpacked; run ./bootstrap test, or ./bootstrap kernel "
                   f"with a release of that series")
    return Kernel(max(trees, key=lambda tree: _release_key(os.path.basename(tree))))


def work_folder():
    """A folder for what the tests build; stays for the next run."""
    folder = os.environ.get("KLPVET_TEST_WORK") or os.path.join(tempfile.gettempdir(),
                                                               f"klpvet-real-{os.getuid()}")
    os.makedirs(folder, exist_ok=True)
    return folder


def environment():
    """The environment klpvet runs in: nothing of the caller's that would change its answers."""
    keep = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
    return {**keep, "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": os.path.join(work_folder(), "cache")}


def klpvet(*arguments):
    """Runs klpvet; returns (exit status, stdout, stderr)."""
    done = subprocess.run([os.environ["KLPVET"], *arguments], env=environment(), text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def klpvet_json(*arguments):
    """Runs klpvet with a JSON report; returns (exit status, report)."""
    status, output, errors = klpvet(*arguments, "--format", "json")
    try:
        return status, json.loads(output)
    except json.JSONDecodeError:
        raise AssertionError(f"klpvet {' '.join(arguments)}: status {status}, no JSON\n"
                             f"{output[:2000]}\n{errors[:2000]}") from None


def build_index(image, output, *options):
    """Builds the index of the kernel or module @image into the file @output."""
    status, _, errors = klpvet("index", "--kernel", image, "-o", output, *options)
    assert status == 0, f"klpvet index {image}: status {status}\n{errors}"
    return output


def module_index(kernel, module):
    """(@module's debug file, its index as klpvet builds it on demand and keeps it)"""
    path = kernel.debug_module(module)
    klpvet("func", "--kernel", kernel.tree, "--object", module, "no_such_function")
    build_id = next(line.split(": ")[1] for line in output_of("readelf", "-n", path).splitlines()
                    if "Build ID" in line)
    index = os.path.join(environment()["XDG_CACHE_HOME"], "klpvet", f"{build_id}.kvx")
    assert os.path.exists(index), f"no index of {path} in the cache"
    return path, index


def output_of(*command, **options):
    """Standard output of another tool, as text; its warnings are not our matter."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=True, **options).stdout
