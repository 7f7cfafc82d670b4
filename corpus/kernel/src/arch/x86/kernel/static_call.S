// SPDX-License-Identifier: GPL-2.0-or-later
/* The trampoline of a static call, as DEFINE_STATIC_CALL() makes it; a conditional tail call. */
#include <linux/linkage.h>

	.text
	.balign	8
SYM_FUNC_START(__SCT__cond_resched)
	jmp	__cond_resched
	ud1	%esp, %ecx
SYM_FUNC_END(__SCT__cond_resched)

	/* EXPORT_SYMBOL_GPL() */
	.section "___ksymtab_gpl+__SCT__cond_resched", "a"
	.balign	4
__ksymtab___SCT__cond_resched:
	.long	__SCT__cond_resched - .
	.text

SYM_FUNC_START(flush_if_locked)
	testb	$32, (%rdi)
	jne	flush_all
	xor	%eax, %eax
	ret
SYM_FUNC_END(flush_if_locked)

	.section .note.GNU-stack, "", @progbits
