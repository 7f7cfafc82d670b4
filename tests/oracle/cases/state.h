/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STATE_H
#define STATE_H

/* A livepatch of one function of procfs, with system states (NULL: none) and the flag for others. */
#define STATE_LIVEPATCH(function, state_array, is_cumulative)                        \
	static int show_state(struct seq_file *m, void *v)                           \
	{                                                                            \
		seq_puts(m, "state\n");                                              \
		return 0;                                                            \
	}                                                                            \
	static struct klp_func functions[] = { FUNCTION(function, show_state), { } }; \
	static struct klp_object objects[] = { { .funcs = functions }, { } };        \
	static struct klp_patch patch = {                                            \
		.mod = THIS_MODULE,                                                  \
		.objs = objects,                                                     \
		.states = state_array,                                               \
		.replace = is_cumulative,                                            \
	};                                                                           \
	static int __init livepatch_init(void)                                       \
	{                                                                            \
		return klp_enable_patch(&patch);                                     \
	}                                                                            \
	static void __exit livepatch_exit(void)                                      \
	{                                                                            \
	}                                                                            \
	module_init(livepatch_init);                                                 \
	module_exit(livepatch_exit);                                                 \
	MODULE_DESCRIPTION("klpvet test case");                                      \
	MODULE_LICENSE("GPL");                                                       \
	MODULE_INFO(livepatch, "Y")

#endif
