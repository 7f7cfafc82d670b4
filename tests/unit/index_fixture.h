/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_TESTS_INDEX_FIXTURE_H
#define KV_TESTS_INDEX_FIXTURE_H

#include <glib.h>

/*
 * The bytes of the index of a vmlinux of a handful of symbols and functions; index_fixture.c lists
 * them.
 */
GBytes *index_fixture_bytes(void);

#endif
