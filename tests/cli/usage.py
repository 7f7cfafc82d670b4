# SPDX-License-Identifier: GPL-2.0-or-later
"""Options, commands and their mistakes."""

import json

from output import check_schema

KERNEL = ("--kernel", "kernels/default")

# (what is tested, arguments, exit status, patterns on stdout, patterns on stderr)
CASES = [
    ("no command", [], 2, [], ["Usage: klpvet COMMAND", "check", "explain"]),
    ("--help", ["--help"], 0, ["Usage: klpvet COMMAND", "Exit status", "first of 4, 2, 1, 3"], []),
    ("--version", ["--version"], 0, [r"^klpvet \d+\.\d+\.\d+\n$"], []),
    ("-V", ["-V"], 0, [r"^klpvet \d+\.\d+\.\d+\n$"], []),
    ("help", ["help"], 0, ["Usage: klpvet COMMAND", "Exit status"], []),
    ("help about help", ["help", "help"], 0, ["Usage: klpvet COMMAND"], []),
    ("help about a command", ["help", "check"], 0,
     [r"klpvet check \[OPTION\.\.\.\] INPUT", "--fail-on"], []),
    ("help about an unknown command", ["help", "chekc"], 2, [],
     ["no command 'chekc'; do you mean check"]),
    ("help about two commands", ["help", "check", "func"], 2, [], ["'func' is too much"]),
    ("a misspelt command", ["chekc"], 2, [], ["no command 'chekc'; do you mean check"]),
    ("a command that is none", ["xyzzy"], 2, [], ["no command 'xyzzy'; see klpvet --help"]),
    ("a short word that is no command", ["ab"], 2, [], ["no command 'ab'; see klpvet --help"]),
    ("check --help", ["check", "--help"], 0,
     [r"klpvet check \[OPTION\.\.\.\] INPUT", "--kernel", "--fail-on", "--require-complete", "Exit status"], []),
    ("func --help", ["func", "--help"], 0, ["NAME", "--object", "Exit status"], []),
    ("index --help", ["index", "--help"], 0, ["--output", "Exit status"], []),
    ("rules --help", ["rules", "--help"], 0,
     ["Lists the rules", "exact follows", "likely is", "review is"], []),
    ("explain --help", ["explain", "--help"], 0, ["RULE"], []),
    ("an unknown option", ["check", "--kernle", "x", "good.ko"], 2, [],
     ["--kernle", "klpvet check --help"]),
    ("a name that looks like an option", ["check", *KERNEL, "--", "-none.ko"], 2, [],
     ["klpvet: -none.ko: cannot open"]),
    ("no input", ["check", *KERNEL], 2, [], ["no INPUT", "klpvet check --help"]),
    ("a format to come", ["check", "--format", "sarif", "good.ko"], 2, [],
     ["no format 'sarif'", "there are: text, json"]),
    ("a format without its file", ["check", "--format", "json:", "good.ko"], 2, [],
     ["no file after 'json:'"]),
    ("two formats on standard output", ["check", "--format", "json", "--format", "text", "good.ko"],
     2, [], ["only one format", "json:report.json"]),
    ("two formats in one file",
     ["check", "--format", "json:x", "--format", "text:./x", "good.ko"], 2, [],
     ["./x is given twice"]),
    ("a format in the file -", ["check", "--format", "json:-", "good.ko"], 2, [],
     ["standard output", r"\./-"]),
    ("two folders of modules", ["check", *KERNEL, "-m", "a", "--modules", "b", "good.ko"], 2, [],
     ["--modules is given twice, with 'a' and 'b'"]),
    ("two caches", ["func", *KERNEL, "--cache", "a", "--cache", "b", "f"], 2, [],
     ["--cache is given twice"]),
    ("two objects", ["func", *KERNEL, "-o", "a", "-o", "b", "f"], 2, [],
     ["--object is given twice"]),
    ("two indexes", ["index", *KERNEL, "-o", "a", "-o", "b"], 2, [], ["--output is given twice"]),
    ("an index on standard output", ["index", *KERNEL, "-o", "-"], 2, [], ["standard output"]),
    ("an unknown level", ["check", "--fail-on", "fatal", "good.ko"], 2, [],
     ["'fatal' is none of error, warning, note, never"]),
    ("an unknown colour", ["check", "--color", "green", "good.ko"], 2, [],
     ["'green' is none of auto, always, never"]),
    ("a kernel that is not there", ["check", "--kernel", "9.9.9-none", "good.ko"], 2, [],
     ["9.9.9-none", "linux-image-9.9.9-none-dbg", "bootstrap kernel 9.9.9-none"]),
    ("a version that is no release", ["check", "--kernel", "9.9", "good.ko"], 2, [],
     ["no vmlinux of kernel 9.9 ", "linux-image-RELEASE-dbg", "bootstrap kernel RELEASE"]),
    ("a kernel that is none", ["check", "--kernel", "good.ko", "good.ko"], 2, [], ["good.ko"]),
    ("a configuration for two kernels",
     ["check", *KERNEL, "--kernel", "kernels/ibt", "--config", "x", "good.ko"], 2, [],
     ["--config belongs to one kernel"]),
    ("a configuration that is not there", ["check", *KERNEL, "--config", "none", "good.ko"], 2, [],
     ["none"]),
    ("a kallsyms file that is none", ["check", *KERNEL, "--kallsyms", "good.ko", "good.ko"], 3, [],
     ["good.ko"]),
    ("modules that are not there", ["check", *KERNEL, "--modules", "none", "good.ko"], 2, [],
     ["none: no such directory"]),
    ("func without a name", ["func", *KERNEL], 2, [], ["no NAME", "klpvet func --help"]),
    ("func with an unknown format", ["func", *KERNEL, "--format", "xml", "f"], 2, [],
     ["no format 'xml'"]),
    ("func with position 0", ["func", *KERNEL, "type_show,0"], 2, [], ["number from 1 on"]),
    ("func with a word as position", ["func", *KERNEL, "type_show,two"], 2, [],
     ["'type_show,two'", "number from 1 on"]),
    ("func with an empty name", ["func", *KERNEL, ",1"], 2, [], ["no function name"]),
    ("func with a module that is not there", ["func", *KERNEL, "--object", "mini_none", "f"], 2, [],
     ["mini_none"]),
    ("rules in an unknown format", ["rules", "--format", "xml"], 2, [], ["no format 'xml'"]),
    ("rules takes no arguments", ["rules", "symbol-absent"], 2, [], ["symbol-absent", "explain"]),
    ("explain without a rule", ["explain"], 2, [], ["no RULE", "klpvet rules"]),
    ("explain", ["explain", "inline-copies"], 0,
     ["inline-copies: error, exact", "What the kernel does", "How to fix"], []),
    ("explain by an id of before", ["explain", "object-sentinel"], 0,
     [r"^object-sentinel is now called object-unterminated\.\nobject-unterminated: error"], []),
    ("explain by both ids", ["explain", "name-too-long", "name-length"], 0,
     [r"(?s)^name-too-long: .*\n\nname-length is now called name-too-long\.\nname-too-long: "], []),
    ("explain a slip of the pen in an id of before", ["explain", "object-sentinle"], 2, [],
     ["no rule 'object-sentinle'; do you mean object-unterminated\\?"]),
    ("explain a slip of the pen", ["explain", "inline-copeis"], 2, [],
     ["no rule 'inline-copeis'; do you mean inline-copies"]),
    ("explain the beginning of a name", ["explain", "inline-copy"], 2, [],
     ["do you mean inline-copies"]),
    ("explain a part of a name", ["explain", "unterminated"], 2, [], ["do you mean object-unterminated"]),
    ("explain something else", ["explain", "xyzzy"], 2, [], ["no rule 'xyzzy'; klpvet rules"]),
    ("explain goes on behind a mistake", ["explain", "xyzzy", "name-too-long"], 2, ["name-too-long"],
     ["xyzzy"]),
    ("index takes no arguments", ["index", "vmlinux"], 2, [], ["'vmlinux' is too much"]),
    ("index of two kernels to one file",
     ["index", *KERNEL, "--kernel", "kernels/ibt", "-o", "x.kvx"], 2, [],
     ["--output takes one kernel"]),
    ("index to a device", ["index", *KERNEL, "-o", "/dev/full"], 2, [], ["not a regular file"]),
    ("index to a folder that is not there", ["index", *KERNEL, "-o", "none/x.kvx"], 3, [],
     ["none/x.kvx"]),
]


