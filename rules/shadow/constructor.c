/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* A constructor or destructor, and what in it must not be there. */
typedef struct {
	kv_check *check;
	const kv_shadow_use *use;
	const char *kind, *name;
} subject;

static void report(const subject *about, const kv_call_ref *ref, const char *what,
		   const char *consequence, const char *remedy)
{
	kv_finding *finding;

	finding = kv_check_report_at(about->check, NULL, &kv_call_ref_expr(ref)->place,
				     "the %s %s of a shadow variable %s", about->kind, about->name,
				     what);
	kv_finding_set_consequence(finding, "%s", consequence);
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding,
			      "%s() takes klp_shadow_lock around the call; calls in the "
			      "source of the livepatch",
			      about->use->function);
}

/* klp_shadow_get() only takes rcu_read_lock(). */
static bool takes_shadow_lock(const char *name)
{
	return name && g_str_has_prefix(name, "klp_shadow_") &&
	       !g_str_equal(name, "klp_shadow_get");
}

static bool check_call(const kv_call_ref *ref, gpointer data)
{
	const subject *about = data;
	const char *name = kv_call_ref_call(ref)->name;
	g_autofree char *what = NULL;
	g_autofree char *sleeps = NULL;

	if (takes_shadow_lock(name)) {
		what = g_strdup_printf("calls %s()", name);
		report(about, ref, what,
		       "waits for ever for the lock that its own processor holds, with interrupts "
		       "off",
		       "allocate or free the other variable outside of it");
		return true;
	}
	sleeps = kv_call_ref_sleeps(ref);
	if (!sleeps)
		return false;
	what = g_strdup_printf("may sleep: it calls %s", sleeps);
	report(about, ref, what,
	       "schedules under a spinlock with interrupts off: \"scheduling while "
	       "atomic\", then a deadlock or a crash",
	       "do what sleeps before or after, or allocate with GFP_ATOMIC in it");
	return true;
}

static void check_function(kv_check *check, const kv_shadow_use *use, const char *kind,
			   const kv_expr *expression, GHashTable *seen)
{
	subject about = {check, use, kind, kv_expr_function_name(use->call.unit, expression)};
	kv_code_ref start;

	if (about.name &&
	    kv_livepatch_find_code(kv_check_livepatch(check), use->call.unit, about.name, &start) &&
	    g_hash_table_add(seen, (gpointer)kv_code_ref_function(&start)))
		kv_code_each_call(kv_check_livepatch(check), &start, check_call, &about);
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		check_function(check, use, "constructor", use->constructor, seen);
		check_function(check, use, "destructor", use->destructor, seen);
	}
}

const kv_rule kv_rule_shadow_constructor = {
	.id = "shadow-constructor",
	.check_livepatch = check_livepatch,
};
