#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The rules of the house, checked on the sources: who may include whom, who may call libelf and
libdw, how long a file may get, and what counts in the version of an index. docs/architecture.md
explains them.

usage: architecture.py SOURCE_ROOT
"""

import os
import pathlib
import re
import runpy
import shutil
import sys
import tempfile

# A part may include itself and what stands here.
MAY_INCLUDE = {
    "base": set(),
    "elf": {"base"},
    "machine": {"elf", "base"},
    "code": {"machine", "base"},
    "dwarf": {"machine", "elf", "base"},
    "index": {"base"},
    "indexer": {"index", "dwarf", "code", "machine", "elf", "base"},
    "kernel": {"indexer", "index", "code", "machine", "elf", "base"},
    "source": {"base"},
    "livepatch": {"kernel", "index", "source", "dwarf", "code", "machine", "elf", "base"},
    "image": {"livepatch", "kernel", "index", "code", "machine", "base", "engine", "behaviour"},
    "behaviour": {"image", "livepatch", "kernel", "index", "source", "code", "base", "engine"},
    "engine": {"machine", "image", "behaviour", "livepatch", "kernel", "index", "source", "code", "elf",
               "base"},
    "advice": {"engine", "image", "livepatch", "kernel", "index", "base"},
    "report": {"advice", "engine", "image", "livepatch", "kernel", "index", "code", "elf", "base"},
    "cli": {"indexer", "report", "advice", "engine", "image", "livepatch", "kernel", "index", "source",
            "code", "elf", "base"},
}

# What a rule sees.
RULE_INCLUDES = {"engine/rule.h"}

# Libraries that only some places may use, by the name of their headers.
LIBRARIES = [
    (r"^(libelf|gelf)\.h$", r"^analyzer/(elf/|dwarf/)"),
    (r"^(elfutils/|dwarf\.h$)", r"^analyzer/dwarf/"),
    (r"^Zydis/", r"^analyzer/code/decode"),
    (r"^bpf/", r"^analyzer/(indexer|dwarf)/"),
    (r"^jansson\.h$", r"^analyzer/(report/|source/compile_commands)"),
    (r"^clang-c/", r"^analyzer/source/clang/"),
    (r"^(zlib|lzma|zstd)\.h$", r"^analyzer/base/"),
]

# Lines. Tests may be longer: they are lists of cases.
LONGEST_FILE = {"analyzer": 600, "rules": 600, "tools": 600, "tests": 800}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]', re.MULTILINE)


def sources(root, *folders):
    for folder in folders:
        for where, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith((".c", ".h", ".py")):
                    path = os.path.join(where, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, root), file.read()


def includes(text):
    """[(is a system header, name)]"""
    return [(kind == "<", name) for kind, name in INCLUDE.findall(text)]


def wrong_direction(root):
    for path, text in sources(root, "analyzer"):
        part = path.split("/")[1]
        if part not in MAY_INCLUDE:
            yield f"{path}: '{part}' is no part of the house"
            continue
        for system, name in includes(text):
            other = name.split("/")[0]
            if not system and other != part and other not in MAY_INCLUDE[part]:
                yield f"{path}: {part}/ may not include {name}"


def wrong_rules(root):
    for path, text in sources(root, "rules"):
        if path.endswith(".c"):
            for system, name in includes(text):
                if not system and name not in RULE_INCLUDES:
                    yield f"{path}: a rule may not include {name}"
                if system and ("elf" in name or "/" in name or name == "stdio.h"):
                    yield f"{path}: a rule reads and prints nothing itself: <{name}>"


def wrong_libraries(root):
    for path, text in sources(root, "analyzer", "rules"):
        for system, name in includes(text):
            for header, place in LIBRARIES:
                if system and re.match(header, name) and not re.match(place, path):
                    yield f"{path}: <{name}> is not used here"


def too_long(root):
    for folder, longest in LONGEST_FILE.items():
        for path, text in sources(root, folder):
            if text.count("\n") > longest:
                yield f"{path}: more than {longest} lines"


def first_file(folder):
    """A file of the folder @folder that is compiled."""
    return min(os.path.join(where, name) for where, _, names in os.walk(folder)
               for name in names if name.endswith((".c", ".h", ".yaml")))


def moves(version, path):
    """Whether a change of the file @path moves what @version() says."""
    before = version()
    with open(path, "r+b") as file:
        content = file.read()
        file.write(b"\n")
    moved = version() != before
    with open(path, "wb") as file:
        file.write(content)
    return moved


def wrong_version(root):
    """The version of an index is a digest of what decides its contents, and of nothing else."""
    program = runpy.run_path(os.path.join(root, "tools/index_version.py"))
    with tempfile.TemporaryDirectory() as copy:
        def version():
            return program["version"](pathlib.Path(copy))

        for folder in ("analyzer", "rules", "tools"):
            shutil.copytree(os.path.join(root, folder), os.path.join(copy, folder))
        below = MAY_INCLUDE["indexer"] | {"indexer"}
        deciding = [f"analyzer/{part}" for part in sorted(below)] + ["rules/patterns/index"]
        others = [f"analyzer/{part}" for part in sorted(MAY_INCLUDE.keys() - below)]
        others += [f"rules/{name}" for name in sorted(os.listdir(os.path.join(copy, "rules")))
                   if name != "patterns" and os.path.isdir(os.path.join(copy, "rules", name))]
        for folder in deciding:
            path = first_file(os.path.join(copy, folder))
            if not moves(version, path):
                yield f"{os.path.relpath(path, copy)}: a change leaves old indexes in use"
        others = [first_file(os.path.join(copy, folder)) for folder in others]
        patterns = os.path.join(copy, "rules/patterns")
        others += [os.path.join(patterns, name) for name in sorted(os.listdir(patterns))
                   if name.endswith(".yaml")]
        for path in others:
            if moves(version, path):
                yield f"{os.path.relpath(path, copy)}: a change throws every index away"


def self_test():
    """The scanner sees what it must see."""
    text = '#include <gelf.h>\n#include "cli/command.h"\n  # include "base/file.h"\n'
    return includes(text) == [(True, "gelf.h"), (False, "cli/command.h"), (False, "base/file.h")]


def main(root):
    found = len(list(sources(root, "analyzer")))
    checks = [
        ("the scanner reads includes", [] if self_test() and found > 20 else [f"{found} files"]),
        ("parts include in one direction only", list(wrong_direction(root))),
        ("rules include only engine/rule.h", list(wrong_rules(root))),
        ("libraries are used where they belong", list(wrong_libraries(root))),
        ("no file is too long", list(too_long(root))),
        ("the version of an index covers what decides its contents", list(wrong_version(root))),
    ]
    print(f"1..{len(checks)}")
    for number, (name, problems) in enumerate(checks, 1):
        print(f"{'not ok' if problems else 'ok'} {number} - {name}")
        for problem in problems:
            print(f"#   {problem}")
    return 1 if any(problems for _, problems in checks) else 0


sys.exit(main(sys.argv[1]))
