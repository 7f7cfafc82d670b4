/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_RULE_H
#define KV_ENGINE_RULE_H

/*
 * All that a rule may see. A rule asks the livepatch model and the kernel, and emits findings; it
 * never prints, reads files or exits. Its level, confidence, effect and the facts it needs stand in
 * the front matter of its page (rules/<category>/<name>.md); the engine does not call it for a
 * function whose needed facts are missing and reports it as not checked instead.
 */

#include "base/distance.h"
#include "base/fact.h"
#include "machine/names.h"
#include "base/signature.h"
#include "code/flow.h"
#include "code/habit.h"
#include "behaviour/code_walk.h"
#include "engine/finding.h"
#include "engine/function_set.h"
#include "engine/installed.h"
#include "behaviour/held.h"
#include "behaviour/loops.h"
#include "behaviour/resched.h"
#include "image/preemption.h"
#include "image/reach.h"
#include "engine/reference.h"
#include "image/route.h"
#include "behaviour/shadow.h"
#include "behaviour/sleep.h"
#include "image/stay.h"
#include "kernel/index.h"
#include "kernel/index_code.h"
#include "kernel/kernel.h"
#include "kernel/patterns.h"
#include "livepatch/model/allowance.h"
#include "livepatch/model/model.h"
#include "source/facts.h"

/* One livepatch against one kernel, as seen by the rule that is running. */
typedef struct kv_check kv_check;

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

typedef struct kv_rule {
	const char *id;
	/* Called once per livepatch; may be NULL. */
	void (*check_livepatch)(kv_check *check);
	/* Called once per klp_func that names a function; may be NULL. */
	void (*check_function)(kv_check *check, const kv_patched *patched);
	/*
	 * Called once for source in place of both, whatever else is needed of functions: where these
	 * compare machine code and this one asks the source. May be NULL.
	 */
	void (*check_source)(kv_check *check);
	/* Called once, when the findings of all rules are known and suppressed; may be NULL. */
	void (*check_suppressions)(kv_check *check);
} kv_rule;

const kv_livepatch *kv_check_livepatch(const kv_check *check);
kv_kernel *kv_check_kernel(const kv_check *check);
const kv_index *kv_check_vmlinux(const kv_check *check);
/*
 * The livepatches that were loaded before it, in this order: (element-type kv_installed). Never
 * NULL; without any, rules with "needs: previous" on their page are not called.
 */
const GArray *kv_check_installed(const kv_check *check);
/*
 * Whether @installed is in force when the livepatch comes; if that is not known, says that the
 * running rule could not look.
 */
bool kv_check_is_installed(kv_check *check, const kv_installed *installed);
/*
 * Calls @visit for each of them, with what the livepatch patches itself, if it is cumulative or,
 * with
 * @cumulative false, if it is not. Says so where that is not known.
 */
void kv_check_each_installed(kv_check *check, bool cumulative,
			     void (*visit)(kv_check *check, const kv_installed *installed,
					   const kv_function_set *own));
/* Whether all that @installed patches is known; likewise. */
bool kv_check_installed_is_read(kv_check *check, const kv_installed *installed);
/* Every klp_func of the livepatch, in array order: (element-type kv_patched). */
const GPtrArray *kv_check_patched(const kv_check *check);

/* Whether the livepatch replaces the code at @address of @index (through any name of it). */
bool kv_check_patches_address(const kv_check *check, const kv_index *index, uint64_t address);
/* The first klp_func that replaces it, or NULL. */
const kv_patched *kv_check_first_at(const kv_check *check, const kv_index *index, uint64_t address);

/*
 * Emits a finding of the running rule; the message is printf-style. @patched is the function it is
 * about, NULL for the whole livepatch. The finding belongs to the check; the rule goes on to add
 * what the kernel prints (kv_finding_set_log() and its kin) or a consequence, evidence and remedy.
 * A remedy is required, and so is an error's name where the kernel refuses something.
 */
