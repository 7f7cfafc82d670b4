// SPDX-License-Identifier: GPL-2.0-or-later
/* CONFIG_BUILD_SALT: the ELF note of owner "Linux" and type 0x100. */
	.section .note.Linux, "a", @note
	.balign	4
	.long	2f - 1f, 4f - 3f, 0x100
1:	.asciz	"Linux"
2:	.balign	4
3:	.asciz	UTS_RELEASE
4:	.balign	4

	.section .note.GNU-stack, "", @progbits
