/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_PROGRESS_H
#define KV_CLI_PROGRESS_H

/*
 * Says on stderr, if that is a terminal, what klpvet is busy with once it has taken a second; for
 * kv_kernel_options.progress.
 */
void kv_progress_begin(const char *what);
/* Nothing slow is going on any more. */
void kv_progress_end(void);

#endif
