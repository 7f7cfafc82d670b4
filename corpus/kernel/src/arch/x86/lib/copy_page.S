// SPDX-License-Identifier: GPL-2.0-or-later
/* String operations in assembly. */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(copy_page)
	mov	$512, %ecx
	rep	movsq
	ret
SYM_FUNC_END(copy_page)

SYM_FUNC_START(memcpy)
	mov	%rdi, %rax
	mov	%rdx, %rcx
	rep	movsb
	ret
SYM_FUNC_END(memcpy)

SYM_FUNC_START(memset)
	mov	%rdi, %r9
	mov	%esi, %eax
	mov	%rdx, %rcx
	rep	stosb
	mov	%r9, %rax
	ret
SYM_FUNC_END(memset)

	.section .note.GNU-stack, "", @progbits
