/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A correct livepatch: two functions of vmlinux, one of a module, callbacks, atomic replace. */
#include "klp.h"

NEW_FUNCTION(new_cmdline_proc_show)
NEW_FUNCTION(new_type_show)
NEW_FUNCTION(new_ho_unique)

#if KLP_RELEASE >= 4015
__attribute__((used)) static int before(struct klp_object *object)
{
	return object != NULL ? 0 : -1;
}

__attribute__((used)) static void after(struct klp_object *object)
{
	object->patched = 0;
}
#endif

static struct klp_func vmlinux_funcs[] = {
	{
		.old_name = "cmdline_proc_show",
		.new_func = new_cmdline_proc_show,
	},
	{
		.old_name = "type_show",
		.new_func = new_type_show,
#if KLP_RELEASE >= 4005
		.old_sympos = 7,
#else
		.old_addr = 0xffffffff81000000,
#endif
	},
	{},
};

static struct klp_func module_funcs[] = {
	{
		.old_name = "ho_unique",
		.new_func = new_ho_unique,
	},
	{},
};

static struct klp_object objs[] = {
	{
		.funcs = vmlinux_funcs,
#if KLP_RELEASE >= 4015
		.callbacks = {.pre_patch = before, .post_unpatch = after},
#endif
	},
	{
		.name = "ho_target",
		.funcs = module_funcs,
	},
	{},
};

#if KLP_RELEASE >= 5005
static struct klp_state states[] = {{.id = 3, .version = 1}, {}};
#endif

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
#if KLP_RELEASE >= 5005
	.states = states,
#endif
#if KLP_RELEASE >= 5001
	.replace = 1,
#endif
};

int init_module(void)
{
	printk("loading");
#if KLP_RELEASE < 5001
	int result = klp_register_patch(&patch);

	if (result)
		return result;
#endif
	return klp_enable_patch(&patch);
}
