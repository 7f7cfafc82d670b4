/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_RELOCATE_H
#define KV_DWARF_RELOCATE_H

#include <libelf.h>
#include <stdbool.h>

/*
 * Applies the relocations of the debug information of the module @elf, whose sections are laid out,
 * where it is mapped: what a compiler's debug information has on x86-64, at a tenth of the time
 * that libdwfl takes for millions of them. False when some are of another kind: libdwfl is to do it
 * then, also those that are done already. Relocations with undefined symbols and those that lie
 * outside their section are passed over, as by libdwfl.
 */
bool kv_dwarf_relocate(Elf *elf);

#endif