def test_rules_json(bench, listed):
    """The two lists of rules say the same; @listed are the lines of the one for readers."""
    document = json.loads(bench.run("rules", "--format", "json").stdout)
    check_schema(bench, "the list of rules", document, "rules.schema.json")
    lines = []
    for rule in document["rules"]:
        formerly = f" (formerly {', '.join(rule['formerly'])})" if rule["formerly"] else ""
        lines.append([rule["id"], rule["level"], rule["confidence"], rule["title"] + formerly])
    bench.results.equal([line.split(maxsplit=3) for line in listed], lines,
                        "both lists of rules say the same")
    sentinel, = (rule for rule in document["rules"] if rule["id"] == "object-unterminated")
    bench.results.equal((sentinel["formerly"], sentinel["errno"], sentinel["needs"]),
                        (["object-sentinel"], None, []), "what a page says is in the list")


def run(bench):
    for name, arguments, status, out, err in CASES:
        bench.expect(name, arguments, status, out, err)
    heading, *listed = bench.run("rules").stdout.decode().split("\n")[:-1]
    bench.results.ok(heading.split() == ["RULE", "LEVEL", "SURE", "WHAT", "IT", "FINDS"],
                     "rules have a heading", [heading])
    bench.results.ok(len(listed) >= 20 and listed == sorted(listed), "rules are sorted", listed)
    test_rules_json(bench, listed)
    bench.results.ok(not bench.path("none").exists(), "no folder is made for an index")
