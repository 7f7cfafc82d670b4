/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_CALL_H
#define KV_DWARF_CALL_H

#include <stdbool.h>

#include "dwarf/die.h"

/*
 * Reads the call site @die (DWARF 5, section 3.4, or the GNU extension of version 4) into @call,
 * but for its unit; the name of the callee is in the image's memory. False when it does not tell
 * where the call is.
 */
bool kv_dwarf_call_read(const kv_dwarf_image *image, Dwarf_Die *die, kv_dwarf_call *call);

#endif
