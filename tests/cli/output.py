# SPDX-License-Identifier: GPL-2.0-or-later
"""Where reports go, what they look like there, and what happens when they cannot go there."""

import json
import os
import pty
import re
import resource
import signal
import stat
import subprocess

import schema

CHECK = ("check", "--kernel", "kernels/default")
DOCS = schema.__file__.rsplit("/tests/", 1)[0] + "/docs/"


def check_schema(bench, name, document, file):
    with open(DOCS + file, encoding="utf-8") as source:
        definition = json.load(source)
    bench.results.ok(not (wrong := list(schema.problems(document, definition, definition))),
                     f"{name} follows {file}", wrong)


def test_json(bench):
    result = bench.expect("JSON", [*CHECK, "--kernel", "kernels/stripped", "--kernel", "9.9.9-none",
                                   "--format", "json", "broken.ko", "good.ko", "none.ko"], 2, [],
                          ["none.ko"])
    report = json.loads(result.stdout)
    check_schema(bench, "the report", report, "report.schema.json")
    bench.results.equal([(check["input"], check["complete"]) for check in report["checks"]],
                        [("broken.ko", True), ("broken.ko", False), ("good.ko", True),
                         ("good.ko", False)], "one check for each input and kernel")
    bench.results.equal(sorted({check["kernel"] for check in report["checks"]}),
                        ["6.1.0-klpvet-mini (kernels/default)",
                         "6.1.0-klpvet-mini (kernels/stripped)"],
                        "kernels of one release are told apart")
    bench.results.equal({(failure["input"], failure["kernel"]) for failure in report["failures"]},
                        {(None, "9.9.9-none"), ("none.ko", None)}, "failures are in the report")
    bench.results.ok(not any("\\u{a}" in failure["message"] for failure in report["failures"]),
                     "lines of messages stay lines")
    levels = [finding["level"] for finding in report["findings"]]
    bench.results.equal(report["summary"]["not_checked"] > 0, True, "what was not checked counts")
    bench.results.ok("error" in levels and all(finding["remedy"] for finding in report["findings"]),
                     "findings have remedies")
    # An error names the places it is about; a report does not depend on where it was made.
    report["failures"] = []
    bench.results.ok(str(bench.folder) not in json.dumps(report),
                     "no path of this machine in the report")

    answer = bench.run("func", "--kernel", "kernels/default", "--format", "json", "do_prlimit",
                       "type_show", "vsnprintf", "cmdline_proc_shwo", "parse_options")
    check_schema(bench, "the answer", json.loads(answer.stdout), "func.schema.json")


def test_same_again(bench):
    for style in ("text", "json"):
        reports = {bench.run(*CHECK, "--format", style, "broken.ko", "good.ko").stdout
                   for _ in range(3)}
        bench.results.equal(len(reports), 1, f"equal input gives equal bytes, {style}")


def test_files(bench):
    report = bench.path("report.json")
    report.write_text("old")
    bench.expect("a report to a file and one to standard output",
                 [*CHECK, "--format", "json:report.json", "--format", "text", "good.ko"], 0,
                 "nothing found")
    bench.results.ok("checks" in json.loads(report.read_text()), "the file holds the report")

    before = sorted(os.listdir(bench.folder))
    bench.expect("a report to a folder that is not there",
                 [*CHECK, "--format", "json:none/report.json", "--format", "text", "good.ko"], 3,
                 "nothing found", "none/report.json.*No such file")
    bench.expect("a report to a full disk",
                 [*CHECK, "--format", "json:report.json", "good.ko"], 3, [],
                 "report.json.*File too large", preexec_fn=limit_files, restore_signals=False)
    bench.results.ok("checks" in json.loads(report.read_text()), "the old report is still there")
    bench.results.equal(sorted(os.listdir(bench.folder)), before, "nothing is left of the new one")
    bench.expect("a report to a full device", [*CHECK, "--format", "json:/dev/full", "good.ko"], 3,
                 [], "/dev/full: .*No space left")
    bench.results.ok(stat.S_ISCHR(os.stat("/dev/full").st_mode), "the device is still one")


def limit_files():
    """What a full disk does, without one: writes fail behind the first 100 bytes of a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def test_streams(bench):
    with open("/dev/full", "wb") as full:
        for arguments in ([*CHECK, "good.ko"], ["rules"], ["--version"], ["func", "--help"],
                          ["func", "--kernel", "kernels/default", "do_prlimit"]):
            result = bench.run(*arguments, stdout=full)
            bench.expect(f"standard output is full, klpvet {arguments[0]}", arguments, 3, [],
                         "cannot write to standard output: No space left", result=result)
    for arguments in (["rules"], [*CHECK, "good.ko"]):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as closed:
            result = bench.run(*arguments, stdout=closed)
        bench.expect(f"nobody reads, klpvet {arguments[0]}", arguments, 0, result=result)


def on_terminal(bench, *arguments, **environment):
    """What klpvet writes when standard output is a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen([bench.klpvet, *arguments], cwd=bench.folder, stdout=slave,
                               stderr=subprocess.DEVNULL, env={**bench.environment, **environment})
    os.close(slave)
    text = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        text += piece
    process.wait()
    os.close(master)
    return text.replace(b"\r\n", b"\n")


def test_color(bench):
    arguments = [*CHECK, "broken.ko"]
    plain = bench.run(*arguments).stdout
    colored = bench.run(*arguments, "--color", "always").stdout
    bench.results.ok(b"\x1b" not in plain, "no colour into a pipe")
    bench.results.ok(b"\x1b[" in colored, "--color always")
    bench.results.equal(re.sub(rb"\x1b\[[0-9;]*m", b"", colored), plain,
                        "colour adds nothing but colour")
    bench.results.equal(bench.run(*arguments, "--format", "json", "--color", "always").stdout
                        .count(b"\x1b"), 0, "JSON has no colour")
    bench.results.equal(on_terminal(bench, *arguments), colored, "colour on a terminal")
    for name, options, environment in (("NO_COLOR", [], {"NO_COLOR": "1"}),
                                       ("TERM=dumb", [], {"TERM": "dumb"}),
                                       ("--color never", ["--color", "never"], {})):
        bench.results.equal(on_terminal(bench, *arguments, *options, **environment), plain,
                            f"no colour on a terminal with {name}")
    bench.results.equal(on_terminal(bench, *arguments, NO_COLOR=""), colored,
                        "an empty NO_COLOR says nothing")


def run(bench):
    test_json(bench)
    test_same_again(bench)
    test_files(bench)
    test_streams(bench)
    test_color(bench)
