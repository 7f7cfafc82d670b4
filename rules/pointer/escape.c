/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "kernel/patterns.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

static bool calls_any(const kv_call_ref *ref, gpointer data)
{
	const char *const *names = data;
	const kv_c_call *call = kv_call_ref_call(ref);

	for (guint i = 0; i < KV_RELEASES_MAX && names[i]; i++) {
		if (g_strcmp0(call->name, names[i]) == 0 || g_strcmp0(call->macro, names[i]) == 0)
			return true;
	}
	return false;
}

/* kv_lp_call_visitor */
static bool is_release(const kv_lp_call *call, gpointer data)
{
	const char *const *names = data;

	for (guint i = 0; i < KV_RELEASES_MAX && names[i]; i++) {
		if (strcmp(call->callee, names[i]) == 0)
			return true;
	}
	return false;
}

static bool code_releases(const kv_livepatch *livepatch, const char *name,
			  const char *const *release)
{
	const kv_lp_body *body = kv_livepatch_body(livepatch, name);
	kv_c_ref code;

	if (body)
		return kv_lp_body_each_call(body, is_release, (gpointer)release);
	return kv_livepatch_find_code(livepatch, NULL, name, &code) &&
	       kv_c_each_call(livepatch, &code, calls_any, (gpointer)release);
}

/* Whether what runs when the livepatch goes, a callback or the exit function, makes one of the
 * calls. */
static bool is_released(const kv_livepatch *livepatch, const char *const *release)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (code_releases(livepatch, object->callbacks[KV_PRE_UNPATCH], release) ||
		    code_releases(livepatch, object->callbacks[KV_POST_UNPATCH], release))
			return true;
	}
	/* scripts/mod/modpost.c: what struct module.exit points to. */
	if (code_releases(livepatch, "cleanup_module", release))
		return true;
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);
		kv_c_ref exit = {unit, unit->exit};

		if (unit->exit != KV_NOWHERE &&
		    kv_c_each_call(livepatch, &exit, calls_any, (gpointer)release))
			return true;
	}
	return false;
}

/* What of the livepatch the pointer leads to, by name; NULL for what is not its own. */
static const char *target_of(const kv_c_unit *unit, const kv_c_escape *escape)
{
	const kv_c_function *function;
	const kv_c_variable *variable;

	if (escape->name_kind == KV_NAME_FUNCTION) {
		function = kv_c_unit_function(unit, escape->target);
		return function && function->is_defined ? function->name : NULL;
	}
	variable = kv_c_unit_variable(unit, escape->target);
	return variable && variable->function == KV_NOWHERE && !variable->is_extern &&
			       !strstr(variable->type ? variable->type : "", "struct klp_")
		       ? variable->name
		       : NULL;
}

static kv_finding *report(kv_check *check, const kv_c_place *place, const char *target,
			  const char *holder, const char *remedy)
{
	g_autofree char *message = g_strdup_printf(
		"%s of the livepatch is given to %s, and nothing takes it back", target, holder);
	kv_finding *finding = place ? kv_check_report_at(check, NULL, place, "%s", message)
				    : kv_check_report(check, NULL, "%s", message);

	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding, "the %s of the livepatch",
			      place ? "source" : "machine code");
	return finding;
}

static void report_keeper(kv_check *check, const kv_c_place *place, const char *target,
			  const kv_keeper_pattern *by)
{
	g_autofree char *holder = g_strdup_printf("%s (%s)", by->what, by->function);
	g_autofree char *remedy =
		g_strdup_printf("call %s() in a pre_unpatch or post_unpatch callback, or use a "
				"function of the kernel in its place",
				by->release[0]);

	report(check, place, target, holder, remedy);
}

static const kv_c_place *place_of(const kv_c_unit *unit, const kv_c_escape *escape)
{
	return &kv_c_unit_expr(unit, escape->expression)->place;
}

static void check_keeper(kv_check *check, const kv_c_unit *unit, const kv_c_escape *escape,
			 const char *target)
{
	const kv_c_call *call = kv_c_unit_call(unit, escape->call);

	for (gsize i = 0; i < kv_keepers_count; i++) {
		const kv_keeper_pattern *keeper = &kv_keepers[i];

		if (keeper->in_code || (g_strcmp0(escape->macro, keeper->function) != 0 &&
					g_strcmp0(call ? call->name : NULL, keeper->function) != 0))
			continue;
		if (!is_released(kv_check_livepatch(check), keeper->release))
			report_keeper(check, place_of(unit, escape), target, keeper);
		return;
	}
}

static const char restore[] = "put the old pointer back in a post_unpatch callback, for every "
			      "object that got the new one, "
			      "or store a function of the kernel";

