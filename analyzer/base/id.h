/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_ID_H
#define KV_BASE_ID_H

#include <stdint.h>

/* "No such record", in every field that holds an id: the position of a record in a table. */
#define KV_NONE UINT32_MAX

#endif
