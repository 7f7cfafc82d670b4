/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module that is no livepatch. */
#define NO_LIVEPATCH_TAG
#include "klp.h"

int init_module(void)
{
	return printk("nothing");
}
