// SPDX-License-Identifier: GPL-2.0-or-later
/* Clones: functions that exist only under a suffixed name, and one that exists under both. */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>

struct vm_area {
	unsigned long start, end, flags;
	struct vm_area *next;
};

/* Its copies are in a host that has only a clone's name. */
int area_matches(const struct vm_area *area, unsigned long mask);
int area_matches(const struct vm_area *area, unsigned long mask)
{
	if (area->start > area->end)
		return 0;
	return (area->flags & mask) != 0;
}
EXPORT_SYMBOL(area_matches);

/* Each caller gives the same mask: the parameter goes away (.constprop.0). */
static noinline __flatten unsigned long zap_range(struct vm_area *area, unsigned long mask)
{
	unsigned long pages = 0;

	for (; area; area = area->next)
		if (area_matches(area, mask))
			pages += (area->end - area->start) >> 12;
	return pages;
}

/* One member is all it uses: that is handed over instead of the pointer (.isra.0). */
static noinline unsigned long area_pages(struct vm_area *area, unsigned long shift)
{
	return (area->end + shift) >> shift;
}

unsigned long unmap_areas(struct vm_area *area);
unsigned long unmap_areas(struct vm_area *area)
{
	return zap_range(area, 8) + area_pages(area, 12);
}
EXPORT_SYMBOL(unmap_areas);

unsigned long discard_areas(struct vm_area *area);
unsigned long discard_areas(struct vm_area *area)
{
	return zap_range(area->next, 8) * area_pages(area->next, 21);
}
EXPORT_SYMBOL(discard_areas);
