/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/previous.h"

#include "base/error.h"
#include "cli/command.h"
#include "livepatch/source/source.h"

/* Source that was read in part would hide what the livepatch does: an error. */
static gboolean add(const char *path, const char *kdir, kv_target_kernel *target, GError **error)
{
	g_autoptr(kv_file) file = kv_file_open(path, error);
	g_autoptr(kv_livepatch) livepatch = file ? kv_target_read(target, kdir, file, error) : NULL;
	g_autofree char *unread = livepatch ? kv_livepatch_source_errors(livepatch) : NULL;

	if (!livepatch)
		return FALSE;
	if (unread) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: %s", path, unread);
		return FALSE;
	}
	g_ptr_array_add(target->previous, g_steal_pointer(&livepatch));
	return TRUE;
}

int kv_previous_read(const char *const *paths, const char *kdir, const GPtrArray *kernels,
		     kv_report *report)
{
	int status = KV_EXIT_CLEAN;

	for (; paths && *paths; paths++) {
		g_autoptr(GError) error = NULL;

		for (guint i = 0; !error && i < kernels->len; i++)
			add(*paths, kdir, g_ptr_array_index(kernels, i), &error);
		if (!error)
			continue;
		kv_report_add_failure(report, *paths, NULL, error->message);
		status = kv_exit_status_worse(status, kv_command_fail(error));
	}
	return status;
}
