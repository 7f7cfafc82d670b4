/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_ACTIONS_H
#define GUEST_ACTIONS_H

#include "words.h"

/* What a step may ask for. An action answers on standard output, and runs in a child. */
typedef void (*action)(const struct words *words);

/* The action that the first word names; NULL if there is none or words are missing. */
action action_of(const struct words *words);

#endif
