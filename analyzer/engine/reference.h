/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_REFERENCE_H
#define KV_ENGINE_REFERENCE_H

#include "engine/finding.h"
#include "livepatch/model/model.h"

typedef struct kv_check kv_check;

/*
 * Whether the kernel looks @reference up at all: relocations for an object that the livepatch does
 * not list are never applied (klp_init_object_loaded() of kernel/livepatch/core.c). With gaps in
 * the livepatch, false may mean that the object was not seen.
 */
bool kv_check_looks_up(const kv_check *check, const kv_lp_reference *reference);
/*
 * Whether this kernel lets relocations for modules name symbols of vmlinux; those up to 5.7 do
 * (ca376a937486).
 */
bool kv_check_mixes_relocations(const kv_check *check);
/*
 * Emits a finding of the running rule about @reference: of the object that it is needed for, and
 * with its place in the source. The message is printf-style.
 */
kv_finding *kv_check_report_reference(kv_check *check, const kv_lp_reference *reference,
				      const char *format, ...) G_GNUC_PRINTF(3, 4);
/*
 * Says that the kernel refuses @reference, a relocation, with EINVAL and the line @log (printf-style)
 * when it applies it: while the livepatch loads, or for a patched module (klp_resolve_symbols()).
 */
void kv_finding_refuse_reference(kv_finding *finding, const kv_lp_reference *reference,
				 const char *log, ...) G_GNUC_PRINTF(3, 4);
/* Where a finding about @reference has it from: the source, or the relocations of the module. */
const char *kv_lp_reference_origin(const kv_lp_reference *reference);

#endif
