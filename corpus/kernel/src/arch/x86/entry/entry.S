// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the machine enters the kernel: assembly, without ftrace locations. */
#include <linux/linkage.h>

	.section .head.text, "ax"
SYM_FUNC_START(startup_64)
	call	start_kernel
1:	hlt
	jmp	1b
SYM_FUNC_END(startup_64)

	.section .entry.text, "ax"
SYM_FUNC_START(entry_SYSCALL_64)
	swapgs
	call	do_syscall_64
	swapgs
	sysretq
SYM_FUNC_END(entry_SYSCALL_64)

	.text
SYM_FUNC_START(__fentry__)
	ret
SYM_FUNC_END(__fentry__)

SYM_FUNC_START(ret_from_fork)
	mov	%rbx, %rdi
	jmp	schedule_tail
SYM_FUNC_END(ret_from_fork)

	.section .note.GNU-stack, "", @progbits
