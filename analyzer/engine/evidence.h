/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_EVIDENCE_H
#define KV_ENGINE_EVIDENCE_H

#include "engine/finding.h"
#include "engine/patched.h"

/* Facts of a kernel image, added to a finding. */

/* Adds @symbol with its file:line as evidence; the remark is printf-style, may be NULL. */
void kv_finding_add_symbol(kv_finding *finding, const kv_index *index, const kv_symbol *symbol,
			   const char *remark, ...) G_GNUC_PRINTF(4, 5);

/* Adds every symbol that shares the name of @patched: its position, file:line, patchability. */
void kv_finding_add_positions(kv_finding *finding, const kv_patched *patched);
/*
 * Adds @hosts (element-type kv_host), each with its patchability; returns how many cannot be
 * patched.
 */
guint kv_finding_add_hosts(kv_finding *finding, const kv_index *index, const GArray *hosts);

/* Gives the finding @place of the livepatch's source as its location, if that is known. */
void kv_finding_place(kv_finding *finding, const kv_c_place *place);

#endif
