#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Loads every livepatch into a real kernel and compares what klpvet predicted with what it did.

usage: test_oracle.py SERIES [--store] [CASE]...

SERIES is 6.1 or 6.12. --store keeps the verdicts in corpus/verdicts/. With names of cases only
these are run.
"""

import argparse
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "real")]

import build  # noqa: E402
import cases  # noqa: E402
import machine  # noqa: E402
import miniature  # noqa: E402
import verdict  # noqa: E402
from support import tap, target  # noqa: E402

STORE = os.path.join(ROOT, "corpus", "verdicts")
# What two runs, and the stored verdict, must have in common.
STABLE = ("outcome", "errno", "functions", "sites")


def _options():
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("series")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("cases", nargs="*")
    return parser.parse_args()


def predict(kernel, folder, names):
    modules = [f"{folder}/{name}.ko" for name in names]
    if not modules:
        return {}
    _, report = target.klpvet_json("check", "--kernel", kernel.tree, "--modules", folder, *modules)
    assert not report["failures"], report["failures"]
    return verdict.predictions(report)


def _not_built(sources, series):
    """{name: why} of the corpus: which case shows the same defect, or why none does."""
    all_names = {source.name for source in cases.all_sources()}
    reasons = {}
    for source in sources:
        if source in cases.built([source], series):
            continue
        instead = source.lines.get("instead")
        if instead and instead not in all_names:
            raise cases.CaseError(f"{source.name}: there is no case {instead}")
        reason = source.lines["not-built"].split(" ", 1)[1]
        reasons[source.name] = reason + (f"; {instead} instead" if instead else "")
    return reasons


def _row(case, predicted, found):
    errno = f" {found['errno']}" if found["errno"] else ""
    outcome = found["outcome"] + errno
    if not case.apart and predicted == "unknown":
        remark = "apart (klpvet could not look the symbols up)"
    elif case.apart:
        remark = f"apart ({case.apart[0]}: {case.apart[1]})"
    else:
        remark = "agree" if predicted == found["outcome"] else "DIFFER"
    return f"{case.name:44} {predicted:15} {outcome:22} {remark}"


def _show_table(check, kernel, counts, rows):
    table = [f"{'case':44} {'klpvet predicts':15} {'the kernel':22}", *rows,
             f"{kernel.release}: {counts['agree']} agree, {counts['differ']} differ, "
             f"{counts['apart']} listed apart"]
    for line in table:
        check.note(line)
    path = os.path.join(target.work_folder(), f"agreement-{kernel.release}.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(table) + "\n")


def _check_case(check, case, prediction, found):
    predicted = prediction.outcome(case)
    detail = [f"klpvet:  {predicted} ({', '.join(prediction.findings) or 'no error'})",
              f"kernel:  {json.dumps(found)}"]
    if case.apart or predicted == "unknown":
        return "apart"
    agree = predicted == found["outcome"]
    check.ok(agree, f"{case.name}: klpvet predicts {predicted}, the kernel agrees", detail)
    return "agree" if agree else "differ"


def _check_stored(check, kernel, verdicts):
    path = f"{STORE}/{kernel.release}.json"
    if not os.path.exists(path):
        check.note(f"no stored verdicts of {kernel.release}")
        return
    with open(path, encoding="utf-8") as file:
        stored = json.load(file)["cases"]
    for name, found in verdicts.items():
        if name in stored:
            now, then = ({key: one[key] for key in STABLE} for one in (found, stored[name]))
            if now != then:
                check.ok(False, f"{name}: the stored verdict", f"stored: {then}\nnow:    {now}")
    check.ok(True, f"the verdicts are those of corpus/verdicts/{kernel.release}.json")


def _store(kernel, verdicts, not_built, predicted):
    os.makedirs(STORE, exist_ok=True)
    for name, found in verdicts.items():
        found["predicted"], apart = predicted[name]
        if apart:
            found["apart"] = {"kind": apart[0], "reason": apart[1]}
    with open(f"{STORE}/{kernel.release}.json", "w", encoding="utf-8") as file:
        json.dump({"kernel": kernel.release, "cases": verdicts, "not_built": not_built}, file,
                  indent=1, sort_keys=True)
        file.write("\n")


def main(check):
    options = _options()
    image_tree = target.kernel(options.series)
    machine.qemu_or_skip()
    image = machine.image_or_skip(image_tree)
    check.note(f"kernel {image_tree.release}")
    work = os.path.join(target.work_folder(), f"oracle-{image_tree.release}")
    sources = cases.sources(options.series)
    all_corpus = list(miniature.all_sources())
    corpus = cases.built(all_corpus, options.series)
    not_built = _not_built(all_corpus, options.series)
    names = build.modules(image_tree, f"{work}/modules", sources)
    corpus_names = miniature.modules(image_tree, f"{work}/miniature", corpus)
    miniature.finish_all(image_tree, f"{work}/miniature", f"{work}/corpus", corpus,
                         corpus_names)
    if not cases.verdict_sources():
        check.note("no folder of kernel verdicts beside the checkout: only this project's cases")
    case_list = [case for case in cases.cases([*sources, *corpus])
                 if not options.cases or case.name in options.cases]
    modules = build.for_loading(f"{work}/modules", f"{work}/loaded", names)
    modules.update(build.for_loading(f"{work}/corpus", f"{work}/loaded", corpus_names))
    livepatches = sorted({case.module for case in case_list})
    predicted = {}
    for folder, built in (("modules", names), ("corpus", corpus_names)):
        predicted.update(predict(image_tree, f"{work}/{folder}",
                                 [name for name in livepatches if name in built]))
    init, records = build.init(work), {}
    for processors in sorted({case.processors for case in case_list}):
        records.update(machine.run(machine.Machine(
            image, init, modules, [case for case in case_list if case.processors == processors],
            f"{work}/machine-{processors}", processors)))
    aliases = verdict.Aliases(image_tree.system_map)
    verdicts = {case.name: verdict.of(case, records[case.name], aliases) for case in case_list}

    counts = {"agree": 0, "differ": 0, "apart": 0}
    for case in case_list:
        counts[_check_case(check, case, predicted[case.module], verdicts[case.name])] += 1
    _show_table(check, image_tree, counts,
                [_row(case, predicted[case.module].outcome(case), verdicts[case.name])
                 for case in case_list])
    for name, reason in not_built.items():
        check.note(f"{name:44} not built: {reason}")
    if options.store:
        _store(image_tree, verdicts, not_built,
               {case.name: (predicted[case.module].outcome(case), case.apart)
                for case in case_list})
    _check_stored(check, image_tree, verdicts)


tap.run(main)
