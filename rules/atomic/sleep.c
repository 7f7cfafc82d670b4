/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "behaviour/held.h"
#include "behaviour/shadow.h"
#include "behaviour/sleep.h"
#include "engine/rule.h"
#include "image/stay.h"
#include "index/code.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

/* How far from the patched function the kernel's own code may make the same calls. */
enum { ORIGINAL_DEPTH = 2 };

/* A call that sleeps, what is held around it, and whose it is. */
typedef struct {
	const kv_patched *patched; /* whose replacement leads to it; or NULL */
	const char *function, *enter, *callee, *sleeper;
	const kv_c_place *place; /* NULL: in machine code */
	kv_sleep sleep;
	bool in_pre_patch; /* of vmlinux: before anything is patched */
	bool on_some_way;  /* the lock is held on one way to the call at least, not on all */
} subject;

static bool original_calls(const kv_index *index, uint32_t symbol, const char *name,
			   unsigned int depth)
{
	kv_run calls = kv_index_calls_from(index, symbol);

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		const char *callee = kv_index_callee_name(index, calls.first + i);

		if (!callee)
			continue;
		if (g_str_equal(callee, name) ||
		    (depth > 1 && !(call->flags & KV_CALL_EXTERNAL) &&
		     original_calls(index, call->callee, name, depth - 1)))
			return true;
	}
	return false;
}

/* Code that is only copied is taken to be right: the original takes the lock and sleeps as well. */
static bool is_copied(const subject *about)
{
	const kv_patched *patched = about->patched;
	uint32_t code;

	if (!patched || patched->symbol == KV_NONE || about->place)
		return false;
	code = kv_index_code_of(patched->index, patched->symbol);
	return original_calls(patched->index, code, about->enter, ORIGINAL_DEPTH) &&
	       original_calls(patched->index, code, about->sleeper, ORIGINAL_DEPTH);
}

static void set_consequence(kv_check *check, kv_finding *finding, kv_sleep sleep)
{
	bool counts =
		kv_kernel_config(kv_check_kernel(check), "CONFIG_PREEMPT_COUNT", NULL) != KV_NO;
	const char *when = sleep == KV_SLEEP_FOR_MEMORY ? " when memory is short"
			   : sleep == KV_SLEEP_WAITS	? " when there is something to wait for"
							: "";

	if (counts)
		kv_finding_set_consequence(finding,
					   "schedules another task%s: \"scheduling while atomic\", "
					   "then a deadlock or a crash",
					   when);
	else
		kv_finding_set_consequence(finding,
					   "schedules another task%s; whoever then wants what is "
					   "held waits for ever",
					   when);
}

/* As source spells it: _raw_spin_lock() is called for both kinds of spinlocks. */
static const char *plain(const char *name)
{
	static const char raw[] = "_raw_";

	return g_str_has_prefix(name, raw) ? name + strlen(raw) : name;
}

static void report(kv_check *check, const subject *about)
{
	const char *enter = plain(about->enter);
	bool through = !g_str_equal(about->callee, about->sleeper);
	g_autofree char *message =
		g_strdup_printf("%s calls %s()%s%s%s after %s(), where nothing may sleep",
				about->function, about->callee, through ? ", which calls " : "",
				through ? about->sleeper : "", through ? "()," : "", enter);
	kv_finding *finding = about->place ? kv_check_report_at(check, about->patched, about->place,
								"%s", message)
					   : kv_check_report(check, about->patched, "%s", message);

	if (about->sleep == KV_SLEEP_FOR_MEMORY)
		finding->level = KV_WARNING;
	/* klp_pre_patch_callback(), in __klp_enable_patch(). */
	if (about->in_pre_patch && about->sleep == KV_SLEEP_ALWAYS)
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_FTRACE);
	set_consequence(check, finding, about->sleep);
	if (about->sleep == KV_SLEEP_FOR_MEMORY)
		kv_finding_set_remedy(finding, "allocate with GFP_ATOMIC, or before %s()", enter);
	else
		kv_finding_set_remedy(finding,
				      "call %s() before %s(), or after what it enters is "
				      "left",
				      about->callee, enter);
	kv_finding_set_source(finding, "%s to the call in the %s of the livepatch",
			      about->on_some_way ? "a way" : "all ways", about->place ? "source" : "machine code");
}

static const kv_patched *patched_by_body(kv_check *check, const kv_lp_body *body)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);

		if (patched->function->body && kv_lp_body_leads_to(patched->function->body, body))
			return patched;
	}
	return NULL;
}

static bool is_in_pre_patch(kv_check *check, const kv_lp_body *body, const kv_c_ref *code)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);
		const char *name = object->name ? NULL : object->callbacks[KV_PRE_PATCH];
		const kv_lp_body *callback =
			name && body ? kv_livepatch_body(livepatch, name) : NULL;
		kv_c_ref start;

		if (callback && kv_lp_body_leads_to(callback, body))
			return true;
		if (name && code && kv_livepatch_find_code(livepatch, NULL, name, &start) &&
		    kv_c_leads_to(livepatch, &start, code))
			return true;
	}
	return false;
}

