#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What convert.py makes of a module, as readelf shows it."""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "real")]

import convert  # noqa: E402
from support import tap  # noqa: E402

SOURCE = r"""
int first(int) __asm__("\".klp.sym.rela.one.one.first,0\"");
int second(int) __asm__("\".klp.sym.rela.two.vmlinux.second.part.1,3\"");
int plain(int);
int (*pointer)(int) = first;
int call(int value)
{
	return first(value) + second(value) + plain(value);
}
"""


def _readelf(option, path):
    return subprocess.run(["readelf", "-W", option, path], check=True, text=True,
                          stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}).stdout


def _relocations(path):
    """{section: names of the symbols}"""
    found, section = {}, None
    for line in _readelf("-r", path).splitlines():
        title = re.match(r"Relocation section '(.*)' at", line)
        section = title[1] if title else section
        entry = re.match(r"[0-9a-f]{16}  [0-9a-f]{16} \S+ +[0-9a-f]{16} (.*?)(?: [+-] .*)?$", line)
        if entry:
            found.setdefault(section, set()).add(entry[1])
    return found


def _check_converted(check, path):
    moved = _relocations(path)
    check.equal(moved.get(".klp.rela.one..text"), {".klp.sym.one.first,0"}, "calls of one")
    check.equal(moved.get(".klp.rela.one..data"), {".klp.sym.one.first,0"}, "a pointer to one")
    check.equal(moved.get(".klp.rela.two..text"), {".klp.sym.vmlinux.second.part.1,3"},
                "calls for two, of vmlinux")
    check.equal(moved.get(".rela.text"), {"plain"}, "an ordinary call stays")
    flags = dict(re.findall(r"(\.klp\.rela\.\S+) +RELA +\S+ +\S+ +\S+ +18 +(\S+)",
                            _readelf("-S", path)))
    check.equal(set(flags.values()), {"AIo"}, "sections are kept and marked")
    kinds = re.findall(r"GLOBAL DEFAULT +(.*?) \.klp\.sym\.", _readelf("-s", path))
    check.equal(kinds, ["OS [0xff20]"] * 2, "symbols have the section index SHN_LIVEPATCH")


def main(check):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/module.o"
        subprocess.run(["gcc", "-x", "c", "-O2", "-fno-pic", "-c", "-", "-o", path], check=True,
                       text=True, input=SOURCE)
        convert.convert_file(path)
        _check_converted(check, path)
        with open(path, "rb") as file:
            content = file.read()
        check.ok(convert.convert(content) == content, "a second time changes nothing")
        for length in (0, 20, 63, 100, len(content) // 2):
            try:
                convert.convert(content[:length])
            except convert.ConvertError:
                continue
            check.ok(False, f"the first {length} bytes are refused")
        check.ok(True, "parts of a file are refused")


tap.run(main)
