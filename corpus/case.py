#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the livepatch module of one case: what its comment asks for, from one C file.

case.py --kernels DIR --output FILE.ko CASE.c
"""

import argparse
import collections
import gzip
import lzma
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(CORPUS / "kernel"))
import build as kernel_build  # noqa: E402
sys.path.append(str(CORPUS.parent / "tests" / "oracle"))
import convert  # noqa: E402

TAGS = ("expect", "shows", "not-checked", "kernel", "build", "options", "vermagic", "modversions",
        "checksum", "address", "csv", "suppressed",
        "loading", "previous")
# Tags that a case may give once only.
SINGLE = ("kernel", "build", "vermagic", "modversions", "checksum", "loading")

Case = collections.namedtuple("Case", "path kernel steps expect shows not_checked options flags "
                              "csv suppressed loading previous")


class CaseError(Exception):
    """A case that is not well-formed, or does not compile."""


def tags_of(path):
    """The tags of the first block comment, in order: {tag: [text]}."""
    block = re.search(r"/\*(.*?)\*/", path.read_text(), re.S)
    tags = {tag: [] for tag in TAGS}
    for line in block[1].splitlines() if block else []:
        found = re.match(r" \* ([a-z-]+):(?: (.*))?$", line)
        if not found:
            continue
        if found[1] not in tags:
            raise CaseError("%s: unknown tag '%s'" % (path, found[1]))
        tags[found[1]].append(found[2] or "")
    if not tags["expect"]:
        raise CaseError("%s: no 'expect:' line; a good case says 'expect: nothing'" % path)
    for tag in SINGLE:
        if len(tags[tag]) > 1:
            raise CaseError("%s: more than one '%s:' line" % (path, tag))
    return tags


def address_flag(text, kernel_dir):
    """-DNAME=address for "NAME symbol [position]", from the kernel's System.map."""
    name, symbol, *position = text.split()
    addresses = [line.split()[0] for line in (kernel_dir / "System.map").read_text().splitlines()
                 if line.split()[2] == symbol]
    return "-D%s=0x%sul" % (name, addresses[int(position[0]) - 1 if position else 0])


def vermagic_of(text):
    """The vermagic of a "vermagic:" line: as it stands in quotes, or with the blank at its end."""
    return text[1:-1] if text.startswith('"') else text + " "


def expected(text):
    """(rule, object, function) of an "expect:" line; what is left out is None."""
    fields = (text.split(None, 2) + [None, None])[:3]
    if fields[2] and fields[2].startswith("@"):
        # A name given by its length, too long for a comment.
        fields[2] = int(fields[2][1:])
    return tuple(fields)


def read_case(path, kernels):
    tags = tags_of(path)
    variant = (tags["kernel"] or ["default"])[0]
    kernel_dir = kernels / variant
    flags = [address_flag(text, kernel_dir) for text in tags["address"]]
    if tags["modversions"] != ["no"]:
        flags.append("-DMODVERSIONS")
    flags += ["-DLAYOUT_CHECKSUM=" + text for text in tags["checksum"]]
    vermagic = (vermagic_of(tags["vermagic"][0]) if tags["vermagic"]
                else kernel_build.VERMAGIC)
    flags.append('-DVERMAGIC="%s"' % vermagic)
    expect = {expected(text) for text in tags["expect"] if text != "nothing"}
    if path.name.startswith(("bad-", "good-")) and path.name.startswith("bad-") != bool(expect):
        raise CaseError("%s: a bad case expects something, a good one nothing" % path)
    options = [word.format(here=path.parent, kernel=kernel_dir)
               for word in " ".join(tags["options"]).split()]
    return Case(path, kernel_dir, (tags["build"] or [""])[0].split(), expect,
                set(" ".join(tags["shows"]).split()),
                set(" ".join(tags["not-checked"]).split()), options, flags, tags["csv"],
                {expected(text) for text in tags["suppressed"]}, tags["loading"],
                [path.parent / (name + ".c") for name in " ".join(tags["previous"]).split()])


def name_of(path):
    """"symbol/absent/bad-typo" for a case of this repository."""
    return str(path.relative_to(CORPUS).with_suffix(""))


def module_name(path):
    """Module files are named like the folders and the case, so that no two are equal."""
    return name_of(path).replace("/", "_").replace("-", "_")


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        raise CaseError("%s\n%s" % (" ".join(map(str, command)), result.stdout))


