#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests klpvet as a user runs it: what it says, where it says it, and with which exit status.

cli.py --klpvet FILE --kernels DIR --modules DIR [PART...]

DIR of --kernels holds the variants of the miniature kernel, that of --modules the livepatches of
the demonstration. Without PART all parts are run. Output is TAP.
"""

import argparse
import os
import pathlib
import tempfile

import bench
import cache
import changes
import completion
import func
import hooks
import inputs
import kbuild
import output
import previous
import source
import status
import trees
import usage

PARTS = {part.__name__: part for part in (usage, inputs, status, output, cache, func, source,
                                                completion, previous, trees, kbuild, changes, hooks)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--klpvet", required=True, type=os.path.abspath)
    parser.add_argument("--kernels", required=True, type=pathlib.Path)
    parser.add_argument("--modules", required=True, type=pathlib.Path)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    arguments = parser.parse_args()
    arguments.kernels = arguments.kernels.resolve()

    def body(results):
        for name in arguments.parts or PARTS:
            with tempfile.TemporaryDirectory(prefix="klpvet-cli-") as folder:
                results.note(name)
                PARTS[name].run(bench.Bench(arguments, pathlib.Path(folder).resolve(), results))

    bench.tap.run(body)


if __name__ == "__main__":
    main()
