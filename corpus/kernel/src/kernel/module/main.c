// SPDX-License-Identifier: GPL-2.0-or-later
/* The module loader's view of itself. */
#include <linux/kernel.h>
#include <linux/module.h>

static const char vermagic[] __used = VERMAGIC;

bool same_magic(const char *magic);
bool same_magic(const char *magic)
{
	const char *own = READ_ONCE(vermagic[0]) ? vermagic : NULL;

	while (own && *own && *own == *magic) {
		own++;
		magic++;
	}
	return own && !*own && !*magic;
}
EXPORT_SYMBOL(same_magic);
