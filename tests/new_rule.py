#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a new rule costs: adds one to a copy of the tree, as CONTRIBUTING.md says.

new_rule.py --source ROOT --build DIR --kernels DIR [--cc CC]

First the skeleton of tools/new_rule.py: it builds, and tests fail for what its author has to write
and for nothing else. Then the worked example of CONTRIBUTING.md, taken from its code blocks: all
tests pass. The objects of the build folder DIR are copied, so that little has to be compiled. Of the
cases and golden files of other rules those are run that a new rule could change: where a fact is
missing that it needs, and what shows all rules. Output is TAP.
"""

import argparse
import ast
import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "real"))
from support import tap  # noqa: E402

RULE = "trace-own"
PLACE = RULE.replace("-", "/", 1)
OWN = {f"rules/{PLACE}.c", f"rules/{PLACE}.md", "rules/meson.build"}
FOLDERS = ("analyzer", "corpus", "rules", "tests", "tools", "completions")
KLPVET = "analyzer/cli/klpvet"
UNIT = "tests/unit/rules/test_rules"  # what rules say of a livepatch that could not be read
# Golden files in which a new rule could show besides its own.
SHARED = ("demo.txt", "demo.json", "several-kernels.json", "object-misnamed.txt")


class Copy:
    """A copy of the tree with a build folder in which only little is to be compiled."""

    def __init__(self, arguments, folder):
        self.root, self.kernels, self.cc = folder, arguments.kernels, arguments.cc
        self.build = folder / "build"
        for name in FOLDERS:
            shutil.copytree(arguments.source / name, folder / name)
        for path in arguments.source.glob("*"):
            if path.is_file():
                shutil.copy2(path, folder)
        for name in ("analyzer", "rules", "tests/unit"):
            shutil.copytree(arguments.build / name, self.build / name, symlinks=True)
        for name in (".ninja_log", ".ninja_deps"):
            shutil.copy2(arguments.build / name, self.build)
        run(["meson", "setup", *setup_options(arguments.build), self.build, folder],
            cwd=arguments.source)
        # Otherwise ninja compares the new build.ninja with the time of the old one.
        run(["ninja", "-C", self.build, "-t", "restat", "build.ninja"])

    def compile(self, results, name):
        """Builds klpvet; says how much of it."""
        output = run(["ninja", "-C", self.build, KLPVET, UNIT])
        steps = len(re.findall(r"^\[\d+/\d+\]", output, re.MULTILINE))
        results.ok(f"{RULE.replace('-', '_')}" in output or f"{PLACE}.c" in output,
                   f"{name}: it is compiled", output)
        results.note(f"{steps} steps of building")

    def failures(self, program, *arguments):
        """The names of the tests of @program that fail."""
        output = subprocess.run([*program, *map(str, arguments)], cwd=self.root, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        if not re.search(r"^ok \d+ ", output, re.MULTILINE):
            raise RuntimeError(f"{program} says nothing:\n{output}")
        failed = set(re.findall(r"^not ok \d+ (?:- )?(.*)$", output, re.MULTILINE))
        return failed | ({"Bail out"} if "Bail out!" in output else set())

    def test(self, script, *arguments):
        return self.failures([sys.executable, f"tests/{script}"], *arguments)

    def all_failures(self):
        """(test, name) of what fails in the tests that a new rule concerns."""
        tools = ["--klpvet", self.build / KLPVET, "--kernels", self.kernels, "--cc", self.cc]
        cases = [path for path in sorted((self.root / "corpus").glob("*/*/*.c"))
                 if path.parent == self.root / "corpus" / PLACE
                 or re.search(r"^ \* not-checked: ", path.read_text(), re.MULTILINE)]
        found = {
            "rules": self.test("rules.py", self.root, RULE),
            "corpus": self.test("corpus.py", *tools, *cases),
            "golden": self.test("golden/golden.py", *tools, *SHARED, f"{RULE}.txt"),
            "unit": self.failures([str(self.build / UNIT), "--tap"], self.kernels),
        }
        return {(test, name) for test, names in found.items() for name in names}

    def files(self):
        """Every file of the tree with what it holds."""
        return {str(path.relative_to(self.root)): path.read_bytes()
                for name in FOLDERS for path in (self.root / name).rglob("*")
                if path.is_file() and "__pycache__" not in path.parts}


def run(command, cwd=None):
    """What @command prints; it must succeed."""
    result = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, cwd=cwd,
                            stderr=subprocess.STDOUT)
    if result.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}:\n{result.stdout}")
    return result.stdout


def setup_options(build):
    """The options with which the build folder was set up."""
    stored = configparser.ConfigParser(interpolation=None)
    stored.optionxform = str
    stored.read(build / "meson-private" / "cmd_line.txt")
    native = stored.get("properties", "native_file", fallback="[]")
    return [*(f"-D{name}={value}" for name, value in stored["options"].items()),
            *(f"--native-file={path}" for path in ast.literal_eval(native))]


def blocks(text):
    """(path or None, language, content) of the code blocks of the section "Adding a rule".

    The path is the last one in backquotes that the text in front of the block names, if it is new."""
    section = re.search(r"^## Adding a rule\n(.*?)^## Style\n", text, re.M | re.S)[1]
    end = 0
    for block in re.finditer(r"^```(\w*)\n(.*?)^```$", section, re.M | re.S):
        named = re.findall(r"`((?:rules|corpus)/[a-z/-]+\.(?:c|md))`", section[end:block.start()])
        yield (named[-1] if named else None), block[1], block[2]
        end = block.end()


def follow(copy, text, results):
    """Does what the worked example says; the skeleton is there already."""
    written, scripts = set(), []
    for path, language, content in blocks(text):
        if language == "sh":
            scripts.append(content)
        elif path and path not in written:
            written.add(path)
            (copy.root / path).write_text(content)
    results.equal(len(scripts), 2, "the worked example has the skeleton's command and another")
    results.same(written, {f"rules/{PLACE}.c", f"rules/{PLACE}.md",
                           f"corpus/{PLACE}/bad-enable.c", f"corpus/{PLACE}/good-elsewhere.c"},
                 "files of the worked example")
    run(["sh", "-e", "-c", scripts[1]], cwd=copy.root)


def needing_everything(copy):
    """Lets the skeleton need every fact: then it is not checked wherever one is missing."""
    page = copy.root / "rules" / f"{PLACE}.md"
    page.write_text(re.sub(r"^needs: .*$", "needs: symbols ftrace dwarf functions code",
                           page.read_text(), flags=re.MULTILINE))


def check_skeleton(copy, results):
    before = copy.files()
    run([sys.executable, "tools/new_rule.py", RULE], cwd=copy.root)
    after = copy.files()
    cases = {f"corpus/{PLACE}/{name}.c" for name in ("bad-one", "bad-two", "good-one", "good-two")}
    results.same({path for path in after if before.get(path) != after[path]}, OWN | cases,
                 "files that the skeleton touches")
    again = subprocess.run([sys.executable, "tools/new_rule.py", RULE], cwd=copy.root, text=True,
                           stderr=subprocess.PIPE)
    results.ok(again.returncode != 0 and f"{RULE} is the id of a rule" in again.stderr,
               "no rule is written over", again.stderr)
    for name in ("trace", "Trace-own", "trace-own2", "object-sentinel"):
        refused = subprocess.run([sys.executable, "tools/new_rule.py", name], cwd=copy.root,
                                 stderr=subprocess.PIPE)
        results.ok(refused.returncode != 0, f"{name} is refused as an id")
    results.equal(copy.files() == after, True, "and nothing is written then")
    needing_everything(copy)
    copy.compile(results, "the skeleton")
    results.same(copy.all_failures(), {
        ("rules", f"{PLACE}: written"),
        ("corpus", f"{PLACE}/bad-one"), ("corpus", f"{PLACE}/bad-two"),
        ("golden", f"{RULE}.txt"),
    }, "what the author of the skeleton has to do")


def check_example(copy, results):
    follow(copy, (copy.root / "CONTRIBUTING.md").read_text(), results)
    copy.compile(results, "the worked example")
    before = copy.files()
    run([sys.executable, "tests/golden/golden.py", "--klpvet", copy.build / KLPVET, "--kernels",
         copy.kernels, "--cc", copy.cc, "--update", f"{RULE}.txt"], cwd=copy.root)
    after = copy.files()
    results.same({path for path in after if before.get(path) != after[path]},
                 {f"tests/golden/{RULE}.txt"}, "golden files of the worked example")
    results.ok(b"klp_enable_patch is part of the livepatch code itself"
               in after[f"tests/golden/{RULE}.txt"], "its report")
    results.same(copy.all_failures(), set(), "tests of the worked example that fail")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("source", "build", "kernels"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    parser.add_argument("--cc", default="gcc")
    arguments = parser.parse_args()
    for name in ("source", "build", "kernels"):
        setattr(arguments, name, getattr(arguments, name).resolve())

    def body(results):
        with tempfile.TemporaryDirectory(prefix="klpvet-new-rule-") as folder:
            copy = Copy(arguments, pathlib.Path(folder).resolve())
            check_skeleton(copy, results)
            check_example(copy, results)

    tap.run(body)


if __name__ == "__main__":
    main()
