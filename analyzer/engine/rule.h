/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_RULE_H
#define KV_ENGINE_RULE_H

/*
 * What every rule takes. A rule asks the livepatch model and the kernel, and emits findings; it
 * never prints, reads files or exits. What it asks beyond this stands in headers by topic, of which
 * it includes those that it uses: image/ and behaviour/ above all. Its level, confidence, effect
 * and the facts it needs stand in the front matter of its page (rules/<category>/<name>.md); the
 * engine does not call it for a function whose needed facts are missing and reports it as not
 * checked instead.
 */

#include "base/fact.h"
#include "engine/evidence.h"
#include "engine/finding.h"
#include "engine/patched.h"
#include "index/index.h"
#include "kernel/kernel.h"
#include "livepatch/model/model.h"

/* One livepatch against one kernel, as seen by the rule that is running. */
typedef struct kv_check kv_check;

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
/* Every klp_func of the livepatch, in array order: (element-type kv_patched). */
const GPtrArray *kv_check_patched(const kv_check *check);

/* Whether the livepatch replaces the code at @address of @index (through any name of it). */
bool kv_check_patches_address(const kv_check *check, const kv_index *index, uint64_t address);
/* The first klp_func that replaces it, or NULL. */
const kv_patched *kv_check_first_at(const kv_check *check, const kv_index *index, uint64_t address);

/* Whether @patched is the first klp_func that replaces a body of its (known) source function. */
bool kv_check_first_of_source(const kv_check *check, const kv_patched *patched);

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

#endif
