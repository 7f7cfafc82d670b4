/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* What keeps pointers to code or data of a module, and what makes the kernel forget them. */
static const struct {
	const char *keeper, *what;
	const char *release[5];
} keepers[] = {
	{"INIT_WORK", "work", {"cancel_work_sync", "flush_work", "destroy_workqueue", "__flush_workqueue"}},
	{"DECLARE_WORK", "work", {"cancel_work_sync", "flush_work"}},
	{"INIT_DELAYED_WORK", "delayed work", {"cancel_delayed_work_sync", "flush_delayed_work", "destroy_workqueue"}},
	{"DECLARE_DELAYED_WORK", "delayed work", {"cancel_delayed_work_sync", "flush_delayed_work"}},
	{"timer_setup", "a timer", {"del_timer_sync", "timer_delete_sync", "timer_shutdown_sync"}},
	{"DEFINE_TIMER", "a timer", {"del_timer_sync", "timer_delete_sync", "timer_shutdown_sync"}},
	{"hrtimer_init", "a timer", {"hrtimer_cancel"}},
	{"tasklet_setup", "a tasklet", {"tasklet_kill"}},
	{"call_rcu", "an RCU callback", {"rcu_barrier"}},
	{"call_srcu", "an RCU callback", {"srcu_barrier"}},
	{"kthread_run", "a kernel thread", {"kthread_stop"}},
	{"kthread_create", "a kernel thread", {"kthread_stop"}},
	{"kthread_create_on_node", "a kernel thread", {"kthread_stop"}},
	{"request_irq", "an interrupt handler", {"free_irq"}},
	{"request_threaded_irq", "an interrupt handler", {"free_irq"}},
	{"proc_create", "a file in /proc", {"remove_proc_entry", "proc_remove"}},
	{"proc_create_data", "a file in /proc", {"remove_proc_entry", "proc_remove"}},
	{"debugfs_create_file", "a file in debugfs", {"debugfs_remove", "debugfs_remove_recursive"}},
	{"misc_register", "a device", {"misc_deregister"}},
	{"register_kprobe", "a kprobe", {"unregister_kprobe"}},
	{"nf_register_net_hook", "a netfilter hook", {"nf_unregister_net_hook"}},
	{"nf_register_net_hooks", "netfilter hooks", {"nf_unregister_net_hooks"}},
	{"register_netdevice_notifier", "a notifier", {"unregister_netdevice_notifier"}},
	{"register_reboot_notifier", "a notifier", {"unregister_reboot_notifier"}},
	{"register_module_notifier", "a notifier", {"unregister_module_notifier"}},
	{"blocking_notifier_chain_register", "a notifier", {"blocking_notifier_chain_unregister"}},
	{"atomic_notifier_chain_register", "a notifier", {"atomic_notifier_chain_unregister"}},
	{"register_sysctl", "a sysctl table", {"unregister_sysctl_table"}},
	{"register_filesystem", "a file system", {"unregister_filesystem"}},
	{"register_shrinker", "a shrinker", {"unregister_shrinker"}},
};

static bool calls_any(const kv_call_ref *ref, gpointer data)
{
	const char *const *names = data;
	const kv_code_call *call = kv_call_ref_call(ref);

	for (guint i = 0; i < 5 && names[i]; i++) {
		if (g_strcmp0(call->name, names[i]) == 0 || g_strcmp0(call->macro, names[i]) == 0)
			return true;
	}
	return false;
}

static bool code_releases(const kv_livepatch *livepatch, const char *name, const char *const *release)
{
	kv_code_ref code;

	return kv_livepatch_find_code(livepatch, NULL, name, &code) &&
	       kv_code_each_call(livepatch, &code, calls_any, (gpointer)release);
}

/* Whether what runs when the livepatch goes, a callback or the exit function, makes one of the calls. */
static bool is_released(const kv_livepatch *livepatch, const char *const *release)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (code_releases(livepatch, object->callbacks[KV_PRE_UNPATCH], release) ||
		    code_releases(livepatch, object->callbacks[KV_POST_UNPATCH], release))
			return true;
	}
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_code_unit *unit = g_ptr_array_index(livepatch->units, i);
		kv_code_ref exit = {unit, unit->exit};

		if (unit->exit != KV_NOWHERE &&
		    kv_code_each_call(livepatch, &exit, calls_any, (gpointer)release))
			return true;
	}
	return false;
}

