#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Loads every livepatch into a real kernel and compares what klpvet predicted with what it did.

usage: test_oracle.py SERIES [--store] [CASE]...

SERIES is 6.1 or 6.12. --store keeps the verdicts in corpus/verdicts/. With names of cases only
these are run.
"""

import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "real")]

import build  # noqa: E402
import cases  # noqa: E402
import machine  # noqa: E402
import prediction  # noqa: E402
import store  # noqa: E402
import verdict  # noqa: E402
from agreement import Agreement  # noqa: E402
from support import tap, target  # noqa: E402


def _options():
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("series")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("cases", nargs="*")
    return parser.parse_args()


def _predict(kernel, folder, names):
    """{livepatch's name: prediction.Check}"""
    modules = [f"{folder}/{name}.ko" for name in names]
    _, report = target.klpvet_json("check", "--kernel", kernel.tree, "--modules", folder, *modules)
    assert not report["failures"], report["failures"]
    return prediction.checks(report)


def _ask(kernel, image, work, sources, case_list):
    """({case's name: Prediction}, {case's name: verdict})"""
    names = build.modules(kernel, f"{work}/modules", sources)
    modules = build.for_loading(f"{work}/modules", f"{work}/loaded", names)
    checks = _predict(kernel, f"{work}/modules", sorted({case.module for case in case_list}))
    virtual = machine.Machine(image, build.init(work), modules, case_list, f"{work}/machine")
    records = machine.run(virtual)
    aliases = verdict.Aliases(kernel.system_map)
    return ({case.name: checks[case.module].of(case) for case in case_list},
            {case.name: verdict.of(case, records[case.name], aliases) for case in case_list})


def main(check):
    options = _options()
    kernel = target.kernel(options.series)
    machine.qemu_or_skip()
    image = machine.image_or_skip(kernel)
    machine.end_with_us()
    if not cases.verdict_sources():
        check.note("no folder of kernel verdicts beside the checkout: only this project's cases")
    sources = cases.sources(options.series)
    case_list = [case for case in cases.cases(sources)
                 if not options.cases or case.name in options.cases]
    work = os.path.join(target.work_folder(), f"oracle-{kernel.release}")
    predicted, found = _ask(kernel, image, work, sources, case_list)

    agreement = Agreement(check)
    for case in case_list:
        agreement.add(case, predicted[case.name], found[case.name])
    agreement.show(f"What klpvet predicts and what {kernel.release} does")
    if options.store:
        store.write(kernel, agreement.stored,
                    whole=not options.cases and cases.verdict_sources())
    store.check(check, kernel, agreement.stored)


tap.run(main)
