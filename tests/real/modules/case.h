/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CASE_H
#define CASE_H

/*
 * What every test livepatch shares. Each says in its first comment what klpvet must report, one
 * line per finding and nothing else:
 *
 *	expect: RULE OBJECT FUNCTION	("-" when the finding is about the whole livepatch)
 *	expect: clean
 */

#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#define FUNCTION(name, replacement) { .old_name = name, .new_func = replacement }
#define FUNCTION_AT(name, position, replacement) \
	{ .old_name = name, .old_sympos = position, .new_func = replacement }

/* A livepatch without the mark that makes it one. */
#define LIVEPATCH_UNMARKED(objects)                                      \
	static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects }; \
	static int __init livepatch_init(void)                           \
	{                                                                \
		return klp_enable_patch(&patch);                         \
	}                                                                \
	static void __exit livepatch_exit(void)                          \
	{                                                                \
	}                                                                \
	module_init(livepatch_init);                                     \
	module_exit(livepatch_exit);                                     \
	MODULE_DESCRIPTION("klpvet test case");                          \
	MODULE_LICENSE("GPL")

#define LIVEPATCH(objects)           \
	LIVEPATCH_UNMARKED(objects); \
	MODULE_INFO(livepatch, "Y")

/* Of functions of one object; @object is a module's name or NULL for vmlinux. */
#define LIVEPATCH_OF(object, ...)                                                   \
	static struct klp_func functions[] = { __VA_ARGS__, { } };                  \
	static struct klp_object objects[] = {                                      \
		{ .name = object, .funcs = functions }, { }                         \
	};                                                                          \
	LIVEPATCH(objects)

/* A replacement of that prototype: the type of its result, and its parameters. */
#define REPLACEMENT(name, result, ...)             \
	static result name(__VA_ARGS__)            \
	{                                          \
		return (result)0;                  \
	}

/* One for functions that the kernel does not find, or that are never patched. */
static __maybe_unused int replacement(void)
{
	return 0;
}

static __maybe_unused int replacement_show(struct seq_file *m, void *v)
{
	seq_puts(m, "patched\n");
	return 0;
}

#endif
