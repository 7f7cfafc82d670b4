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

/* Pointers to functions that only differ in what they take, and two names for one member. */
struct choice {
	union {
		int (*none)(void);
		int (*one)(int first);
		struct {
			int (*two)(int first, int second);
			int (*behind)(int first);
		} inside;
		int (*other_two)(const char *first, long second);
		int (*more)(const char *format, int second, ...);
		unsigned long number;
	} of;
	union {
		struct {
			action begin, end;
		};
		struct {
			action begin, end;
		} group;
	};
	union {
		int (*a1)(int a), (*a2)(int a), (*a3)(int a), (*a4)(int a, ...);
	} many;
};

struct table {
	const driver *none;
	driver drivers[3];
	action grid[2][3];
};
