/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_INSTALLED_H
#define KV_ENGINE_INSTALLED_H

#include <glib.h>

#include "base/fact.h"
#include "engine/function_set.h"
#include "livepatch/model/model.h"

typedef struct kv_check kv_check;

/*
 * A livepatch that was loaded before the one under check, and what has become of it by then, if
 * every transition has finished. A cumulative one removes all others from the kernel's list of
 * livepatches then (klp_free_replaced_patches_async() of kernel/livepatch/core.c); their modules
 * stay loaded. Of two with one name the first must have been disabled and unloaded.
 */
typedef struct kv_installed {
	const kv_livepatch *livepatch;
	kv_fact active; /* in klp_patches; KV_UNKNOWN: whether a later one replaces it is not known
			 */
	bool loaded;	/* its module is */
	/*
	 * One in force when it came whose system states it does not take over: the kernel (5.5 and
	 * later) would have refused it then. NULL: none.
	 */
	const kv_livepatch *clash;
} kv_installed;

/* What has become of each of @previous (element-type kv_livepatch), in the order of loading. */
GArray *kv_installed_after(const GPtrArray *previous);

/* The state of that id, or NULL (klp_get_state() of kernel/livepatch/state.c). */
const kv_lp_state *kv_livepatch_state(const kv_livepatch *livepatch, uint64_t id);
/*
 * Whether @livepatch may come while one with the state @old is in force, as
 * klp_is_state_compatible() (kernel/livepatch/state.c) decides. Its own states must be known.
 */
kv_fact kv_livepatch_takes_state(const kv_livepatch *livepatch, const kv_lp_state *old);

/* What rules ask of them. */

/*
 * The livepatches that were loaded before the one under check, in this order: (element-type
 * kv_installed). Never NULL; without any, rules with "needs: previous" on their page are not
 * called.
 */
const GArray *kv_check_installed(const kv_check *check);
/*
 * Whether @installed is in force when the livepatch comes; if that is not known, says that the
 * running rule could not look.
 */
bool kv_check_is_installed(kv_check *check, const kv_installed *installed);
/*
 * Calls @visit for each of them, with what the livepatch patches itself, if it is cumulative
 * or, with @cumulative false, if it is not. Where that is not known, says that the running rule
 * could not look.
 */
void kv_check_each_installed(kv_check *check, bool cumulative,
			     void (*visit)(kv_check *check, const kv_installed *installed,
					   const kv_function_set *own));
/*
 * Whether all that @installed patches is known; if not, says that the running rule could not look.
 */
bool kv_check_installed_is_read(kv_check *check, const kv_installed *installed);

#endif
