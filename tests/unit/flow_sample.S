/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions whose loops tests/unit/test_flow.c knows. Each lies between sample_NAME and
 * sample_NAME_end; they are never called.
 */
	.macro	begin name
	.globl	sample_\name
	.hidden	sample_\name
sample_\name:
	.endm

	.macro	end name
	.globl	sample_\name\()_end
	.hidden	sample_\name\()_end
sample_\name\()_end:
	.endm

	.text
	begin	point
	ret
	end	point

	begin	plain
	ret
	end	plain

	begin	straight
	test	%rdi, %rdi
	je	1f
	call	sample_plain
1:	ret
	end	straight

	/* while (p) p = *p */
	begin	walk
1:	mov	(%rdi), %rdi
	test	%rdi, %rdi
	jne	1b
	ret
	end	walk

	/* while (!*p) cpu_relax() */
	begin	poll
	jmp	2f
1:	pause
2:	mov	(%rdi), %eax
	test	%eax, %eax
	je	1b
	ret
	end	poll

	begin	poll_compare
1:	cmpl	$0, 16(%rdi,%rsi,4)
	je	1b
	ret
	end	poll_compare

	/* What it compares it changes itself. */
	begin	own_memory
1:	addl	$3, (%rdi)
	cmpl	$90, (%rdi)
	jb	1b
	ret
	end	own_memory

	begin	sequence_count
1:	mov	(%rdi), %eax
	test	$1, %al
	je	2f
	pause
	jmp	1b
2:	ret
	end	sequence_count

	begin	constant
	xor	%eax, %eax
1:	add	$1, %eax
	nop
	cmp	$8, %eax
	jne	1b
	ret
	end	constant

	begin	counted
1:	movb	$0, (%rdi)
	inc	%rdi
	cmp	%rsi, %rdi
	jne	1b
	ret
	end	counted

	begin	counted_down
	mov	%esi, %ecx
1:	movb	$0, (%rdi)
	dec	%ecx
	jne	1b
	ret
	end	counted_down

	begin	endless
1:	call	sample_plain
	jmp	1b
	end	endless

	/* A conditional tail call is the only way out. */
	begin	leaves_by_tail
1:	call	sample_plain
	test	%eax, %eax
	jne	sample_straight
	jmp	1b
	end	leaves_by_tail

	begin	always_point
1:	call	sample_point
	mov	(%rbx), %rbx
	test	%rbx, %rbx
	jne	1b
	ret
	end	always_point

	/* "continue" goes round the point. */
	begin	sometimes_point
1:	mov	(%rbx), %rbx
	test	%rbx, %rbx
	je	2f
	testb	$8, 8(%rbx)
	je	1b
	call	sample_point
	jmp	1b
2:	ret
	end	sometimes_point

	/* Both ways through the body have one. */
	begin	both_points
1:	testb	$8, 8(%rbx)
	je	2f
	call	sample_point
	jmp	3f
2:	call	sample_point
3:	mov	(%rbx), %rbx
	test	%rbx, %rbx
	jne	1b
	ret
	end	both_points

	/* The outer loop reschedules, the inner one does not. */
	begin	nested
1:	mov	%rbx, %rdi
2:	mov	(%rdi), %rdi
	test	%rdi, %rdi
	jne	2b
	call	sample_point
	mov	8(%rbx), %rbx
	test	%rbx, %rbx
	jne	1b
	ret
	end	nested

	begin	indirect
1:	call	*(%rbx)
	mov	8(%rbx), %rbx
	test	%rbx, %rbx
	jne	1b
	ret
	end	indirect

	begin	two_callees
1:	call	sample_plain
	call	sample_straight
	call	sample_plain
	test	%eax, %eax
	jne	1b
	ret
	end	two_callees

	/* The way back leads through the cold part. */
	begin	split
1:	test	%rdi, %rdi
	jne	sample_split_cold
	ret
	end	split
	begin	split_cold
	mov	(%rdi), %rdi
	call	sample_point
	jmp	sample_split
	end	split_cold

	.section .note.GNU-stack, "", @progbits
