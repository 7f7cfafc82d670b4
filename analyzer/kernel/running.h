/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_RUNNING_H
#define KV_KERNEL_RUNNING_H

#include <stddef.h>
#include <stdint.h>

/*
 * The lower-case hexadecimal GNU build-id among the ELF notes at @notes, in the byte order of this
 * machine, as /sys/kernel/notes holds them; NULL when there is none. Free with g_free().
 */
char *kv_notes_build_id(const uint8_t *notes, size_t size);

/* The build-id of the running kernel, or NULL when it does not tell. Free with g_free(). */
char *kv_running_build_id(void);

#endif
