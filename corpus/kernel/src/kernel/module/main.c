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

#ifdef CLEARS_RELOCATIONS
/* What livepatching on x86 needs to take relocations back. */
void clear_relocate_add(unsigned int *place, int count);
void clear_relocate_add(unsigned int *place, int count)
{
	while (count-- > 0)
		place[count] = 0;
}
#endif
