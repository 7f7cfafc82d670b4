/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The miniature kernel of corpus/ as a module of a real one: the frame, built with that one's
 * headers. Reading /proc/kv_mini makes the calls of kv_mini_calls.c and shows how often new code
 * ran in each.
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

/* corpus/include/linux/livepatch.h has the members at the same places as this kernel. */
static_assert(sizeof(struct klp_func) == 152 && offsetof(struct klp_func, old_sympos) == 16);
static_assert(sizeof(struct klp_object) == 168 && offsetof(struct klp_object, callbacks) == 16);
static_assert(sizeof(struct klp_patch) <= 200 && offsetof(struct klp_patch, states) == 16);
static_assert(offsetof(struct klp_patch, replace) == 24);

/* Functions of the miniature kernel that modules call, under names that no real kernel has. */
#define FORWARD(name)                                                                              \
	void kv_mini_##name(void);                                                                 \
	asm(".pushsection .text\n"                                                                 \
	    ".globl kv_mini_" #name "\n"                                                           \
	    ".type kv_mini_" #name ", @function\n"                                                 \
	    "kv_mini_" #name ":\n"                                                                 \
	    "\tjmp " #name "\n"                                                                    \
	    ".size kv_mini_" #name ", . - kv_mini_" #name "\n"                                     \
	    ".popsection");                                                                        \
	EXPORT_SYMBOL_GPL(kv_mini_##name)

/* For code that is never run. */
#define VARIABLE(name)                                                                             \
	void *kv_mini_##name;                                                                      \
	EXPORT_SYMBOL_GPL(kv_mini_##name)

FORWARD(kfree);
FORWARD(kfree_skb);
FORWARD(kmalloc);
FORWARD(kthread_should_stop);
FORWARD(memcpy);
FORWARD(register_netdev);
FORWARD(schedule);
FORWARD(schedule_timeout);
FORWARD(seq_puts);
FORWARD(sysfs_emit_number);
FORWARD(unregister_netdev);
VARIABLE(current_task);

/* Counted by the replacements of the corpus. */
long kv_mini_new_code;
EXPORT_SYMBOL_GPL(kv_mini_new_code);

/* Makes a call and returns its name, NULL behind the last one. */
const char *kv_mini_call(unsigned int number);

static int kv_mini_show(struct seq_file *m, void *v)
{
	const char *name;
	long before = kv_mini_new_code;

	for (unsigned int number = 0; (name = kv_mini_call(number)); number++) {
		seq_printf(m, "%s=%ld\n", name, kv_mini_new_code - before);
		before = kv_mini_new_code;
	}
	return 0;
}

static int __init kv_mini_init(void)
{
	return proc_create_single("kv_mini", 0444, NULL, kv_mini_show) ? 0 : -ENOMEM;
}

static void __exit kv_mini_exit(void)
{
	remove_proc_entry("kv_mini", NULL);
}

module_init(kv_mini_init);
module_exit(kv_mini_exit);
MODULE_DESCRIPTION("klpvet test target");
MODULE_LICENSE("GPL");
