# SPDX-License-Identifier: GPL-2.0-or-later
"""--previous: what was loaded before the livepatches that are checked."""

import json

from output import check_schema

CHECK = ("check", "--kernel", "kernels/default")
# A module of the demonstration for the other one; both patch functions of vmlinux.
AFTER = (*CHECK, "--previous", "good.ko")

SOURCE = b"""\
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int fixed(struct seq_file *m, void *v)
{
	return 0;
}

static struct klp_func funcs[] = { { .old_name = "version_proc_show", .new_func = fixed }, { } };
static struct klp_object objs[] = { { .funcs = funcs }, { } };
static struct klp_state states[] = { STATES };
static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objs, .states = states, REPLACE };

static int __init start(void)
{
	return klp_enable_patch(&patch);
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
"""


def source(bench, name, states, replace=b""):
    return bench.write(name, SOURCE.replace(b"STATES", states).replace(b"REPLACE", replace))


def report(bench, *arguments):
    result = bench.run(*arguments, "--format", "json")
    return json.loads(result.stdout)


def test_order(bench):
    """The order of the command line is that of loading; it holds for each kernel and each input."""
    first, last = (source(bench, name, b"{ }", b".replace = true")
                   for name in ("first.c", "last.c"))
    arguments = ("check", "--kdir", "none", "--kernel", "kernels/default", "--kernel", "kernels/ibt",
                 "--previous", first, "--previous", "good.ko", "--previous", last, "broken.ko",
                 "good.ko")
    document = report(bench, *arguments)
    check_schema(bench, "a report with --previous", document, "report.schema.json")
    checks = document["checks"]
    expected = [{"input": first, "livepatch": "first", "active": False, "loaded": True},
                {"input": "good.ko", "livepatch": "good", "active": False, "loaded": True},
                {"input": last, "livepatch": "last", "active": True, "loaded": True}]
    bench.results.equal([check["previous"] for check in checks], [expected] * 4,
                        "what was loaded before, for every input and kernel")
    bench.expect("the text says it too", arguments, 1,
                 [r"\n  loaded after: first \(replaced\), good \(replaced\), last\n"])


def test_without(bench):
    """Rules about what was loaded before are no part of the count without it, and miss nothing."""
    without, after = report(bench, *CHECK, "good.ko"), report(bench, *AFTER, "broken.ko")
    bench.results.equal(without["checks"][0]["previous"], [], "nothing was loaded before")
    bench.results.equal(without["not_checked"], [], "and that is complete")
    found = report(bench, *CHECK, "broken.ko")
    bench.results.ok(after["checks"][0]["rules_checked"] > found["checks"][0]["rules_checked"],
                     "more rules apply with --previous")


def test_name(bench):
    bench.expect("a name that is taken", [*AFTER, "good.ko"], 1,
                 ["insmod will fail, EEXIST, without a message", r"\[previous-same-name\]"])
    # Of source, the name of the module is only a guess.
    path = source(bench, "good.c", b"{ }")
    bench.expect("a name that may be taken",
                 [*CHECK, "--kdir", "none", "--previous", path, "good.ko"], 0,
                 ["previous-same-name", "does not tell what its module is called"])


def test_states(bench):
    owner = source(bench, "owner.c", b"{ .id = 5, .version = 2 }, { }")
    check = (*CHECK, "--kdir", "none", "--previous", owner)
    for name, states, replace, status in (
            ("same", b"{ .id = 5, .version = 2 }, { }", b"", 0),
            ("older", b"{ .id = 5, .version = 1 }, { }", b"", 1),
            ("lacking", b"{ .id = 6, .version = 2 }, { }", b".replace = true", 1),
            ("behind the end", b"{ }, { .id = 5, .version = 2 }", b".replace = true", 1),
            ("lacking, but not cumulative", b"{ .id = 6, .version = 2 }, { }", b"", 0)):
        bench.expect(f"a state: {name}", [*check, source(bench, "next.c", states, replace)], status,
                     [r"\[state-incompatible\]"] if status else ["will load"])
    forgets = source(bench, "forgets.c", b"{ }", b".replace = true")
    bench.expect("an order that the kernel would not have let happen",
                 [*check, "--previous", forgets, "good.ko"], 0,
                 ["state-incompatible\n    because: forgets does not take over the states of owner",
                  "order of loading"])
    for name, states in (("without an end", b"{ .id = 5, .version = 2 }"),
                         ("that is no constant", b"{ .id = (unsigned long)&objs, .version = 2 }, { }")):
        bench.expect(f"a state array {name}", [*check, source(bench, "next.c", states)], 0,
                     ["state-incompatible\n    because: the system states of next are not known"])


def test_unreadable(bench):
    bench.path("folder").mkdir()
    cut = bench.write("cut.ko", bench.path("good.ko").read_bytes()[:4000])
    for name, path, status, message in (
            ("that is missing", "none.ko", 2, "none.ko: .*No such file"),
            ("that is a directory", "folder", 2, "folder: .*directory"),
            ("that is no livepatch", bench.write("text.ko", b"#!/bin/sh\n"), 2,
             "text.ko: not an ELF file"),
            ("that is damaged", cut, 3, "cut.ko"),
            ("that does not compile", bench.write("wrong.c", SOURCE + b"}"), 3,
             "wrong.c: .*compile")):
        arguments = [*CHECK, "--kdir", "none", "--previous", path, "good.ko"]
        bench.expect(f"a --previous {name}", arguments, status, [], [message])
        document = report(bench, *arguments)
        bench.results.equal([failure["input"] for failure in document["failures"]], [path],
                            f"a --previous {name}: the report names it, once")
        bench.results.equal(document["checks"], [], "and nothing is said of the input")
    bench.expect("--previous without a file", [*CHECK, "good.ko", "--previous"], 2, [],
                 ["--previous"])


def run(bench):
    test_order(bench)
    test_without(bench)
    test_name(bench)
    test_states(bench)
    test_unreadable(bench)
