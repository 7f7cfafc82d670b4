# SPDX-License-Identifier: GPL-2.0-or-later
"""Inputs that are damaged, of the wrong kind, or hostile."""

import gzip
import os
import shutil
import subprocess

CHECK = ("check", "--kernel", "kernels/default")
EM_386, EM_AARCH64 = 3, 183


def patched(content, offset, replacement):
    return content[:offset] + replacement + content[offset + len(replacement):]


def wrong_kinds(bench, broken):
    """(name, content, exit status, what stderr says)"""
    packed = gzip.compress(broken, mtime=0)
    return [
        ("empty.ko", b"", 2, "empty.ko: .*empty"),
        ("text.ko", b"#!/bin/sh\n", 2, "text.ko: not an ELF file"),
        ("magic.ko", b"\x7fELF", 3, "magic.ko"),
        ("class32.ko", patched(broken, 4, b"\x01"), 3, "class32.ko: not a 64-bit ELF file"),
        ("i386.ko", patched(broken, 18, EM_386.to_bytes(2, "little")), 3,
         "i386.ko: klpvet cannot read livepatch modules for"),
        ("cut.ko.gz", packed[:len(packed) // 2], 3, "cut.ko.gz"),
        ("noise.ko.gz", packed[:20] + os.urandom(200), 3, "noise.ko.gz"),
        ("twice.ko.gz", gzip.compress(gzip.compress(b"x")), 2, "twice.ko.gz"),
    ]


def test_wrong_kinds(bench):
    broken = bench.path("broken.ko").read_bytes()
    for name, content, status, message in wrong_kinds(bench, broken):
        bench.expect(f"input {name}", [*CHECK, bench.write(name, content)], status, [], [message])
    bench.expect("an input for another architecture",
                 [*CHECK, bench.write("arm.ko", patched(broken, 18,
                                                        EM_AARCH64.to_bytes(2, "little")))],
                 1, ["built for arm64, but this kernel is for x86-64", r"\[module-wrong-kernel\]"])
    bench.path("folder.ko").mkdir()
    bench.expect("a directory", [*CHECK, "folder.ko"], 2, [], ["folder.ko: .*directory"])
    bench.expect("a missing file", [*CHECK, "none.ko"], 2, [], ["none.ko: .*No such file"])
    os.mkfifo(bench.path("pipe.ko"))
    bench.expect("a pipe", [*CHECK, "pipe.ko"], 2, [], ["pipe.ko: not a regular file"])
    bench.expect("a module that is no livepatch",
                 [*CHECK, next(bench.kernels.glob("default/lib/modules/*/kernel/**/mini_net.ko"))],
                 2, [], ["no livepatch module"])
    bench.expect("a vmlinux", [*CHECK, "kernels/default/vmlinux"], 2, [],
                 ["no kernel module", "--kernel"])


def test_stripped(bench):
    strip = shutil.which("strip")
    for option, status, out, err in (("--strip-debug", 0, "nothing found", ()),
                                     ("--strip-all", 3, (), "no symbol table")):
        name = f"stripped{option}.ko"
        subprocess.run([strip, option, "-o", bench.path(name), bench.path("good.ko")], check=True)
        bench.expect(f"a module after strip {option}", [*CHECK, f"./{name}"], status, out, err)


def test_truncated(bench):
    """Wherever a file ends: an error with its name, never a crash and never a clean report."""
    content = bench.path("broken.ko").read_bytes()
    steps = 40
    wrong = []
    for step in range(steps):
        length = len(content) * step // steps
        name = bench.write(f"cut-{length}.ko", content[:length])
        result = bench.run(*CHECK, name)
        if result.returncode not in (2, 3) or name.encode() not in result.stderr:
            wrong.append(f"{length} bytes: exit status {result.returncode}, {result.stderr[:200]}")
    bench.results.ok(not wrong, f"a module cut at {steps} places", wrong)


def test_flipped(bench):
    """Single damaged bytes all over the file: whatever the report is, no crash and no hang."""
    content = bench.path("broken.ko").read_bytes()
    wrong = []
    count = 150
    for step in range(count):
        offset = len(content) * step // count
        name = bench.write("flipped.ko", patched(content, offset,
                                                 bytes([content[offset] ^ 0xff])))
        result = bench.run(*CHECK, "--format", "json", name)
        if result.returncode not in (0, 1, 2, 3):
            wrong.append(f"byte {offset}: exit status {result.returncode}, {result.stderr[:300]}")
    bench.results.ok(not wrong, f"a module with one of {count} bytes damaged", wrong)


def test_others_are_reported(bench):
    result = bench.expect("one bad input does not hide the others",
                          [*CHECK, "broken.ko", "text.ko", "good.ko"], 2,
                          ["broken.ko on", "good.ko on", "1 check failure"], ["text.ko"])
    text = result.stdout.decode()
    bench.results.ok(text.index("broken.ko on") < text.index("good.ko on"),
                     "inputs are reported in the order of the command line")


def test_hostile_names(bench):
    """Names from the module and the file system must not reach a terminal as they are."""
    content = bench.path("broken.ko").read_bytes()
    hostile = b"\x1b[31m\xff\x9b!"
    wanted = b"mini-gfx\0"
    assert wanted in content and len(hostile) == len(wanted) - 1
    name = b"\x1b]0;title\x07.ko"
    (bench.folder / os.fsdecode(name)).write_bytes(content.replace(wanted, hostile + b"\0"))
    for style in ("text", "json"):
        result = bench.run(*CHECK, "--format", style, os.fsdecode(name))
        try:
            text = result.stdout.decode("utf-8")
        except UnicodeDecodeError as error:
            text = f"\x1b not UTF-8: {error}"
        bench.results.ok(result.returncode == 1 and not set(text) & set("\x1b\x07\x9b")
                         and "\\u{1b}" in text.replace("\\\\", "\\"),
                         f"escape sequences in names, {style}", text[:1000])
    result = bench.run(*CHECK, "\x1b[2Jnone.ko")
    bench.results.ok(b"\x1b" not in result.stderr and b"\\u{1b}[2Jnone.ko" in result.stderr,
                     "escape sequences in messages", result.stderr.decode("utf-8", "replace"))


def run(bench):
    test_wrong_kinds(bench)
    test_stripped(bench)
    test_truncated(bench)
    test_flipped(bench)
    test_others_are_reported(bench)
    test_hostile_names(bench)
