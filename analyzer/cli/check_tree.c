/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/changes.h"
#include "cli/command.h"
#include "cli/target.h"
#include "livepatch/tree.h"

static gboolean check_on(const kv_tree *tree, const kv_tree_livepatch *parts,
			 const kv_target_kernel *target, kv_report *report, GError **error)
{
	g_autoptr(kv_livepatch) livepatch = kv_tree_read_listed(tree, parts, target->kernel, error);

	if (!livepatch)
		return FALSE;
	kv_target_check(target, livepatch, report);
	return TRUE;
}

static int check_livepatch(const kv_tree *tree, const kv_tree_livepatch *parts,
			   const GPtrArray *kernels, kv_report *report)
{
	g_autoptr(GError) error = NULL;

	for (guint i = 0; !error && i < kernels->len; i++)
		check_on(tree, parts, g_ptr_array_index(kernels, i), report, &error);
	if (!error)
		return KV_EXIT_CLEAN;
	kv_report_add_failure(report, parts->path, NULL, error->message);
	return kv_command_fail(error);
}

static bool has_changed(const kv_tree *tree, const kv_tree_livepatch *livepatch,
			const GPtrArray *changes)
{
	for (guint i = 0; i < changes->len; i++) {
		if (kv_tree_concerns(tree, livepatch, g_ptr_array_index(changes, i)))
			return true;
	}
	return false;
}

static int check_livepatches(const kv_tree *tree, const GPtrArray *changes,
			     const GPtrArray *kernels, kv_report *report)
{
	const GPtrArray *livepatches = kv_tree_livepatches(tree);
	int status = KV_EXIT_CLEAN;

	for (guint i = 0; i < livepatches->len; i++) {
		const kv_tree_livepatch *livepatch = g_ptr_array_index(livepatches, i);

		if (changes && !has_changed(tree, livepatch, changes))
			continue;
		status = kv_exit_status_worse(status,
					      check_livepatch(tree, livepatch, kernels, report));
	}
	return status;
}

static int fail(const char *path, const GError *error, kv_report *report)
{
	kv_report_add_failure(report, path, NULL, error->message);
	return kv_command_fail(error);
}

int kv_check_tree(const char *path, const char *changed_since, const GPtrArray *kernels,
		  kv_report *report)
{
	g_autoptr(GPtrArray) changes = NULL;
	g_autoptr(kv_tree) tree = NULL;
	g_autoptr(GError) error = NULL;

	if (changed_since) {
		changes = kv_changes_since(path, changed_since, &error);
		if (!changes)
			return fail(path, error, report);
		/* Nothing to look for: the directory need not hold a livepatch any more. */
		if (changes->len == 0)
			return KV_EXIT_CLEAN;
	}
	tree = kv_tree_open(path, &error);
	if (!tree)
		return fail(path, error, report);
	return check_livepatches(tree, changes, kernels, report);
}
