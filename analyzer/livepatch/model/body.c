/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/model/body.h"

static void loop_free(gpointer data)
{
	kv_lp_loop *loop = data;

	g_ptr_array_unref(loop->calls);
	g_free(loop);
}

kv_lp_body *kv_lp_body_new(const char *name)
{
	kv_lp_body *body = g_new0(kv_lp_body, 1);

	body->name = g_strdup(name);
	body->calls = g_array_new(FALSE, FALSE, sizeof(kv_lp_call));
	body->steps = g_array_new(FALSE, FALSE, sizeof(kv_lp_step));
	body->stored = g_array_new(FALSE, FALSE, sizeof(kv_lp_value));
	body->loops = g_ptr_array_new_with_free_func(loop_free);
	body->names = g_ptr_array_new_with_free_func(g_free);
	return body;
}

void kv_lp_body_free(kv_lp_body *body)
{
	if (!body)
		return;
	g_free(body->name);
	g_array_unref(body->calls);
	g_array_unref(body->steps);
	g_array_unref(body->stored);
	g_ptr_array_unref(body->loops);
	g_ptr_array_unref(body->names);
	g_free(body);
}

kv_lp_loop *kv_lp_body_add_loop(kv_lp_body *body)
{
	kv_lp_loop *loop = g_new0(kv_lp_loop, 1);

	loop->calls = g_ptr_array_new();
	g_ptr_array_add(body->loops, loop);
	return loop;
}

const char *kv_lp_body_name(kv_lp_body *body, const char *name)
{
	char *copy = g_strdup(name);

	g_ptr_array_add(body->names, copy);
	return copy;
}
