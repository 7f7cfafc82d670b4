/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_PATCHED_H
#define KV_ENGINE_PATCHED_H

#include "index/index.h"
#include "livepatch/model/model.h"

/* How the kernel's symbol lookup ends for one klp_func (klp_find_object_symbol()). */
typedef enum {
	KV_LOOKUP_FOUND,
	KV_LOOKUP_ABSENT,	/* no symbol of that name */
	KV_LOOKUP_AMBIGUOUS,	/* position 0, several symbols */
	KV_LOOKUP_OUT_OF_RANGE, /* the position is larger than the number of symbols */
	KV_LOOKUP_INVALID,	/* the entry has no name the kernel would look up */
	KV_LOOKUP_UNKNOWN,	/* the object's symbols, or the position, are not known */
} kv_lookup;

/* One klp_func of the livepatch, resolved on this kernel as the kernel would. */
typedef struct kv_patched {
	const kv_lp_object *object;
	const kv_lp_function *function;
	const kv_index *index;	 /* of the object: vmlinux or module; NULL when not found */
	const char *object_name; /* "vmlinux" or the module */
	bool in_module;
	kv_lookup lookup;
	kv_ids candidates; /* the symbols of that name, position 1 first */
	uint32_t symbol;   /* the one that is patched, or KV_NONE unless KV_LOOKUP_FOUND */
	/* Of a module: how the lookup ends while the module is loading (init symbols count too). */
	kv_lookup loading_lookup;
} kv_patched;

/* "unix_gc" or "type_show,3": how messages call a patched function. */
const char *kv_patched_name(const kv_patched *patched);
/* The kv_symbol that is patched; NULL unless the lookup found it. */
const kv_symbol *kv_patched_symbol(const kv_patched *patched);
/* The source function that its name means (kv_symbol_named_source()), or NULL. */
const kv_source *kv_patched_source(const kv_patched *patched);
/* Whether the function was found and, as far as is known, can be redirected. */
bool kv_patched_takes_effect(const kv_patched *patched);
/*
 * The init function of a module that @patched names, if nothing else there has the name: the
 * kernel finds it while the module loads, and no more afterwards. Else NULL.
 */
const kv_symbol *kv_patched_init_symbol(const kv_patched *patched);
/*
 * Whether @patched names an inner function of a system call ("__do_sys_read", "sys_read") that the
 * kernel refuses, while the call has entries by other names: syscall-inner then says what to patch.
 */
bool kv_patched_is_inner_syscall(const kv_patched *patched);
/*
 * Whether the static @variable of the patched object can be used by what @livepatch replaces
 * there: by @patched, which is of the same source file, or by a function of that file that the
 * livepatch's source has as well. Unknown without debug information.
 */
kv_fact kv_patched_shares_file(const kv_livepatch *livepatch, const kv_patched *patched,
			       uint32_t variable);

#endif
