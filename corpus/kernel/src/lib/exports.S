// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What livepatches of the corpus call and nothing in this kernel does: functions without a body of
 * their own, and exports of what other files define without exporting it.
 */
#include <linux/linkage.h>

	.macro export name
	.section "__ksymtab_strings", "aMS", @progbits, 1
__kstrtab_\name:
	.asciz "\name"
__kstrtabns_\name:
	.asciz ""
	.section "___ksymtab+\name", "a"
	.balign 4
__ksymtab_\name:
	.long \name - .
	.long __kstrtab_\name - .
	.long __kstrtabns_\name - .
	.section "__kcrctab", "a"
	.balign 4
__crc_\name:
	.long 0x5ca1ab1e
	.text
	.endm

	.macro stub name
SYM_FUNC_START(\name)
	ret
SYM_FUNC_END(\name)
	export \name
	.endm

	.text
	export __fentry__
	export current_task
	export kthread_should_stop
	export memcpy
	export schedule_timeout
	export sysfs_emit_number

	stub __kmalloc
	stub __mutex_init
	stub _raw_spin_lock
	stub _raw_spin_unlock
	stub call_rcu
	stub klp_find_section_by_name
	stub klp_shadow_alloc
	stub klp_shadow_free
	stub klp_shadow_free_all
	stub klp_shadow_get
	stub klp_shadow_get_or_alloc
#ifndef HAS_SLEEPS
	stub msleep
#endif
	stub mutex_lock
	stub mutex_unlock
	stub rcu_barrier
	stub vmalloc

	.section .note.GNU-stack, "", @progbits
