/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of objects that hold addresses of functions; the test takes its offsets from here too. */
typedef int (*action)(void);

struct operations {
	unsigned int first : 3, second : 5;
	action open;
	void *(*find)(int key);
	const void *data;
	long number;
	char small;
};

typedef struct {
	char name[8];
	union {
		unsigned long value;
		action act;
	};
	struct {
		struct {
		} nothing;
		struct operations operations;
	} inner;
} driver;

struct table {
	const driver *none;
	driver drivers[3];
	action grid[2][3];
};
