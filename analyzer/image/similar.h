/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_SIMILAR_H
#define KV_IMAGE_SIMILAR_H

#include <glib.h>

#include "index/index.h"

/* The functions of @index whose names are most like @name, nearest first; returns how many. */
enum { KV_SIMILAR_MAX = 5 };
guint kv_index_similar(const kv_index *index, const char *name,
		       const kv_symbol *similar[KV_SIMILAR_MAX]);

#endif
