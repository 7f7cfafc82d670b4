# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders whose Kbuild or Makefile builds several livepatches from C."""

import json

from trees import CHECK, functions, make

SOURCE = """\
#include <linux/livepatch.h>
#include <linux/module.h>
%(more)s
static int replacement(%(parameters)s)
{
	return 0;
}

static struct klp_func funcs[] = {
	%(comment)s
	{ .old_name = "%(name)s", .new_func = replacement },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
"""
HELPER = "int helper(void)\n{\n\treturn 1;\n}\n"
PLAIN = "int plain(void)\n{\n\treturn 1;\n}\n"


def source(name, comment="", more="", parameters="struct seq_file *m, void *v"):
    return SOURCE % {"name": name, "comment": comment, "more": more, "parameters": parameters}


def check(bench, *arguments):
    result = bench.run(*CHECK, "--kdir", "none", "--format", "json", *arguments)
    return result, json.loads(result.stdout)


def listed(report):
    return [(each["input"], functions(each)) for each in report["checks"]]


def test_lists(bench):
    """Lists of objects in the forms that people write them in."""
    for number, makefile in enumerate((
            "obj-m += lp-one.o lp-two.o plain.o\nlp-two-objs := main.o helper.o\n",
            "obj-m += lp-one.o \\\n\tlp-two.o \\\n\tplain.o # all\nlp-two-y += main.o\n"
            "lp-two-y += helper.o\n",
            "ONE = lp-one\nTWO ?= lp-two\nobj-m := $(ONE).o\nobj-m += ${TWO}.o\n"
            "$(TWO)-objs = main.o $(MORE)\nMORE := helper.o\n",
            "ifneq ($(KERNELRELEASE),)\nobj-m := lp-one.o lp-two.o\n"
            "lp-two-m = main.o helper.o\nelse\nall:\n\t$(MAKE) obj-m=none.o\nendif\n",
            "obj-$(CONFIG_NEVER_HEARD_OF) += lp-one.o lp-two.o\r\n"
            "lp-two-objs := helper.o main.o\r\n",
    )):
        name = make(bench, f"kbuild{number}", {
            "sub/Kbuild" if number % 2 else "sub/Makefile": makefile,
            "sub/lp-one.c": source("cmdline_proc_show"),
            "sub/main.c": source("version_proc_show"), "sub/helper.c": HELPER,
            "sub/plain.c": PLAIN})
        result, report = check(bench, name)
        bench.results.equal((result.returncode, listed(report)), (0, [
            (f"{name}/sub/lp_one", [("vmlinux", "cmdline_proc_show")]),
            (f"{name}/sub/lp_two", [("vmlinux", "version_proc_show")])]),
            f"a list of objects, form {number}")
        bench.results.equal([each["livepatch"] for each in report["checks"]],
                            ["lp_one", "lp_two"], "their names as modules")


def test_findings(bench):
    limits = {"parameters": "void *task, unsigned int resource, void *new_limit, void *old_limit"}
    make(bench, "kbuild", {
        "Makefile": "obj-m := bad.o allowed.o\n",
        "bad.c": source("do_prlimit", **limits),
        "allowed.c": source("do_prlimit", "/* klpvet: allow(inline-copies) reason: only reads */",
                            **limits)})
    result, report = check(bench, "kbuild")
    bench.results.equal([(finding["input"], finding["rule"], finding["location"]["file"],
                          finding["location"]["line"], bool(finding["suppressed"]))
                         for finding in report["findings"]],
                        [("kbuild/allowed", "inline-copies", "kbuild/allowed.c", 11, True),
                         ("kbuild/bad", "inline-copies", "kbuild/bad.c", 11, False)],
                        "findings have the line of the entry in C")
    bench.results.equal(result.returncode, 1, "the one that is not allowed counts")


def test_files(bench):
    make(bench, "files", {
        "Kbuild": "obj-m := lp.o single.o\nlp-objs := main.o helper.o\n",
        "main.c": source("cmdline_proc_show"), "helper.c": HELPER,
        "single.c": source("version_proc_show")})
    _, report = check(bench, "files/helper.c", "files/main.c", "files/single.c")
    bench.results.equal([each["input"] for each in report["checks"]],
                        ["files/lp", "files/single.c"],
                        "a file of several stands for its livepatch, once")


def test_shared_header(bench):
    """Livepatches whose klp_patch and init function stand in a header that they share."""
    text = source("cmdline_proc_show")
    at = text.index("static struct klp_patch")
    make(bench, "shared", {
        "Kbuild": "obj-m := lp.o\n", "lp.c": text[:at] + '#include "tail.h"\n',
        "tail.h": text[at:]})
    result, report = check(bench, "shared")
    bench.results.equal((result.returncode, [each["livepatch"] for each in report["checks"]]),
                        (0, ["lp"]), "a header has the klp_patch")


def test_unknown(bench):
    make(bench, "generated", {
        "Makefile": "obj-m := lp.o\nlp-objs := main.o asm.o\n",
        "main.c": source("cmdline_proc_show")})
    _, report = check(bench, "generated")
    bench.results.ok(any("asm.o" in missing["reason"] for missing in report["not_checked"]),
                     "an object without C file is not checked", report["not_checked"])
    bench.write("option", b"CONFIG_LIVEPATCH=y\nCONFIG_SET=y\n# CONFIG_UNSET is not set\n")
    make(bench, "optional", {
        "Makefile": "obj-m := lp.o\nlp-y := main.o\nlp-$(CONFIG_UNSET) += broken.o\n"
                    "lp-$(CONFIG_SET) += helper.o\n",
        "main.c": source("cmdline_proc_show"), "helper.c": HELPER, "broken.c": "int x = ;\n"})
    result, report = check(bench, "--config", "option", "optional")
    bench.results.equal((result.returncode, report["not_checked"]), (0, []),
                        "a member that the configuration leaves out is not read")
    make(bench, "outside", {"Makefile": "obj-m := lp.o\nlp-objs := ../../secret.o main.o\n",
                            "main.c": source("cmdline_proc_show"), "secret.c": HELPER})
    _, report = check(bench, "outside")
    bench.results.ok(any("../../secret.o" in missing["reason"]
                         for missing in report["not_checked"]), "a member outside is not read")


def test_hostile(bench):
    loop = "A = $(B)\nB = $(A) $(A)\nobj-m := $(A) lp.o $(\n"
    bomb = "".join(f"V{n + 1} = $(V{n})$(V{n})$(V{n})$(V{n})\n" for n in range(40))
    for name, makefile in (("loop", loop), ("bomb", "V0 = x\n" + bomb + "obj-m := lp.o $(V40).o\n"),
                           ("zero", "obj-m := lp.o\n\0\0=\n"), ("long", "obj-m := lp.o " +
                                                                "\\\n" * 100000)):
        make(bench, name, {"Makefile": makefile, "lp.c": source("cmdline_proc_show")})
        result, report = check(bench, name)
        bench.results.equal((result.returncode, [each["input"] for each in report["checks"]]),
                            (0, [f"{name}/lp"]), f"a hostile makefile: {name}")


def run(bench):
    test_lists(bench)
    test_findings(bench)
    test_files(bench)
    test_shared_header(bench)
    test_unknown(bench)
    test_hostile(bench)
