/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_MACHINE_DESCRIPTION_H
#define KV_MACHINE_DESCRIPTION_H

#include <elf.h>

#include "machine/machine.h"

/* For the files that describe an architecture: the initialisers of a list and its length. */
#define KV_LIST(list, count, entries) \
	.list = (entries), .count = sizeof(entries) / sizeof((entries)[0])

#endif
