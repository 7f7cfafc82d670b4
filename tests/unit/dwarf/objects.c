// SPDX-License-Identifier: GPL-2.0-or-later
/* Objects that hold addresses of functions. */
#include "objects.h"

static int act(void)
{
	return 1;
}

static void *find(int key)
{
	return key ? (void *)act : 0;
}

const struct operations plain = {.open = act, .find = find, .data = act, .number = (long)act};
driver volatile named = {.act = act, .inner.operations.open = act};
struct table nested = {.drivers[2] = {.act = act}, .grid[1][2] = act};
struct choice chosen = {.of.none = act, .begin = act, .end = act};
action lone = act;
action several[4] = {0, act};

int use(void);
int use(void)
{
	static struct operations hidden = {.find = find};

	hidden.number++;
	return plain.open() + nested.grid[1][2]() + lone() + several[1]() + (hidden.find(1) != 0);
}
