/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_TRANSFER_H
#define KV_SOURCE_TRANSFER_H

#include "source/facts.h"

/*
 * The facts of one file as bytes, for the way from one process to another of the same program: no
 * format for files.
 */

/* Appends @unit to @bytes. */
void kv_c_unit_write(const kv_c_unit *unit, GByteArray *bytes);
/*
 * The unit that @size @bytes are; KV_ERROR_INTERNAL, with @path in the message, when they are not
 * one: every position and string in them is checked.
 */
kv_c_unit *kv_c_unit_read(const char *path, const uint8_t *bytes, size_t size,
				GError **error);

#endif