kv_finding *kv_check_report(kv_check *check, const kv_patched *patched, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* The same about an object of the livepatch. */
kv_finding *kv_check_report_object(kv_check *check, const kv_lp_object *object, const char *format,
				   ...) G_GNUC_PRINTF(3, 4);
/*
 * The same about a place in the livepatch's source (units of kv_check_livepatch()); the finding's
 * location is that place. Rules on source have "needs: source" on their page: they are called for
 * source only, and do not apply to modules.
 */
kv_finding *kv_check_report_at(kv_check *check, const kv_patched *patched,
			       const kv_c_place *place, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* Says that the running rule could not look, why, and how to supply what is missing. */
void kv_check_not_checked(kv_check *check, const kv_patched *patched, const char *reason,
			  const char *supply);
/* The same where what is not known could have another effect than the rule's page says. */
void kv_check_doubt(kv_check *check, const kv_patched *patched, kv_effect effect,
		    const char *reason, const char *supply);
/* The same as kv_check_not_checked() about an object of the livepatch. */
void kv_check_object_not_checked(kv_check *check, const kv_lp_object *object, const char *reason,
				 const char *supply);
/*
 * Whether there is source, or machine code that klpvet can read; else says so. For rules that ask
 * one or the other ("needs: either").
 */
bool kv_check_code_is_known(kv_check *check);
/* Says so for everything that the livepatch's reader could not see. */
void kv_check_mention_gaps(kv_check *check);

/* Whether there is a rule of that id. */
bool kv_rule_exists(const char *id);
/* The ids that are most like @name, as text: "a, b"; NULL when none is; free with g_free(). */
char *kv_rules_similar(const char *name);
/* Of the suppression at @position of the livepatch's allowances: whether it allowed a finding. */
bool kv_check_allowance_used(const kv_check *check, guint position);
/* Whether rule @id has looked at everything that it concerns, so that silence means something. */
bool kv_check_rule_complete(const kv_check *check, const char *id);

/* "unix_gc" or "type_show,3": how messages call a patched function. */
const char *kv_patched_name(const kv_patched *patched);
/* The kv_symbol that is patched; NULL unless the lookup found it. */
const kv_symbol *kv_patched_symbol(const kv_patched *patched);
/* The source function that @symbol of @index is a body of, or NULL when DWARF does not tell. */
const kv_source *kv_symbol_source(const kv_index *index, const kv_symbol *symbol);
/*
 * Whether the compiler split @symbol off a function: called only by that one, or by those that
 * carry a copy of the rest of it.
 */
bool kv_symbol_is_part(const kv_index *index, const kv_symbol *symbol);
/* Adds @symbol with its file:line as evidence; the remark is printf-style, may be NULL. */
void kv_finding_add_symbol(kv_finding *finding, const kv_index *index, const kv_symbol *symbol,
			   const char *remark, ...) G_GNUC_PRINTF(4, 5);

/* Why a symbol has no ftrace location, as far as the index shows; a static string. */
const char *kv_symbol_no_ftrace_reason(const kv_index *index, const kv_symbol *symbol);
/* "can be patched", or why not. */
const char *kv_symbol_patchability(const kv_index *index, const kv_symbol *symbol);

/* Adds every symbol that shares the name of @patched: its position, file:line, patchability. */
void kv_finding_add_positions(kv_finding *finding, const kv_patched *patched);
/*
 * The init function of a module that @patched names, if nothing else there has the name: the
 * kernel finds it while the module loads, and no more afterwards. Else NULL.
 */
const kv_symbol *kv_patched_init_symbol(const kv_patched *patched);
/*
 * The source function that the name of @symbol means, or NULL: that of its body, unless the
 * compiler found another one equal, kept that one's body and gave it this name as well, or made
 * this one a wrapper without debug information.
 */
const kv_source *kv_symbol_named_source(const kv_index *index, const kv_symbol *symbol);
/* The same for the symbol that is patched. */
const kv_source *kv_patched_source(const kv_patched *patched);
/* Whether the function was found and, as far as is known, can be redirected. */
bool kv_patched_takes_effect(const kv_patched *patched);
/* Whether @patched is the first klp_func that replaces a body of its (known) source function. */
bool kv_check_first_of_source(const kv_check *check, const kv_patched *patched);

/* Whether one path ends with the other, whole components only: trees are built in any place. */
bool kv_same_file(const char *a, const char *b);

/* The source file that defines the static @variable (a symbol) of @index; NULL when not known. */
const char *kv_variable_file(const kv_index *index, uint32_t variable);
/*
 * Whether the static @variable of the patched object can be used by what the livepatch
 * replaces there: by @patched, which is of the same source file, or by a function of that file that
 * the livepatch's source has as well. Unknown without debug information.
 */
kv_fact kv_patched_shares_file(kv_check *check, const kv_patched *patched, uint32_t variable);

/* A body that holds inlined copies of a source function, and how many of them. */
typedef struct kv_host {
	uint32_t function; /* kv_function */
	uint32_t copies;
} kv_host;

/* The symbol of @host that messages name. */
const kv_symbol *kv_host_symbol(const kv_index *index, const kv_host *host);

/*
 * The bodies that hold real copies of @source and can still run: none that are dead, in init or in
 * exit text. Each once, in the order of their first copy; (element-type kv_host), the caller's.
 */
GArray *kv_source_hosts(const kv_index *index, const kv_source *source);
/* What reaches any of these by direct calls; nothing if @source is NULL. */
kv_reach *kv_reach_copies_new(const kv_index *index, const kv_source *source);
/*
 * The same for copies that left no code of their own: computed at build time, or merged into the
 * instructions around them. A body that holds a real copy as well is left out.
 */
GArray *kv_source_vanished_hosts(const kv_index *index, const kv_source *source);
/*
 * Symbols of functions without debug information of their own code that are as long as one of
 * @hosts (element-type kv_host) of the same file, and so probably equal to it; free with
 * g_ptr_array_unref().
 */
GPtrArray *kv_index_host_twins(const kv_index *index, const GArray *hosts);
/*
 * Whether the compiler says that it inlined the function that @symbol names, but shows no place,
 * and nothing else explains what it says: clones, parts, functions found equal. Heuristic; the
 * calls of @index must be known (kv_index_has_code()).
 */
bool kv_symbol_inlined_untraced(const kv_index *index, const kv_symbol *symbol);
/* Whether DWARF shows real copies of source functions of that name, but no body of one. */
bool kv_index_inlined_away(const kv_index *index, const char *name);
/* Adds @hosts as evidence, each with its patchability; returns how many cannot be patched. */
guint kv_finding_add_hosts(kv_finding *finding, const kv_index *index, const GArray *hosts);

/* How many of @hosts never leave the stack of a kernel thread (kv_index_stay()); the first. */
guint kv_hosts_that_stay(const kv_index *index, const GArray *hosts, const kv_symbol **first);

/*
 * What a name that no symbol has may stand for: the compiler's clones "name.isra.0" and the like,
 * cold parts left out; and the entries and bodies of the same system call, over all architectures,
 * one name for each address.
 * New arrays of (element-type kv_symbol), the symbols owned by the index.
 */
GPtrArray *kv_index_clones(const kv_index *index, const char *name);
GPtrArray *kv_index_syscall_entries(const kv_index *index, const char *name);

/*
 * Whether @patched names an inner function of a system call ("__do_sys_read", "sys_read") that the
 * kernel refuses, while the call has entries by other names: syscall-inner then says what to patch.
 */
bool kv_patched_is_inner_syscall(const kv_patched *patched);
/*
 * The body of a system call that is inlined into its entry @symbol ("__do_sys_read"), or NULL when
 * the entry calls it or is something else.
 */
const kv_source *kv_symbol_syscall_body(const kv_index *index, const kv_symbol *symbol);
/* "64-bit, x32": for which programs @symbol is wired as an entry; NULL: none, as far as known. */
char *kv_symbol_wired_for(const kv_index *index, const kv_symbol *symbol);
/*
 * Calls without arguments are one function under several names. The symbol by whose name the source
 * of the table means the entry of @call; and the same for @symbol of the first table that has it,
 * itself when none has.
 */
uint32_t kv_syscall_symbol(const kv_index *index, const kv_syscall *call);
uint32_t kv_symbol_entry(const kv_index *index, uint32_t symbol);
/* Whether any system call table has it. */
kv_fact kv_symbol_is_wired(const kv_index *index, const kv_symbol *symbol);

/* What reaches the function that is patched by direct calls; computed once, owned by the check. */
const kv_reach *kv_check_reach(kv_check *check, const kv_patched *patched);
/*
 * Whether @from, which does not reach the function that is patched, reaches another one that the
 * livepatch replaces, or a copy of any: then the fix may be there, or inline-copies says that it is
 * not.
 */
bool kv_check_replaces_on_way(kv_check *check, const kv_patched *patched, uint32_t from);

/* The functions of @index whose names are most like @name, nearest first; returns how many. */
enum { KV_SIMILAR_MAX = 5 };
guint kv_index_similar(const kv_index *index, const char *name,
		       const kv_symbol *similar[KV_SIMILAR_MAX]);

/*
 * What keeps any module from being called @name, or NULL; a static string. scripts/Makefile.lib
 * (name-fix) makes the names of modules from file names.
 */
const char *kv_module_name_obstacle(const char *name);
/*
 * The kernel's KSYM_NAME_LEN and MODULE_NAME_LEN; names must be shorter. @assumed, if not NULL,
 * tells whether the value follows from the release because the image does not show it.
 */
guint kv_index_symbol_name_limit(const kv_index *vmlinux, bool *assumed);
guint kv_index_module_name_limit(const kv_index *vmlinux, bool *assumed);

#endif
