/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/preemption.h"

#include <stdio.h>

static const struct {
	const char *option;
	kv_preempt model;
} options[] = {
	{"CONFIG_PREEMPT_RT", KV_PREEMPT_FULL},
	{"CONFIG_PREEMPT_LAZY", KV_PREEMPT_FULL},
	{"CONFIG_PREEMPT", KV_PREEMPT_FULL},
	{"CONFIG_PREEMPT_VOLUNTARY", KV_PREEMPT_VOLUNTARY},
	{"CONFIG_PREEMPT_NONE", KV_PREEMPT_NONE},
};

static const char *const texts[] = {
	[KV_PREEMPT_UNKNOWN] = "a preemption model that is not known (no configuration)",
	[KV_PREEMPT_NONE] = "PREEMPT_NONE",
	[KV_PREEMPT_VOLUNTARY] = "PREEMPT_VOLUNTARY",
	[KV_PREEMPT_FULL] = "full or lazy preemption",
};

static bool has_symbol(const kv_index *vmlinux, const char *name)
{
	return kv_index_symbols_named(vmlinux, name).count > 0;
}

/*
 * With static calls the hook is a function that __SCT__cond_resched is aimed at. Without them it is
 * inlined into __cond_resched(), and nothing but the version tells it from the one in __schedule().
 */
static kv_fact resched_switches(const kv_index *vmlinux, bool dynamic)
{
	unsigned int major, minor;

	if (!has_symbol(vmlinux, "klp_sched_try_switch_key") &&
	    !has_symbol(vmlinux, "__klp_sched_try_switch"))
		return KV_NO;
	if (has_symbol(vmlinux, "klp_cond_resched"))
		return KV_YES;
	if (dynamic)
		return KV_NO;
	if (sscanf(kv_index_release(vmlinux), "%u.%u", &major, &minor) != 2)
		return KV_UNKNOWN;
	return kv_fact_from_bool(major < 6 || (major == 6 && minor < 16));
}

kv_preemption kv_kernel_preemption(const kv_kernel *kernel)
{
	kv_preemption preemption = {.model = KV_PREEMPT_UNKNOWN};

	for (size_t i = G_N_ELEMENTS(options); i-- > 0;)
		if (kv_kernel_config(kernel, options[i].option, NULL) == KV_YES)
			preemption.model = options[i].model;
	preemption.dynamic = kv_kernel_config(kernel, "CONFIG_PREEMPT_DYNAMIC", NULL) == KV_YES;
	preemption.resched_switches = resched_switches(kv_kernel_index(kernel), preemption.dynamic);
	return preemption;
}

char *kv_preemption_text(const kv_preemption *preemption)
{
	return g_strdup_printf("%s%s", texts[preemption->model],
			       preemption->dynamic ? ", unless preempt= says otherwise at boot"
						   : "");
}
