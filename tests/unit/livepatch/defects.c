/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One livepatch for each way of writing one badly or unusually; the build chooses by -DCASE_x. */
#include "klp.h"

NEW_FUNCTION(new_one)
NEW_FUNCTION(new_two)

#define ONE                                                                                        \
	{                                                                                          \
		.old_name = "one", .new_func = new_one                                             \
	}
#define TWO                                                                                        \
	{                                                                                          \
		.old_name = "two", .new_func = new_two                                             \
	}

extern int choice;
extern int elsewhere(void);

#if defined(CASE_funcs_unended)
/* The second array follows at once: it must not be read as entries of the first. */
static struct klp_func one[] __attribute__((section(".data.klp"), aligned(8))) = {ONE};
static struct klp_func two[] __attribute__((section(".data.klp"), aligned(8))) = {TWO, {}};
static struct klp_object objs[] = {{.funcs = one}, {.name = "other", .funcs = two}, {}};

#elif defined(CASE_funcs_unended_before_zeros)
static struct klp_func one[] __attribute__((section(".data.klp"), aligned(8))) = {ONE};
static char zeros[512] __attribute__((section(".data.klp"), aligned(8), used)) = {0};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_objects_unended)
static struct klp_func one[] = {ONE, {}};
static struct klp_object objs[] = {{.funcs = one}};

#elif defined(CASE_const_funcs)
static const struct klp_func one[] = {ONE, {}};
static struct klp_object objs[] = {{.funcs = (struct klp_func *)one}, {}};

#elif defined(CASE_init_data)
__attribute__((section(".init.data"))) static struct klp_func one[] = {ONE, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_compound_literals)
#define OBJS                                                                                       \
	((struct klp_object[]){                                                                    \
		{.funcs = (struct klp_func[]){ONE, TWO, {}}},                                      \
		{.name = "other", .funcs = (struct klp_func[]){TWO, {}}},                          \
		{},                                                                                \
	})

#elif defined(CASE_empty_objects)
static struct klp_object objs[] = {{}};

#elif defined(CASE_no_funcs)
static struct klp_object objs[] = {{.name = "other"}, {}};

#elif defined(CASE_callbacks_only)
static int before(struct klp_object *object)
{
	return object == NULL;
}
static struct klp_func two[] = {TWO, {}};
static struct klp_object objs[] = {
	{.callbacks = {.pre_patch = before}},
	{.name = "other", .funcs = two},
	{},
};

#elif defined(CASE_half_entries)
static struct klp_func one[] = {{.old_name = "one"}, {.new_func = new_two}, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_undefined_replacement)
static struct klp_func one[] = {{.old_name = "one", .new_func = elsewhere}, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_init_replacement)
__attribute__((section(".init.text"))) static int new_init(void)
{
	return 1;
}
static struct klp_func one[] = {{.old_name = "one", .new_func = new_init}, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_name_variable)
static char object_name[] = "other";
static const char function_name[] = "one";
static struct klp_func one[] = {{.old_name = function_name, .new_func = new_one}, {}};
static struct klp_object objs[] = {{.name = object_name, .funcs = one}, {}};

#elif defined(CASE_name_at_run_time)
char object_name[56], function_name[56];
static struct klp_func one[] = {{.old_name = function_name, .new_func = new_one}, TWO, {}};
static struct klp_func two[] = {TWO, {}};
static struct klp_object objs[] = {{.funcs = one}, {.name = object_name, .funcs = two}, {}};

#elif defined(CASE_funcs_at_run_time)
static struct klp_func one[2];
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_new_func_at_run_time)
static struct klp_func one[] = {{.old_name = "one"}, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};

#elif defined(CASE_objects_at_run_time)
static struct klp_func one[] = {ONE, {}};
static struct klp_object objs[2];

#else
static struct klp_func one[] = {ONE, {}};
static struct klp_object objs[] = {{.funcs = one}, {}};
#endif

#ifndef OBJS
#define OBJS objs
#endif

static struct klp_patch patch = {
#ifdef CASE_patch_at_run_time
};
#else
#ifndef CASE_no_mod
	.mod = THIS_MODULE,
#endif
#if !defined(CASE_no_objs) && !defined(CASE_objs_set_by_code)
	.objs = OBJS,
#endif
};
#endif

#ifdef CASE_several
static struct klp_func other_funcs[] = {TWO, {}};
static struct klp_object other_objs[] = {{.funcs = other_funcs}, {}};
static struct klp_patch other = {.mod = THIS_MODULE, .objs = other_objs};
#endif

#ifdef CASE_helper
__attribute__((noinline, noclone)) static int enable(int times, struct klp_patch *which)
{
	return times ? klp_enable_patch(which) : 0;
}
#endif

#ifdef CASE_allocated
void *allocate(unsigned long size);
static struct klp_patch *allocated;
#endif

/* Names that the module itself refers to, so that a case may leave some of them out. */
__attribute__((used)) static const void *const references[] = {new_one, new_two};

int init_module(void)
{
#if defined(CASE_name_at_run_time)
	object_name[0] = function_name[0] = (char)choice;
#elif defined(CASE_funcs_at_run_time)
	one[0].old_name = "one";
	one[0].new_func = new_one;
#elif defined(CASE_new_func_at_run_time)
	one[0].new_func = choice ? new_one : new_two;
#elif defined(CASE_objects_at_run_time)
	objs[0].funcs = one;
#elif defined(CASE_patch_at_run_time)
	patch.mod = THIS_MODULE;
	patch.objs = objs;
#elif defined(CASE_objs_set_by_code)
	patch.objs = objs;
#elif defined(CASE_replace_set_by_code)
	patch.replace = choice;
#elif defined(CASE_several)
	if (choice)
		return klp_enable_patch(&other);
#elif defined(CASE_helper)
	return enable(choice, &patch);
#elif defined(CASE_allocated)
	allocated = allocate(sizeof(*allocated));
	*allocated = (struct klp_patch){.mod = THIS_MODULE, .objs = objs};
	return klp_enable_patch(allocated);
#endif
#if !defined(CASE_helper) && !defined(CASE_allocated)
	return klp_enable_patch(&patch);
#endif
}
