/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_RULE_H
#define KV_ENGINE_RULE_H

/*
 * All that a rule may see. A rule asks the livepatch model and the kernel, and emits findings; it
 * never prints, reads files or exits. Its level, confidence, effect and the facts it needs stand in
 * the front matter of its page (rules/<category>/<name>.md); the engine does not call it for a
 * function whose needed facts are missing and reports it as not checked instead.
 */

#include "base/fact.h"
#include "engine/finding.h"
#include "kernel/index.h"
#include "kernel/kernel.h"
#include "livepatch/model.h"

/* One livepatch against one kernel, as seen by the rule that is running. */
typedef struct kv_check kv_check;

/* How the kernel's symbol lookup ends for one klp_func (klp_find_object_symbol()). */
typedef enum {
	KV_LOOKUP_FOUND,
	KV_LOOKUP_ABSENT,	/* no symbol of that name */
	KV_LOOKUP_AMBIGUOUS,	/* position 0, several symbols */
	KV_LOOKUP_OUT_OF_RANGE, /* the position is larger than the number of symbols */
	KV_LOOKUP_INVALID,	/* the entry has no name the kernel would look up */
	KV_LOOKUP_UNKNOWN,	/* the object's symbols are not known */
} kv_lookup;

/* One klp_func of the livepatch, resolved on this kernel as the kernel would. */
typedef struct kv_patched {
	const kv_lp_object *object;
	const kv_lp_function *function;
	const kv_index *index; /* of the object: vmlinux or module; NULL when not found */
	const char *object_name; /* "vmlinux" or the module */
	bool in_module;
	kv_lookup lookup;
	kv_ids candidates;   /* the symbols of that name, position 1 first */
	uint32_t symbol;     /* the one that is patched, or KV_NONE unless KV_LOOKUP_FOUND */
	/* Of a module: how the lookup ends while the module is loading (init symbols count too). */
	kv_lookup loading_lookup;
} kv_patched;

typedef struct kv_rule {
	const char *id;
	/* Called once per livepatch; may be NULL. */
	void (*check_livepatch)(kv_check *check);
	/* Called once per klp_func that names a function; may be NULL. */
	void (*check_function)(kv_check *check, const kv_patched *patched);
} kv_rule;

const kv_livepatch *kv_check_livepatch(const kv_check *check);
kv_kernel *kv_check_kernel(const kv_check *check);
const kv_index *kv_check_vmlinux(const kv_check *check);
/* Every klp_func of the livepatch, in array order: (element-type kv_patched). */
const GPtrArray *kv_check_patched(const kv_check *check);

/* Whether the livepatch replaces the code at @address of @index (through any name of it). */
bool kv_check_patches_address(const kv_check *check, const kv_index *index, uint64_t address);

/*
 * Emits a finding of the running rule; the message is printf-style. @patched is the function it is
 * about, NULL for the whole livepatch. The finding belongs to the check; the rule goes on to add
 * consequence, evidence and remedy. A remedy is required.
 */
kv_finding *kv_check_report(kv_check *check, const kv_patched *patched, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* The same about an object of the livepatch. */
kv_finding *kv_check_report_object(kv_check *check, const kv_lp_object *object, const char *format,
				   ...) G_GNUC_PRINTF(3, 4);
/* Says that the running rule could not look, why, and how to supply what is missing. */
void kv_check_not_checked(kv_check *check, const kv_patched *patched, const char *reason,
			  const char *supply);

/* "unix_gc" or "type_show,3": how messages call a patched function. */
const char *kv_patched_name(const kv_patched *patched);
/* The kv_symbol that is patched; NULL unless the lookup found it. */
const kv_symbol *kv_patched_symbol(const kv_patched *patched);
/* The source function that @symbol of @index is a body of, or NULL when DWARF does not tell. */
const kv_source *kv_symbol_source(const kv_index *index, const kv_symbol *symbol);
/* Adds @symbol with its file:line as evidence; the remark is printf-style, may be NULL. */
void kv_finding_add_symbol(kv_finding *finding, const kv_index *index, const kv_symbol *symbol,
			   const char *remark, ...) G_GNUC_PRINTF(4, 5);

/* Why a symbol has no ftrace location, as far as the index shows; a static string. */
const char *kv_symbol_no_ftrace_reason(const kv_index *index, const kv_symbol *symbol);
/* "can be patched", or why not. */
const char *kv_symbol_patchability(const kv_index *index, const kv_symbol *symbol);

#endif
