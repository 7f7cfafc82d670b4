/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_WORDS_H
#define GUEST_WORDS_H

#define WORDS_MAX 12

/* A step of the script: the name of an action and its arguments. They point into the line. */
struct words {
	int count;
	char *word[WORDS_MAX + 1];
};

#endif