/* "x->ops = &mine": an object of the kernel holds the pointer from then on. */
static void check_assignment(kv_check *check, const kv_c_unit *unit,
			     const kv_c_escape *escape, const char *target)
{
	kv_finding *finding;

	if (!escape->to || !strstr(escape->to, "->"))
		return;
	finding = report(check, place_of(unit, escape), target, escape->to, restore);
	finding->confidence = KV_REVIEW;
}

static void check_escape(kv_check *check, const kv_c_unit *unit, const kv_c_escape *escape)
{
	const char *target = target_of(unit, escape);

	if (!target)
		return;
	if (escape->macro || escape->kind == KV_ESCAPE_ARGUMENT)
		check_keeper(check, unit, escape, target);
	else if (escape->kind == KV_ESCAPE_ASSIGNED)
		check_assignment(check, unit, escape, target);
}

/* What calls of @name give a pointer to, unless it is released; or NULL. */
static const kv_keeper_pattern *unreleased(kv_check *check, const char *name)
{
	for (gsize i = 0; i < kv_keepers_count; i++) {
		const kv_keeper_pattern *keeper = &kv_keepers[i];

		if (strcmp(keeper->function, name) == 0)
			return is_released(kv_check_livepatch(check), keeper->release) ? NULL
										       : keeper;
	}
	return NULL;
}

static void check_call(kv_check *check, const kv_lp_call *call)
{
	const kv_keeper_pattern *found = unreleased(check, call->callee);

	for (guint i = 0; found && i < KV_LP_ARGUMENTS_MAX; i++) {
		const kv_lp_value *passed = &call->arguments[i];

		/* What DEFINE_TIMER() and the like pass besides are names: constants without
		 * symbol. */
		if (passed->kind != KV_LP_VALUE_FUNCTION && passed->kind != KV_LP_VALUE_OBJECT)
			continue;
		if (strcmp(passed->name, "__this_module") == 0 ||
		    g_str_has_prefix(passed->name, "__key") ||
		    g_str_has_prefix(passed->name, "__func__"))
			continue;
		report_keeper(check, NULL, passed->name, found);
		return;
	}
}

/* A function in an object that a pointer leads to: INIT_WORK(&object->work, function). */
static void check_stored(kv_check *check, const kv_lp_body *body)
{
	static const char *const works[] = {"cancel_work_sync", "cancel_delayed_work_sync",
					    "destroy_workqueue", "flush_work", "rcu_barrier"};

	if (is_released(kv_check_livepatch(check), works))
		return;
	for (guint i = 0; i < body->stored->len; i++) {
		const kv_lp_value *value = &g_array_index(body->stored, kv_lp_value, i);
		g_autofree char *holder =
			g_strdup_printf("an object that %s has a pointer to", body->name);

		if (value->kind == KV_LP_VALUE_FUNCTION)
			report(check, NULL, value->name, holder, restore)->confidence = KV_REVIEW;
	}
}

static void check_module(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_lp_body *init = kv_livepatch_body(livepatch, "init_module");

	for (guint i = 0; livepatch->bodies && i < livepatch->bodies->len; i++) {
		const kv_lp_body *body = g_ptr_array_index(livepatch->bodies, i);

		for (guint j = 0; j < body->calls->len; j++)
			check_call(check, &g_array_index(body->calls, kv_lp_call, j));
		/* What the init function stores may be the klp_patch that it builds. */
		if (!init || !kv_lp_body_leads_to(init, body))
			check_stored(check, body);
	}
}

/* "timer_setup(&timer, tick, 0)" gives two pointers away: the first stands for both. */
static bool is_second(const kv_c_unit *unit, guint number)
{
	const kv_c_escape *escape = &g_array_index(unit->escapes, kv_c_escape, number);
	const kv_c_place *place = &kv_c_unit_expr(unit, escape->expression)->place;

	for (guint i = number; i > 0; i--) {
		const kv_c_escape *earlier =
			&g_array_index(unit->escapes, kv_c_escape, i - 1);
		const kv_c_place *other = &kv_c_unit_expr(unit, earlier->expression)->place;

		if (earlier->function != escape->function || other->line != place->line ||
		    g_strcmp0(other->file, place->file) != 0)
			return false;
		if ((escape->macro || escape->call != KV_NOWHERE) &&
		    earlier->call == escape->call &&
		    g_strcmp0(earlier->macro, escape->macro) == 0 && target_of(unit, earlier))
			return true;
	}
	return false;
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	if (!kv_check_code_is_known(check))
		return;
	check_module(check);
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->escapes->len; j++) {
			if (!is_second(unit, j))
				check_escape(check, unit,
					     &g_array_index(unit->escapes, kv_c_escape, j));
		}
	}
}

const kv_rule kv_rule_pointer_escape = {
	.id = "pointer-escape",
	.check_livepatch = check_livepatch,
};
