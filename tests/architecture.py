#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The rules of the house, checked on the sources: who may include whom, that no files call each other
in a circle, who may call libelf and libdw, how long a file may get, and what counts in the version of an index. docs/architecture.md
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
    "source": {"machine", "base"},
    "livepatch": {"kernel", "index", "source", "dwarf", "code", "machine", "elf", "base"},
    "image": {"kernel", "index", "code", "machine", "base"},
    # To go: what it takes of engine/ (reports, what is patched).
    "behaviour": {"engine", "image", "livepatch", "kernel", "index", "source", "code", "machine",
                  "base"},
    "engine": {"image", "livepatch", "kernel", "index", "source", "base"},
    "advice": {"engine", "image", "livepatch", "kernel", "index", "base"},
    "report": {"advice", "engine", "image", "kernel", "index", "base"},
    "cli": {"report", "advice", "engine", "livepatch", "indexer", "kernel", "index", "source", "elf",
            "base"},
}

# What a rule sees: this, and headers by topic of which it takes those that it uses.
RULE_HEADER = "engine/rule.h"
RULE_TOPICS = re.compile(
    r"^(image/\w+|behaviour/\w+|engine/(installed|function_set|reference|suppression|catalogue|ways)"
    r"|livepatch/model/\w+|source/facts|index/(code|patterns)|kernel/patterns|code/(flow|habit)"
    r"|machine/machine|base/(distance|signature))\.h$")

# The reader of C source is as recursive as the language: statements hold expressions, and those
# hold statements.
RECURSIVE = {
    "source/clang/escape.c", "source/clang/expression.c", "source/clang/list.c",
    "source/clang/loop.c", "source/clang/statement.c",
}

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

# Constants of <elf.h> that belong to one architecture, and where they may stand.
ARCHITECTURE_CONSTANT = re.compile(r"\b(?:EM|R_(?:X86_64|386|AARCH64|ARM|390|PPC64|RISCV|LARCH))_[A-Z0-9]\w*")
ARCHITECTURE_FOLDERS = ("analyzer/machine/", "analyzer/elf/")

# Lines. Tests may be longer: they are lists of cases.
LONGEST_FILE = {"analyzer": 600, "rules": 600, "tools": 600, "tests": 800}

COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
# A function with a name that other files may use: a definition begins its line, as does its body.
DEFINITION = re.compile(r"^(?!static\b|typedef\b)[A-Za-z][\w \t*]*?\b(kv_\w+)\([^;{}]*\)\n\{", re.MULTILINE)
NAME = re.compile(r"\bkv_\w+")
KIND = re.compile(r"\bKV_LIVEPATCH_(?:HAND_WRITTEN|KPATCH|KLP_BUILD|SOURCE|LISTED)\b")
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
        if not path.endswith(".c"):
            continue
        own = [name for system, name in includes(text) if not system]
        if RULE_HEADER not in own:
            yield f"{path}: a rule includes {RULE_HEADER}"
        for name in own:
            if name != RULE_HEADER and not RULE_TOPICS.match(name):
                yield f"{path}: a rule may not include {name}"
        for system, name in includes(text):
            if system and ("elf" in name or "/" in name or name == "stdio.h"):
                yield f"{path}: a rule reads and prints nothing itself: <{name}>"


def calls(files):
    """{file: {files that define a function it names}}, of the C files in {file: text}."""
    code = {path: COMMENT_OR_STRING.sub(" ", text) for path, text in files.items()}
    places = {}
    for path, text in code.items():
        for name in DEFINITION.findall(text):
            places.setdefault(name, set()).add(path)
    return {path: set().union(*(places.get(name, set()) - {path}
                                for name in set(NAME.findall(text)) if path not in places.get(name, ())))
            for path, text in code.items()}


def circles(graph):
    """The groups of files each of which leads to every other one."""
    def reached(start):
        found, queue = set(), [start]
        while queue:
            for other in graph[queue.pop()] - found:
                found.add(other)
                queue.append(other)
        return found

    leads_to = {path: reached(path) for path in graph}
    return {tuple(sorted(other for other in leads_to[path] if path in leads_to[other]))
            for path in graph if path in leads_to[path]}


def circles_of_files(root):
    files = {path[len("analyzer/"):]: text for path, text in sources(root, "analyzer")
             if path.endswith(".c")}
    for circle in sorted(circles(calls(files))):
        if not set(circle) <= RECURSIVE:
            yield f"call each other: {', '.join(circle)}"


def wrong_kinds(root):
    """What is to be done with an input follows from what it tells, not from what it is."""
    for path, text in sources(root, "analyzer", "rules"):
        if not path.startswith("analyzer/livepatch/"):
            for name in sorted(set(KIND.findall(COMMENT_OR_STRING.sub(" ", text)))):
                yield f"{path}: only readers name {name}; ask kv_livepatch_kind_tells()"


def wrong_libraries(root):
    for path, text in sources(root, "analyzer", "rules"):
        for system, name in includes(text):
            for header, place in LIBRARIES:
                if system and re.match(header, name) and not re.match(place, path):
                    yield f"{path}: <{name}> is not used here"


def constants_of_architectures(path, text):
    if not path.startswith(ARCHITECTURE_FOLDERS):
        for name in sorted(set(ARCHITECTURE_CONSTANT.findall(text))):
            yield f"{path}: {name} belongs in analyzer/machine/"


def wrong_constants(root):
    for path, text in sources(root, "analyzer", "rules"):
        yield from constants_of_architectures(path, text)


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
    """The scanners see what they must see."""
    constants = "if (machine == EM_X86_64 && type == R_390_64) /* EM_*, R_* */"
    if len(list(constants_of_architectures("analyzer/code/decode.c", constants))) != 2:
        return False
    if list(constants_of_architectures("analyzer/machine/s390x.c", constants)):
        return False
    text = '#include <gelf.h>\n#include "cli/command.h"\n  # include "base/file.h"\n'
    if includes(text) != [(True, "gelf.h"), (False, "cli/command.h"), (False, "base/file.h")]:
        return False
    files = {
        "a.c": "int *kv_a(int b,\n\t  int c)\n{\n\treturn kv_b(b);\n}\n",
        "b.c": "/* kv_d() */\nint kv_b(int b)\n{\n\tkv_each(kv_c);\n}\n",
        "c.c": "void kv_c(void)\n{\n\tkv_a(1, 2);\n}\n",
        "d.c": 'int kv_d(void)\n{\n\tkv_a(1, 2, "kv_d kv_c");\n}\n',
    }
    return circles(calls(files)) == {("a.c", "b.c", "c.c")}


def main(root):
    found = len(list(sources(root, "analyzer")))
    checks = [
        ("the scanners see what they must", [] if self_test() and found > 20 else [f"{found} files"]),
        ("parts include in one direction only", list(wrong_direction(root))),
        ("rules include engine/rule.h and headers by topic", list(wrong_rules(root))),
        ("no circles of files", list(circles_of_files(root))),
        ("only readers name a kind of input", list(wrong_kinds(root))),
        ("libraries are used where they belong", list(wrong_libraries(root))),
        ("constants of architectures are in machine/ and elf/", list(wrong_constants(root))),
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
