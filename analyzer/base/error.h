/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_ERROR_H
#define KV_BASE_ERROR_H

#include <glib.h>

/*
 * An error says that klpvet could not do its job. What is wrong with a livepatch is a finding, and
 * what could not be looked at is "not checked"; neither is ever an error.
 */
#define KV_ERROR (kv_error_quark())
GQuark kv_error_quark(void);

typedef enum {
	/*
	 * The command line, a missing file, or a file that is not of the kind that was asked for.
	 */
	KV_ERROR_USAGE,
	/* A file of the right kind that is truncated, corrupt or in an unsupported format. */
	KV_ERROR_INPUT,
	/* The system refused: permission, disk full, out of memory. */
	KV_ERROR_SYSTEM,
	/* klpvet itself is wrong. */
	KV_ERROR_INTERNAL,
} kv_error_code;

/* The exit statuses of the klpvet command; README.md holds the same table for users. */
enum {
	KV_EXIT_CLEAN = 0,
	KV_EXIT_FINDINGS = 1,
	KV_EXIT_USAGE = 2,
	KV_EXIT_INCOMPLETE = 3,
	KV_EXIT_BUG = 4,
};

/* The exit status that reports @error: KV_EXIT_USAGE, KV_EXIT_INCOMPLETE or KV_EXIT_BUG. */
int kv_error_exit_status(const GError *error);

#endif
