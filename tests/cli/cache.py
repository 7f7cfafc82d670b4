# SPDX-License-Identifier: GPL-2.0-or-later
"""Indexes: where they are kept, and that a bad one is never trusted."""

import os
import resource
import signal

CHECK = ("check", "--kernel", "kernels/default", "broken.ko")


def kept(bench, folder="cache"):
    return sorted((bench.folder / folder / "klpvet").glob("*"))


def run(bench):
    wanted = bench.run(*CHECK).stdout
    test_damaged(bench, wanted)
    test_unusable_folder(bench, wanted)
    test_full_disk(bench)
    test_relative_folder(bench)
    test_index_file(bench, wanted)


def test_relative_folder(bench):
    """The XDG base directory specification has relative paths ignored."""
    bench.path("home").mkdir()
    bench.run(*CHECK, environment={"XDG_CACHE_HOME": "relative", "HOME": str(bench.path("home"))})
    bench.results.ok(kept(bench, "home/.cache") and not bench.path("relative").exists(),
                     "a relative XDG_CACHE_HOME is ignored")


def test_damaged(bench, wanted):
    indexes = kept(bench)
    bench.results.ok(indexes and all(path.suffix == ".kvx" for path in indexes),
                     "indexes are kept, and nothing else", indexes)
    vmlinux = max(indexes, key=lambda path: path.stat().st_size)
    content = vmlinux.read_bytes()
    middle = len(content) // 2
    damages = {
        "empty": b"",
        "cut": content[:middle],
        "one byte short": content[:-1],
        "one byte long": content + b"\0",
        "one byte changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1:],
        "of another version": content[:8] + bytes([content[8] ^ 0xff]) + content[9:],
        "noise": bytes(range(256)) * 64,
    }
    for name, damaged in damages.items():
        vmlinux.write_bytes(damaged)
        result = bench.run(*CHECK)
        bench.results.ok(result.stdout == wanted and not result.stderr,
                         f"a kept index that is {name} does not matter",
                         result.stderr.decode("utf-8", "replace"))
        bench.results.ok(vmlinux.read_bytes() == content, f"it is built again: {name}")

    vmlinux.unlink()
    os.mkfifo(vmlinux)
    bench.results.ok(bench.run(*CHECK).stdout == wanted, "a pipe in place of a kept index")
    bench.results.ok(vmlinux.is_file() and vmlinux.read_bytes() == content,
                     "it is built again: a pipe")


def test_unusable_folder(bench, wanted):
    bench.write("file", b"")
    for name, folder in (("is a file", bench.path("file")), ("cannot be made", "/proc/none")):
        result = bench.expect(f"the cache folder {name}", CHECK, 1,
                              ["about the kernel's data: the index .* is not kept", "inline-copies"],
                              environment={"XDG_CACHE_HOME": str(folder)})
        lines = [line for line in result.stdout.splitlines(keepends=True)
                 if not line.startswith(b"  about the kernel's data: the index of")]
        bench.results.equal(b"".join(lines), wanted, f"the report is the same: {name}")


def limit_files():
    """What a full disk does, without one: writes fail behind the first 1000 bytes of a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def test_full_disk(bench):
    full = {"preexec_fn": limit_files, "restore_signals": False}
    bench.expect("a full disk below the cache", CHECK, 1, "the index .* is not kept",
                 environment={"XDG_CACHE_HOME": str(bench.path("full"))}, **full)
    bench.results.equal(kept(bench, "full"), [], "nothing is left of the index")
    before = sorted(bench.folder.iterdir())
    bench.expect("index on a full disk", ["index", "--kernel", "kernels/default", "-o", "x.kvx"], 3,
                 [], "x.kvx: .*File too large", **full)
    bench.results.equal(sorted(bench.folder.iterdir()), before, "nothing is left of the file")


def test_index_file(bench, wanted):
    bench.expect("index to a file", ["index", "--kernel", "kernels/default", "-o", "mini.kvx"], 0,
                 ["file +mini.kvx", r"size +\d+ bytes", r"symbols +\d\d+",
                  r"ftrace locations +\d\d+", "debug information +yes", r"inlined copies +\d\d+"])
    bench.expect("index again", ["index", "--kernel", "kernels/default", "-o", "again.kvx"], 0,
                 "again.kvx")
    bench.results.ok(bench.path("mini.kvx").read_bytes() == bench.path("again.kvx").read_bytes(),
                     "two indexes of one kernel are the same")
    bench.expect("an index as kernel", ["check", "--kernel", "mini.kvx", "--modules",
                                        "kernels/default", "broken.ko"], 1, "inline-copies")
    bench.expect("index of an index", ["index", "--kernel", "mini.kvx"], 2, [], "already")
    content = bench.path("mini.kvx").read_bytes()
    bench.write("bad.kvx", content[:-100] + bytes(100))
    bench.expect("a damaged index as kernel", ["check", "--kernel", "bad.kvx", "good.ko"], 3, [],
                 "bad.kvx")
    bench.expect("index in the cache", ["index", "--kernel", "kernels/default"], 0,
                 r"file +.*/cache/klpvet/[0-9a-f]+\.kvx")
    bench.expect("index into a cache that cannot be made",
                 ["index", "--kernel", "kernels/default", "--cache", "/proc/none"], 3, [],
                 "not kept")
