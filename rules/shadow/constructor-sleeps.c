/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "behaviour/sleep.h"
#include "engine/rule.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

/* A constructor or destructor, and what in it must not be there. */
typedef struct {
	kv_check *check;
	const kv_shadow_use *use;
	const char *kind, *name;
} subject;

/* @where: a place in source; NULL: in machine code. */
static void report(const subject *about, const kv_c_place *where, const char *what,
		   const char *consequence, const char *remedy)
{
	g_autofree char *message = g_strdup_printf("the %s %s of a shadow variable %s", about->kind,
						   about->name, what);
	kv_finding *finding = where ? kv_check_report_at(about->check, NULL, where, "%s", message)
				    : kv_check_report(about->check, NULL, "%s", message);

	kv_finding_set_consequence(finding, "%s", consequence);
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding,
			      "%s() takes klp_shadow_lock around the call; calls in the %s of the "
			      "livepatch",
			      about->use->function, where ? "source" : "machine code");
}

static void report_lock(const subject *about, const kv_c_place *where, const char *name)
{
	g_autofree char *what = g_strdup_printf("calls %s()", name);

	report(about, where, what,
	       "waits for ever for the lock that its own processor holds, with interrupts off",
	       "allocate or free the other variable outside of it");
}

static void report_sleep(const subject *about, const kv_c_place *where, const char *sleeps,
			 kv_sleep sleep)
{
	static const char *const consequences[] = {
		[KV_SLEEP_PERHAPS] = "may schedule under a spinlock with interrupts off: "
				     "\"scheduling while atomic\", then a deadlock or a crash",
		[KV_SLEEP_FOR_MEMORY] = "sleeps under a spinlock with interrupts off when memory "
					"is short: \"scheduling while atomic\", or a deadlock",
		[KV_SLEEP_WAITS] = "sleeps under a spinlock with interrupts off when it has to "
				   "wait: \"scheduling while atomic\", or a deadlock",
		[KV_SLEEP_ALWAYS] = "schedules under a spinlock with interrupts off: \"scheduling "
				    "while atomic\", then a deadlock or a crash",
	};
	g_autofree char *what = g_strdup_printf(
		"%s: it calls %s", sleep == KV_SLEEP_ALWAYS ? "sleeps" : "may sleep", sleeps);

	report(about, where, what, consequences[sleep],
	       "do what sleeps before or after, or allocate with GFP_ATOMIC in it");
}

/* klp_shadow_get() only takes rcu_read_lock(). */
static bool takes_shadow_lock(const char *name)
{
	return name && g_str_has_prefix(name, "klp_shadow_") &&
	       !g_str_equal(name, "klp_shadow_get");
}

static bool check_call(const kv_call_ref *ref, gpointer data)
{
	const kv_c_place *where = &kv_call_ref_expr(ref)->place;
	const char *name = kv_call_ref_call(ref)->name;
	g_autofree char *sleeps = NULL;

	if (takes_shadow_lock(name)) {
		report_lock(data, where, name);
		return true;
	}
	sleeps = kv_call_ref_sleeps(ref);
	if (!sleeps)
		return false;
	report_sleep(data, where, sleeps, kv_call_ref_sleep(ref));
	return true;
}

static bool check_machine_call(const kv_lp_call *call, gpointer data)
{
	kv_sleep sleep = kv_lp_call_sleep(call);
	g_autofree char *sleeps =
		g_strdup_printf("%s()%s", call->callee,
				sleep == KV_SLEEP_FOR_MEMORY ? " with flags that allow it" : "");

	if (!call->body && takes_shadow_lock(call->callee)) {
		report_lock(data, NULL, call->callee);
		return true;
	}
	if (sleep == KV_SLEEP_NO)
		return false;
	report_sleep(data, NULL, sleeps, sleep);
	return true;
}

static void check_body(kv_check *check, const kv_shadow_use *use, const char *kind,
		       const kv_lp_body *body, GHashTable *seen)
{
	subject about = {check, use, kind, body ? body->name : NULL};

	if (body && g_hash_table_add(seen, (gpointer)body))
		kv_lp_body_each_call(body, check_machine_call, &about);
}

static void check_function(kv_check *check, const kv_shadow_use *use, const char *kind,
			   const kv_expr *expression, GHashTable *seen)
{
	subject about = {check, use, kind, kv_expr_function_name(use->call.unit, expression)};
	kv_c_ref start;

	if (about.name &&
	    kv_livepatch_find_code(kv_check_livepatch(check), use->call.unit, about.name, &start) &&
	    g_hash_table_add(seen, (gpointer)kv_c_ref_function(&start)))
		kv_c_each_call(kv_check_livepatch(check), &start, check_call, &about);
}

static void check_use(kv_check *check, const kv_shadow_use *use, GHashTable *seen)
{
	if (use->body) {
		check_body(check, use, "constructor", use->constructor_body, seen);
		check_body(check, use, "destructor", use->destructor_body, seen);
		return;
	}
	check_function(check, use, "constructor", use->constructor, seen);
	check_function(check, use, "destructor", use->destructor, seen);
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	if (!kv_check_code_is_known(check))
		return;
	for (guint i = 0; i < uses->len; i++)
		check_use(check, g_ptr_array_index(uses, i), seen);
}

const kv_rule kv_rule_shadow_constructor_sleeps = {
	.id = "shadow-constructor-sleeps",
	.check_livepatch = check_livepatch,
};