def zstd_stored(data):
    """A zstd frame of @data in stored blocks (RFC 8878): window of 1 MiB, no checksum."""
    frame, most = [struct.pack("<IBB", 0xfd2fb528, 0, 10 << 3)], 128 << 10
    for begin in range(0, len(data), most):
        block = data[begin:begin + most]
        last = begin + most >= len(data)
        frame += [struct.pack("<I", len(block) << 3 | last)[:3], block]
    return b"".join(frame)


def signed(data):
    """@data with the appendix of a signed module; what the signature says is not looked at."""
    signature = b"\x30" * 400
    trailer = struct.pack(">BBBBBxxxI", 0, 0, 2, 0, 0, len(signature))
    return data + signature + trailer + b"~Module signature appended~\n"


COMPRESSIONS = {
    "gz": (".gz", lambda data: gzip.compress(data, mtime=0)),
    "xz": (".xz", lambda data: lzma.compress(data, check=lzma.CHECK_CRC32)),
    "zstd": (".zst", zstd_stored),
}


# What a tree's own headers declare for the tables that its resolver reads, and for relocations.
TREE_HEADER = """\
struct klp_kallsyms_reloc {
	const char *symname;
	void *addr;
	const char *objname;
	unsigned long sympos;
};
#define KLP_RELOC_SYMBOL(target, object, symbol) \\
	__attribute__((alias(".klp.sym." #target "." #object "." #symbol)))
"""


def build_tree(case, output):
    """A folder as livepatch trees have them, with the case as its only livepatch; returns it."""
    tree = output / module_name(case.path)
    tree.mkdir(exist_ok=True)
    (tree / "patched_funcs.csv").write_text("".join(line + "\n" for line in case.csv))
    (tree / "livepatch_main.c").write_text(
        'static struct klp_patch patch = { .mod = THIS_MODULE, %s};\n'
        % (".replace = true, " if case.loading == ["cumulative"] else "") +
        'MODULE_LICENSE("GPL");\nMODULE_INFO(livepatch, "Y");\n')
    (tree / "livepatch.h").write_text(TREE_HEADER)
    shutil.copy(case.path, tree / "livepatch.c")
    return tree


def build_module(case, output, cc, name=None):
    """Compiles the case to a module and treats it as its "build:" line says; returns the file.

    A case with "csv:" lines is not compiled: what is checked is a folder."""
    if case.csv:
        return build_tree(case, output)
    if case.steps == ["source"]:
        return case.path
    modname = name or module_name(case.path)
    module = output / (modname + ".ko")
    if case.steps == ["source"]:
        source = output / (modname + ".c")
        source.write_bytes(case.path.read_bytes())
        return source
    flags = [*case.flags, "-DMODULE", '-DKBUILD_MODNAME="%s"' % modname]
    if re.search(r"\b(module_exit|\w*module)\(", case.path.read_text()):
        flags.append("-DMODULE_HAS_EXIT")
    if "data-sections" in case.steps:
        flags.append("-fdata-sections")
    run([cc, *kernel_build.FLAGS, *kernel_build.TRACED, "-fcf-protection=none", "-D__KERNEL__",
         "-DKBUILD_MODNAME_RAW=" + modname, *flags, "-I", str(CORPUS / "include"), "-include",
         str(CORPUS / "include" / "modpost.h"), "-c", str(case.path), "-o", str(module)])
    convert.convert_file(module)
    for step in case.steps:
        if step == "strip":
            run(["strip", "--strip-debug", str(module)])
        elif step == "sign":
            module.write_bytes(signed(module.read_bytes()))
        elif step in COMPRESSIONS:
            suffix, compress = COMPRESSIONS[step]
            packed = module.with_name(module.name + suffix)
            packed.write_bytes(compress(module.read_bytes()))
            module.unlink()
            module = packed
        elif step != "data-sections":
            raise CaseError("%s: unknown build step '%s'" % (case.path, step))
    return module


def build_previous(case, output, cc):
    """The options that say what is loaded before the case: modules in a folder of its own."""
    options = []
    folder = output / (module_name(case.path) + ".previous")
    for path in case.previous:
        folder.mkdir(exist_ok=True)
        previous = read_case(path, case.kernel.parent)
        options += ["--previous", str(build_module(previous, folder, cc))]
    return options


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernels", required=True, type=pathlib.Path,
                        help="folder with a folder per variant of the miniature kernel")
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("case", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klpvet-case-") as scratch:
        try:
            case = read_case(arguments.case.resolve(), arguments.kernels.resolve())
            module = build_module(case, pathlib.Path(scratch), arguments.cc,
                                  arguments.output.name.split(".")[0])
        except CaseError as error:
            sys.exit(str(error))
        shutil.copy(module, arguments.output)


if __name__ == "__main__":
    main()
