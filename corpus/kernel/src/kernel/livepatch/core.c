// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's side of livepatching: no more than makes its structures and symbol exist. */
#include <linux/livepatch.h>

static struct klp_patch *enabled_patch;

static bool klp_is_object_loaded(struct klp_object *obj)
{
	return !obj->name || obj->mod;
}

int klp_enable_patch(struct klp_patch *patch)
{
	struct klp_object *obj;
	struct klp_func *func;
	struct klp_state *state;
	int functions = 0;

	if (!patch || !patch->mod || !patch->objs)
		return -EINVAL;
	for (obj = patch->objs; obj->funcs || obj->name; obj++) {
		if (!obj->funcs)
			return -EINVAL;
		if (!klp_is_object_loaded(obj))
			continue;
		for (func = obj->funcs; func->old_name || func->new_func; func++)
			functions++;
	}
	for (state = patch->states; state && state->id; state++)
		state->data = NULL;
	WRITE_ONCE(enabled_patch, patch);
	return functions ? 0 : -ENOENT;
}
EXPORT_SYMBOL_GPL(klp_enable_patch);