static void check_body(kv_check *check, kv_held_effects *effects, const kv_lp_body *body)
{
	g_autoptr(GArray) found = kv_lp_body_held_sleeps(effects, body);

	for (guint i = 0; i < found->len; i++) {
		const kv_held_sleep *item = &g_array_index(found, kv_held_sleep, i);
		subject about = {
			.patched = patched_by_body(check, body),
			.function = body->name,
			.enter = g_array_index(body->calls, kv_lp_call, item->enter).callee,
			.callee = g_array_index(body->calls, kv_lp_call, item->call).callee,
			.sleeper = item->sleeper,
			.sleep = item->sleep,
			.in_pre_patch = is_in_pre_patch(check, body, NULL),
		};

		if (!is_copied(&about))
			report(check, &about);
	}
}

static bool takes_lock(const kv_livepatch *livepatch)
{
	for (guint i = 0; i < livepatch->bodies->len; i++) {
		const kv_lp_body *body = g_ptr_array_index(livepatch->bodies, i);

		for (guint j = 0; j < body->calls->len; j++)
			if (kv_held_enters(g_array_index(body->calls, kv_lp_call, j).callee))
				return true;
	}
	return false;
}

/* Of kernels that are not preempted, unlocking is inlined and leaves no call. */
static bool unlocks_by_calls(kv_check *check)
{
	return kv_index_code_named(kv_check_vmlinux(check), "_raw_spin_unlock") != KV_NONE ||
	       kv_kernel_config(kv_check_kernel(check), "CONFIG_UNINLINE_SPIN_UNLOCK", NULL) ==
		       KV_YES;
}

static void check_machine_code(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	g_autoptr(kv_held_effects) effects = NULL;

	if (!takes_lock(livepatch))
		return;
	if (!unlocks_by_calls(check)) {
		kv_check_not_checked(check, NULL,
				     "the compiler inlines what releases spinlocks in modules for "
				     "this kernel",
				     "check the source of the livepatch");
		return;
	}
	effects = kv_held_effects_new(kv_check_vmlinux(check));
	for (guint i = 0; i < livepatch->bodies->len; i++)
		check_body(check, effects, g_ptr_array_index(livepatch->bodies, i));
}

static const kv_patched *patched_by_code(kv_check *check, const kv_c_ref *code)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		kv_c_ref start;

		if (kv_livepatch_find_code(livepatch, NULL, patched->function->new_name, &start) &&
		    kv_c_leads_to(livepatch, &start, code))
			return patched;
	}
	return NULL;
}

static const char *spelled(const kv_c_call *call)
{
	return call->macro ? call->macro : call->name;
}

static void report_call(kv_check *check, const kv_call_ref *ref, subject *about)
{
	kv_c_ref code = {ref->unit, kv_call_ref_call(ref)->function};

	about->patched = patched_by_code(check, &code);
	about->function = kv_c_ref_function(&code)->name;
	about->callee = kv_c_call_spelling(kv_call_ref_call(ref));
	about->place = &kv_call_ref_expr(ref)->place;
	about->in_pre_patch = is_in_pre_patch(check, NULL, &code);
	report(check, about);
}

/* Those that are reported are added to @known (kv_c_call). */
static void check_code(kv_check *check, kv_held_effects *effects, const kv_c_ref *code,
		       bool realtime, GHashTable *known)
{
	g_autoptr(GArray) found =
		kv_c_held_sleeps(kv_check_livepatch(check), effects, code, realtime);

	for (guint i = 0; i < found->len; i++) {
		const kv_held_sleep *item = &g_array_index(found, kv_held_sleep, i);
		kv_call_ref ref = {code->unit, item->call};
		subject about = {
			.enter = spelled(kv_c_unit_call(code->unit, item->enter)),
			.sleeper = item->sleeper,
			.sleep = item->sleep,
		};

		report_call(check, &ref, &about);
		g_hash_table_add(known, (gpointer)kv_call_ref_call(&ref));
	}
}

/* Shadow variables are new code: of them, one way on which the section is entered is enough. */
static void check_shadow_use(kv_check *check, const kv_shadow_use *use, GHashTable *known)
{
	const kv_c_call *call = kv_call_ref_call(&use->call);
	subject about = {
		.sleeper = use->function,
		.sleep = kv_call_ref_sleep(&use->call),
		.on_some_way = true,
	};

	if (about.sleep == KV_SLEEP_NO || call->function == KV_NOWHERE ||
	    g_hash_table_contains(known, call))
		return;
	about.enter = kv_call_ref_atomic(&use->call);
	if (about.enter)
		report_call(check, &use->call, &about);
}

static void check_source(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	g_autoptr(kv_held_effects) effects = kv_held_effects_new(kv_check_vmlinux(check));
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(livepatch);
	g_autoptr(GHashTable) known = g_hash_table_new(g_direct_hash, g_direct_equal);
	bool realtime =
		kv_kernel_config(kv_check_kernel(check), "CONFIG_PREEMPT_RT", NULL) == KV_YES;

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->functions->len; j++)
			check_code(check, effects, &(kv_c_ref){unit, j}, realtime, known);
	}
	for (guint i = 0; i < uses->len; i++)
		check_shadow_use(check, g_ptr_array_index(uses, i), known);
}

static void check_livepatch(kv_check *check)
{
	if (kv_check_code_is_known(check))
		check_machine_code(check);
}

const kv_rule kv_rule_atomic_sleep = {
	.id = "atomic-sleep",
	.check_livepatch = check_livepatch,
	.check_source = check_source,
};
