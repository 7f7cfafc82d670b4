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
import miniature  # noqa: E402
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
    return parser.parse_intermixed_args()


def _predict(kernel, folder, names, previous):
    """{livepatch's name: prediction.Check}, when the livepatches @previous are loaded."""
    modules = [f"{folder}/{name}.ko" for name in names]
    options = [word for name in previous for word in ("--previous", f"{folder}/{name}.ko")]
    _, report = target.klpvet_json("check", "--kernel", kernel.tree, "--modules", folder, *options,
                                   *modules)
    assert not report["failures"], report["failures"]
    return prediction.checks(report)


def _not_built(sources, series):
    """{name: why} of the corpus: which case shows the same defect, or why none does."""
    all_names = {source.name for source in cases.all_sources()}
    reasons = {}
    for source in sources:
        if cases.built([source], series):
            continue
        instead = source.lines.get("instead")
        if instead and instead not in all_names:
            raise cases.CaseError(f"{source.name}: there is no case {instead}")
        reason = source.lines["not-built"].split(" ", 1)[1]
        reasons[source.name] = reason + (f"; {instead} instead" if instead else "")
    return reasons


def _build(kernel, work, own, corpus):
    """({folder: names of the modules there}, {module's name: content, as the machine gets it})"""
    names = build.modules(kernel, f"{work}/modules", own)
    corpus_names = miniature.modules(kernel, f"{work}/miniature", corpus)
    miniature.finish_all(kernel, f"{work}/miniature", f"{work}/corpus", corpus, corpus_names)
    folders = {f"{work}/modules": names, f"{work}/corpus": corpus_names}
    content = {}
    for folder, built in folders.items():
        content.update(build.for_loading(folder, f"{work}/loaded", built))
    return folders, content


def _previous(case, modules):
    """The livepatches that @case loads before its own, in order."""
    return tuple(name for name in case.before if build.is_livepatch(modules[name]))


def _predictions(kernel, folders, modules, case_list):
    """{case's name: Prediction}"""
    groups, predicted = {}, {}
    for case in case_list:
        folder = next(folder for folder, built in folders.items() if case.module in built)
        groups.setdefault((folder, _previous(case, modules)), []).append(case)
    for (folder, previous), group in groups.items():
        checks = _predict(kernel, folder, sorted({case.module for case in group}), previous)
        predicted.update({case.name: checks[case.module].of(case) for case in group})
    return predicted


def _verdicts(kernel, image, work, modules, case_list):
    """{case's name: verdict}"""
    init, records = build.init(work), {}
    for processors in sorted({case.processors for case in case_list}):
        part = [case for case in case_list if case.processors == processors]
        records.update(machine.run(machine.Machine(image, init, modules, part,
                                                   f"{work}/machine-{processors}", processors)))
    aliases = verdict.Aliases(kernel.system_map)
    return {case.name: verdict.of(case, records[case.name], aliases) for case in case_list}


def main(check):
    options = _options()
    kernel = target.kernel(options.series)
    machine.qemu_or_skip()
    image = machine.image_or_skip(kernel)
    machine.end_with_us()
    if not cases.verdict_sources():
        check.note("no folder of kernel verdicts beside the checkout: only this project's cases")
    own, all_corpus = cases.sources(options.series), list(miniature.all_sources())
    corpus = cases.built(all_corpus, options.series)
    case_list = [case for case in cases.cases([*own, *corpus])
                 if not options.cases or case.name in options.cases]
    work = os.path.join(target.work_folder(), f"oracle-{kernel.release}")
    folders, modules = _build(kernel, work, own, corpus)
    predicted = _predictions(kernel, folders, modules, case_list)
    found = _verdicts(kernel, image, work, modules, case_list)

    agreement = Agreement(check)
    for case in case_list:
        agreement.add(case, predicted[case.name], found[case.name])
    agreement.show(f"What klpvet predicts and what {kernel.release} does")
    not_built = _not_built(all_corpus, options.series)
    for name, reason in not_built.items():
        check.note(f"{name}: not built: {reason}")
    if options.store:
        store.write(kernel, agreement.stored, not_built,
                    whole=not options.cases and cases.verdict_sources())
    store.check(check, kernel, agreement.stored)


tap.run(main)
