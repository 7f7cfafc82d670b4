/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* What the kernel does with data of the livepatch, by what becomes of its memory. */
static const struct {
	kv_lp_storage storage;
	kv_stage stage;
	const char *state, *consequence, *remedy;
} data_faults[] = {
	{KV_STORAGE_FREED, KV_STAGE_RUN, "lies in init memory, which is freed when init has run",
	 "loads it, then reads and writes freed memory: page fault at the next transition at the "
	 "latest",
	 "take __initdata off it"},
	{KV_STORAGE_READ_ONLY, KV_STAGE_EARLY, "is constant, but the kernel writes into it",
	 "oopses in insmod when it initialises the structure", "take const off it"},
	{KV_STORAGE_SEALED, KV_STAGE_TRANSITION,
	 "is read-only as soon as init has run, but the kernel goes on writing into it",
	 "oopses when the transition writes into the structure", "take __ro_after_init off it"},
};

static void check_data(kv_check *check, const kv_lp_object *object, kv_lp_storage storage,
		       const char *what)
{
	kv_finding *finding;

	for (guint i = 0; i < G_N_ELEMENTS(data_faults); i++) {
		if (data_faults[i].storage != storage)
			continue;
		finding = object ? kv_check_report_object(check, object, "the %s of %s %s", what,
							  kv_lp_object_display_name(object),
							  data_faults[i].state)
				 : kv_check_report(check, NULL, "the %s %s", what,
						   data_faults[i].state);
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, data_faults[i].stage);
		kv_finding_set_consequence(finding, "%s", data_faults[i].consequence);
		kv_finding_set_remedy(finding, "%s", data_faults[i].remedy);
		kv_finding_set_source(finding, "the section of the module that holds it");
	}
}

static void check_callbacks(kv_check *check, const kv_lp_object *object)
{
	static const char *const names[KV_CALLBACK_COUNT] = {
		[KV_PRE_PATCH] = "pre_patch",
		[KV_POST_PATCH] = "post_patch",
		[KV_PRE_UNPATCH] = "pre_unpatch",
		[KV_POST_UNPATCH] = "post_unpatch",
	};
	kv_finding *finding;

	for (guint i = 0; i < KV_CALLBACK_COUNT; i++) {
		/* vmlinux is patched by klp_enable_patch() only, while init runs. */
		if (object->callback_storage[i] != KV_STORAGE_FREED ||
		    (i == KV_PRE_PATCH && !object->name))
			continue;
		finding = kv_check_report_object(
			check, object,
			"the %s callback%s%s of %s is init code, freed when init has run", names[i],
			object->callbacks[i] ? " " : "",
			object->callbacks[i] ? object->callbacks[i] : "",
			kv_lp_object_display_name(object));
		kv_finding_set_consequence(finding,
					   "jumps into freed memory when it calls it later");
		kv_finding_set_remedy(finding, "take __init off it");
		kv_finding_set_source(finding, "the section of the module that holds it");
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	kv_check_mention_gaps(check);
	check_data(check, NULL, livepatch->patch_storage, "klp_patch");
	check_data(check, NULL, livepatch->objects_storage, "array of klp_object");
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		check_data(check, object, object->funcs_storage, "array of klp_func");
		check_callbacks(check, object);
	}
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_lp_function *function = patched->function;
	kv_finding *finding;

	if (function->new_storage != KV_STORAGE_FREED)
		return;
	finding = kv_check_report(check, patched,
				  "the replacement %s is init code, freed when init has run",
				  function->new_name ? function->new_name : "of the function");
	kv_finding_set_consequence(finding, "loads it, then sends calls of %s into freed memory",
				   function->old_name);
	kv_finding_set_remedy(finding, "take __init off the replacement");
	kv_finding_set_source(finding, "the section of the module that holds it");
}

const kv_rule kv_rule_section_unfit = {
	.id = "section-unfit",
	.check_livepatch = check_livepatch,
	.check_function = check_function,
};
