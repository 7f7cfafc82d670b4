#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what klpvet prints, word for word, with the files beside this one.

golden.py --klpvet FILE --kernels DIR [--cc CC] [--update] [FILE...]

<category>-<rule>.txt holds the reports of the rule's bad cases in corpus/, the others what the
commands of COMMANDS print. Without FILE all are compared. With --update the files are written anew:
read the difference before committing it, since nothing else says that the words are right. Output is
TAP.
"""

import argparse
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORPUS = ROOT / "corpus"
sys.dont_write_bytecode = True
sys.path[:0] = [str(CORPUS), str(HERE.parent / "real")]
from case import build_module, build_previous, read_case  # noqa: E402
from support import tap  # noqa: E402

DEMO = ["--kernel", "kernels/default", "broken.ko", "good.ko"]
# What is compared apart from the cases of rules: file -> arguments. The kernels are variants of the
# miniature kernel, the modules those of the demonstration.
COMMANDS = {
    "demo.txt": ["check", *DEMO],
    "demo.json": ["check", "--format", "json", *DEMO],
    "several-kernels.json": ["check", "--format", "json", "--kernel", "kernels/default",
                             "--kernel", "kernels/stripped", "--kernel", "kernels/nolivepatch",
                             "broken.ko"],
    "func.txt": ["func", "--kernel", "kernels/default", "do_prlimit", "type_show", "type_show,2",
                 "type_show,4", "vsnprintf", "proc_cmdline_init", "cmdline_proc_shwo",
                 "no_such_function"],
    "func.json": ["func", "--kernel", "kernels/default", "--format", "json", "do_prlimit",
                  "type_show,2", "vsnprintf", "cmdline_proc_shwo"],
    "func-module.txt": ["func", "--kernel", "kernels/default", "--object", "mini_gfx",
                        "mini_gfx_fill"],
    "func-ways.txt": ["func", "--kernel", "kernels/calls", "do_rt_tgsigqueueinfo", "frame_resize",
                      "set_user_sigmask", "collapse_huge_page", "khugepaged"],
    "func-without-dwarf.txt": ["func", "--kernel", "kernels/stripped", "do_prlimit"],
}


def without_totals(text):
    """@text of a report without what every new rule would change: how many there are, and which
    could not look for a reason that the report gives."""
    text = re.sub(r"^\d+ rules checked", "N rules checked", text, flags=re.MULTILINE)
    return re.sub(r"^  [a-z, -]+?(?: and \d+ more)?( on .*)?\n    because:",
                  r"  RULES\1\n    because:", text, flags=re.MULTILINE)


def without_totals_json(text):
    """The same of JSON: of the rules that could not look for one reason, one is left."""
    document = json.loads(text)
    if written(document) != text:
        return text
    for check in document.get("checks", []):
        check["rules_checked"] = "N"
    if "not_checked" in document:
        for missing in document["not_checked"]:
            missing["rule"] = "RULE"
        document["not_checked"] = [json.loads(entry) for entry in dict.fromkeys(
            json.dumps(missing) for missing in document["not_checked"])]
        document["summary"]["not_checked"] = "N"
    return written(document)


def written(document):
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class Runner:
    """Runs klpvet in a folder of its own, where every path can be a relative one."""

    def __init__(self, arguments, folder):
        self.klpvet, self.kernels, self.cc = arguments.klpvet, arguments.kernels, arguments.cc
        self.folder, self.files = folder, arguments.files
        (folder / "kernels").symlink_to(self.kernels)
        (folder / "corpus").symlink_to(CORPUS)
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "CI": ""}

    def wants(self, file):
        return not self.files or file in self.files

    def plain(self, text):
        """Without what differs from machine to machine."""
        for path, name in ((self.folder / "kernels", "kernels"), (self.kernels, "kernels"),
                           (self.folder, "."), (CORPUS, "corpus")):
            text = text.replace(str(path), name)
        return text

    def run(self, arguments):
        result = subprocess.run([self.klpvet, *map(str, arguments)], cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env=self.environment)
        return self.plain(result.stdout), result.returncode

    def transcript(self, arguments):
        output, status = self.run(arguments)
        command = self.plain(" ".join(map(str, arguments)))
        return f"$ klpvet {command}\n{without_totals(output)}exit status {status}\n"

    def build(self, path, name):
        return build_module(read_case(path, self.kernels), self.folder, self.cc, name)

    def short(self, path):
        """As seen from the folder: how long a path is decides about the columns of a report."""
        if path.parent == self.folder:
            return path.name
        return pathlib.Path("corpus") / path.relative_to(CORPUS)

    def check_case(self, path):
        case = read_case(path, self.kernels)
        module = build_module(case, self.folder, self.cc)
        return self.transcript(["check", "--kernel", "kernels/" + case.kernel.name, *case.options,
                                *build_previous(case, self.folder, self.cc),
                                self.short(module)])


def expectations(runner):
    """Yields (file, what klpvet prints)."""
    for name in ("broken", "good"):
        runner.build(CORPUS / "demo" / (name + ".c"), name)
    for file, arguments in COMMANDS.items():
        if not runner.wants(file):
            continue
        if file.endswith(".json"):
            yield file, without_totals_json(runner.run(arguments)[0])
        else:
            yield file, runner.transcript(arguments)
    incidents = CORPUS / "incident" / "cumulative"
    if runner.wants("cumulative.txt"):
        yield "cumulative.txt", "\n".join(runner.check_case(incidents / name)
                                          for name in ("good-module.c", "good-tree.c"))
    for rule in sorted({path.parent for path in CORPUS.glob("*/*/bad-*.c")}):
        file = f"{rule.parent.name}-{rule.name}.txt"
        if runner.wants(file):
            cases = sorted(rule.glob("bad-*.c"))
            yield file, "\n".join(runner.check_case(path) for path in cases)


def compare(results, file, output):
    path = HERE / file
    wanted = path.read_text() if path.exists() else ""
    lines = difflib.unified_diff(wanted.splitlines(), output.splitlines(), "expected", "printed",
                                 lineterm="", n=1)
    results.ok(output == wanted, file, list(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--klpvet", required=True, type=os.path.abspath)
    parser.add_argument("--kernels", required=True, type=pathlib.Path)
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*", metavar="FILE", help="names of golden files")
    arguments = parser.parse_args()
    arguments.kernels = arguments.kernels.resolve()

    def body(results):
        with tempfile.TemporaryDirectory(prefix="klpvet-golden-") as folder:
            runner = Runner(arguments, pathlib.Path(folder).resolve())
            files = set()
            for file, output in expectations(runner):
                files.add(file)
                if arguments.update:
                    (HERE / file).write_text(output)
                compare(results, file, output)
            present = {path.name for path in HERE.glob("*") if path.suffix in (".txt", ".json")}
            if not arguments.files:
                results.same(present, files, "no file without a test")

    tap.run(body)


if __name__ == "__main__":
    main()
