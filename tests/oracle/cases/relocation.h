/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RELOCATION_H
#define RELOCATION_H

#include "ot.h"

/*
 * Declares @name, a symbol of @where that is not exported: what refers to it is relocated when
 * @object is patched. What convert.py makes livepatch relocations of.
 */
#define RELOCATED(object, where, name) \
	__asm__("\".klp.sym.rela." #object "." #where "." #name ",0\"")

#endif
