/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target.h"

#include "cli/progress.h"
#include "engine/check.h"
#include "livepatch/module/read.h"
#include "livepatch/source/source.h"

static kv_fact config_of(gconstpointer kernel, const char *option, const char **value)
{
	return kv_kernel_config(kernel, option, value);
}

kv_source_options kv_target_source_options(const kv_target_kernel *target, const char *kdir)
{
	const kv_index *kernel = kv_kernel_index(target->kernel);

	return (kv_source_options){
		.kdir = kdir,
		.release = kv_index_release(kernel),
		.machine = kv_index_machine(kernel),
		.config = config_of,
		.kernel = target->kernel,
	};
}

kv_livepatch *kv_target_read(const kv_target_kernel *target, const char *kdir, kv_file *file,
			     GError **error)
{
	kv_source_options options = kv_target_source_options(target, kdir);

	if (kv_source_recognise(file))
		return kv_livepatch_read_source(kv_file_path(file), &options, error);
	return kv_livepatch_read(file, kv_kernel_index(target->kernel), error);
}

void kv_target_check(const kv_target_kernel *target, const kv_livepatch *livepatch,
		     kv_report *report)
{
	kv_result *result = kv_check_run_after(target->previous, livepatch, target->kernel);

	g_free(result->kernel);
	result->kernel = g_strdup(target->name);
	g_ptr_array_add(report->results, result);
	kv_progress_end();
}
