/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OT_H
#define OT_H

#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "case.h"

/* One body under this name, whatever the compiler sees of its callers. */
#define KEEP __attribute__((noipa))

#endif
