/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_PREEMPTION_H
#define KV_IMAGE_PREEMPTION_H

#include "kernel/kernel.h"

typedef enum {
	KV_PREEMPT_UNKNOWN,
	KV_PREEMPT_NONE,
	KV_PREEMPT_VOLUNTARY,
	KV_PREEMPT_FULL, /* PREEMPT_LAZY and PREEMPT_RT as well */
} kv_preempt;

/* When a kernel takes the processor from a task that runs in the kernel. */
typedef struct kv_preemption {
	kv_preempt model; /* the default when it can be chosen at boot */
	bool dynamic;	  /* CONFIG_PREEMPT_DYNAMIC: "preempt=" of the command line chooses */
	/*
	 * Whether cond_resched() switches the calling task to the new functions itself, as from
	 * commit e3ff7c609f39 (6.4) to commit 676e8cf70cb0 (6.16).
	 */
	kv_fact resched_switches;
} kv_preemption;

kv_preemption kv_kernel_preemption(const kv_kernel *kernel);

/* "PREEMPT_VOLUNTARY, unless preempt= says otherwise at boot": for messages; free with g_free(). */
char *kv_preemption_text(const kv_preemption *preemption);

#endif
