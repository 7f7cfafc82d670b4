/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"

G_DEFINE_QUARK(kv - error - quark, kv_error)

int kv_error_exit_status(const GError *error)
{
	if (error->domain == G_OPTION_ERROR)
		return KV_EXIT_USAGE;
	if (error->domain != KV_ERROR)
		return KV_EXIT_INCOMPLETE;

	switch ((kv_error_code)error->code) {
	case KV_ERROR_USAGE:
		return KV_EXIT_USAGE;
	case KV_ERROR_INPUT:
	case KV_ERROR_SYSTEM:
		return KV_EXIT_INCOMPLETE;
	case KV_ERROR_INTERNAL:
		break;
	}
	return KV_EXIT_BUG;
}
