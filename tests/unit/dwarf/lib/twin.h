/* SPDX-License-Identifier: GPL-2.0-or-later */
static always_inline void twin_helper(int value)
{
	sink = value * 7;
}