/* What of the livepatch the pointer leads to, by name; NULL for what is not its own. */
static const char *target_of(const kv_code_unit *unit, const kv_code_escape *escape)
{
	const kv_code_function *function;
	const kv_code_variable *variable;

	if (escape->name_kind == KV_NAME_FUNCTION) {
		function = kv_code_unit_function(unit, escape->target);
		return function && function->is_defined ? function->name : NULL;
	}
	variable = kv_code_unit_variable(unit, escape->target);
	return variable && variable->function == KV_NOWHERE && !variable->is_extern &&
			       !strstr(variable->type ? variable->type : "", "struct klp_")
		       ? variable->name
		       : NULL;
}

static kv_finding *report(kv_check *check, const kv_code_unit *unit, const kv_code_escape *escape,
			  const char *target, const char *holder, const char *remedy)
{
	const kv_expr *expression = kv_code_unit_expr(unit, escape->expression);
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &expression->place,
				     "%s of the livepatch is given to %s, and nothing takes it back",
				     target, holder);
	kv_finding_set_consequence(finding, "uses it after the livepatch has been disabled or "
					    "replaced and its module removed: a jump into freed memory");
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding, "the source of the livepatch");
	return finding;
}

static void check_keeper(kv_check *check, const kv_code_unit *unit, const kv_code_escape *escape,
			 const char *target)
{
	const kv_code_call *call = kv_code_unit_call(unit, escape->call);

	for (gsize i = 0; i < G_N_ELEMENTS(keepers); i++) {
		g_autofree char *holder = NULL;
		g_autofree char *remedy = NULL;

		if (g_strcmp0(escape->macro, keepers[i].keeper) != 0 &&
		    g_strcmp0(call ? call->name : NULL, keepers[i].keeper) != 0)
			continue;
		if (is_released(kv_check_livepatch(check), keepers[i].release))
			return;
		holder = g_strdup_printf("%s (%s)", keepers[i].what, keepers[i].keeper);
		remedy = g_strdup_printf("call %s() in a pre_unpatch or post_unpatch callback, or use "
					 "a function of the kernel in its place",
					 keepers[i].release[0]);
		report(check, unit, escape, target, holder, remedy);
		return;
	}
}

/* "x->ops = &mine": an object of the kernel holds the pointer from then on. */
static void check_assignment(kv_check *check, const kv_code_unit *unit,
			     const kv_code_escape *escape, const char *target)
{
	kv_finding *finding;

	if (!escape->to || !strstr(escape->to, "->"))
		return;
	finding = report(check, unit, escape, target, escape->to,
			 "put the old pointer back in a post_unpatch callback, for every object that "
			 "got the new one, or store a function of the kernel");
	finding->confidence = KV_REVIEW;
}

static void check_escape(kv_check *check, const kv_code_unit *unit, const kv_code_escape *escape)
{
	const char *target = target_of(unit, escape);

	if (!target)
		return;
	if (escape->macro || escape->kind == KV_ESCAPE_ARGUMENT)
		check_keeper(check, unit, escape, target);
	else if (escape->kind == KV_ESCAPE_ASSIGNED)
		check_assignment(check, unit, escape, target);
}

/* "timer_setup(&timer, tick, 0)" gives two pointers away: the first stands for both. */
static bool is_second(const kv_code_unit *unit, guint number)
{
	const kv_code_escape *escape = &g_array_index(unit->escapes, kv_code_escape, number);
	const kv_code_place *place = &kv_code_unit_expr(unit, escape->expression)->place;

	for (guint i = number; i > 0; i--) {
		const kv_code_escape *earlier =
			&g_array_index(unit->escapes, kv_code_escape, i - 1);
		const kv_code_place *other = &kv_code_unit_expr(unit, earlier->expression)->place;

		if (earlier->function != escape->function || other->line != place->line ||
		    g_strcmp0(other->file, place->file) != 0)
			return false;
		if ((escape->macro || escape->call != KV_NOWHERE) && earlier->call == escape->call &&
		    g_strcmp0(earlier->macro, escape->macro) == 0 && target_of(unit, earlier))
			return true;
	}
	return false;
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_code_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->escapes->len; j++) {
			if (!is_second(unit, j))
				check_escape(check, unit,
					     &g_array_index(unit->escapes, kv_code_escape, j));
		}
	}
}

const kv_rule kv_rule_pointer_escape = {
	.id = "pointer-escape",
	.check_livepatch = check_livepatch,
};
