/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DWARF 5 written by hand: the shapes that compilers write only in special modes (link-time
 * optimisation, C++ style specifications, code that was optimised away), and with one of
 * SIBLING_BACK, DEEP, ORIGIN_LOOP, ORIGIN_OUTSIDE, UNIT_TOO_LONG damage that no compiler writes.
 * Only data directives, so that it assembles for every 64-bit machine.
 */
	.text
	.globl	self, host, method, user, inner_body
self:
	.skip	64
host:
	.skip	128
method:
	.skip	16
inner_body:
	.skip	32
user:
	.skip	48

#define DW_TAG_compile_unit 0x11
#define DW_TAG_inlined_subroutine 0x1d
#define DW_TAG_lexical_block 0x0b
#define DW_TAG_subprogram 0x2e
#define DW_AT_sibling 0x01
#define DW_AT_name 0x03
#define DW_AT_low_pc 0x11
#define DW_AT_high_pc 0x12
#define DW_AT_language 0x13
#define DW_AT_inline 0x20
#define DW_AT_abstract_origin 0x31
#define DW_AT_decl_line 0x3b
#define DW_AT_declaration 0x3c
#define DW_AT_external 0x3f
#define DW_AT_specification 0x47
#define DW_AT_ranges 0x55
#define DW_AT_call_line 0x59
#define DW_FORM_addr 0x01
#define DW_FORM_data4 0x06
#define DW_FORM_string 0x08
#define DW_FORM_data1 0x0b
#define DW_FORM_ref_addr 0x10
#define DW_FORM_ref4 0x13
#define DW_FORM_sec_offset 0x17
#define DW_FORM_flag_present 0x19

#define UNIT 1
#define ABSTRACT 2
#define BODY 3
#define INLINED 4
#define INLINED_LEAF 5
#define BLOCK 6
#define BODY_OF_OTHER_UNIT 7
#define DECLARATION 8
#define BODY_OF_DECLARATION 9
#define INLINED_OF_OTHER_UNIT 10
#define BLOCK_WITH_SIBLING 11
#define INLINED_RANGES 12
#define ABSTRACT_OF 13

	.section .debug_abbrev, "", %progbits
abbreviations:
	.macro	abbreviation number, tag, children
	.uleb128 \number
	.uleb128 \tag
	.byte	\children
	.endm
	.macro	attribute name, form
	.uleb128 \name
	.uleb128 \form
	.endm

	abbreviation UNIT, DW_TAG_compile_unit, 1
	attribute DW_AT_name, DW_FORM_string
	attribute DW_AT_language, DW_FORM_data1
	attribute 0, 0
	abbreviation ABSTRACT, DW_TAG_subprogram, 0
	attribute DW_AT_name, DW_FORM_string
	attribute DW_AT_decl_line, DW_FORM_data1
	attribute DW_AT_inline, DW_FORM_data1
	attribute 0, 0
	abbreviation BODY, DW_TAG_subprogram, 1
	attribute DW_AT_name, DW_FORM_string
	attribute DW_AT_decl_line, DW_FORM_data1
	attribute DW_AT_external, DW_FORM_flag_present
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute 0, 0
	abbreviation INLINED, DW_TAG_inlined_subroutine, 1
	attribute DW_AT_abstract_origin, DW_FORM_ref4
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute DW_AT_call_line, DW_FORM_data1
	attribute 0, 0
	abbreviation INLINED_LEAF, DW_TAG_inlined_subroutine, 0
	attribute DW_AT_abstract_origin, DW_FORM_ref4
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute DW_AT_call_line, DW_FORM_data1
	attribute 0, 0
	abbreviation BLOCK, DW_TAG_lexical_block, 1
	attribute 0, 0
	abbreviation BODY_OF_OTHER_UNIT, DW_TAG_subprogram, 0
	attribute DW_AT_abstract_origin, DW_FORM_ref_addr
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute 0, 0
	abbreviation DECLARATION, DW_TAG_subprogram, 0
	attribute DW_AT_name, DW_FORM_string
	attribute DW_AT_decl_line, DW_FORM_data1
	attribute DW_AT_declaration, DW_FORM_flag_present
	attribute 0, 0
	abbreviation BODY_OF_DECLARATION, DW_TAG_subprogram, 0
	attribute DW_AT_specification, DW_FORM_ref4
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute 0, 0
	abbreviation INLINED_OF_OTHER_UNIT, DW_TAG_inlined_subroutine, 0
	attribute DW_AT_abstract_origin, DW_FORM_ref_addr
	attribute DW_AT_low_pc, DW_FORM_addr
	attribute DW_AT_high_pc, DW_FORM_data4
	attribute DW_AT_call_line, DW_FORM_data1
	attribute 0, 0
	abbreviation BLOCK_WITH_SIBLING, DW_TAG_lexical_block, 1
	attribute DW_AT_sibling, DW_FORM_ref4
	attribute 0, 0
	abbreviation INLINED_RANGES, DW_TAG_inlined_subroutine, 0
	attribute DW_AT_abstract_origin, DW_FORM_ref4
	attribute DW_AT_ranges, DW_FORM_sec_offset
	attribute DW_AT_call_line, DW_FORM_data1
	attribute 0, 0
	abbreviation ABSTRACT_OF, DW_TAG_subprogram, 0
	attribute DW_AT_abstract_origin, DW_FORM_ref4
	attribute 0, 0
	.byte	0

	.section .debug_info, "", %progbits
	.macro	unit_header begin, end
	.4byte	\end - \begin
\begin:
	.2byte	5		/* version */
	.byte	1		/* DW_UT_compile */
	.byte	8		/* address size */
	.4byte	abbreviations
	.endm
	.macro	abstract name, line
	.uleb128 ABSTRACT
	.asciz	"\name"
	.byte	\line, 3	/* DW_INL_declared_inlined */
	.endm
	.macro	body name, line, size
	.uleb128 BODY
	.asciz	"\name"
	.byte	\line
	.8byte	\name
	.4byte	\size
	.endm
	.macro	inlined number, origin, address, size, line
	.uleb128 \number
	.4byte	\origin
	.8byte	\address
	.4byte	\size
	.byte	\line
	.endm

first_unit:
	unit_header first_begin, first_end
	.uleb128 UNIT
	.asciz	"kernel/one.c"
	.byte	29		/* DW_LANG_C11 */
inner:
	abstract inner, 10
outer:
	abstract outer, 20
self_die:
	body	self, 30, 64
	inlined	INLINED, outer-first_unit, self+8, 32, 31
	inlined	INLINED_LEAF, self_die-first_unit, self+16, 8, 21
	.byte	0
	inlined	INLINED_LEAF, inner-first_unit, self+48, 0, 32
	.byte	0
	body	host, 40, 128
#ifdef DEEP
	.rept	2000
	.uleb128 BLOCK
	.endr
#endif
#ifdef SIBLING_BACK
	.uleb128 BLOCK_WITH_SIBLING
	.4byte	self_die - first_unit
#else
	.uleb128 BLOCK_WITH_SIBLING
	.4byte	after_block - first_unit
#endif
	inlined	INLINED, outer-first_unit, host+4, 40, 41
	.uleb128 BLOCK
	inlined	INLINED_LEAF, inner-first_unit, host+12, 16, 22
	.byte	0
	.byte	0
	.byte	0
after_block:
	.uleb128 INLINED_RANGES
	.4byte	inner - first_unit
	.4byte	empty_ranges
	.byte	42
	.uleb128 INLINED_RANGES
	.4byte	inner - first_unit
	.4byte	some_ranges
	.byte	43
	.byte	0
#ifdef DEEP
	.rept	2000
	.byte	0
	.endr
#endif
#ifdef ORIGIN_LOOP
loop_one:
	.uleb128 ABSTRACT_OF
	.4byte	loop_two - first_unit
loop_two:
	.uleb128 ABSTRACT_OF
	.4byte	loop_one - first_unit
#endif
#ifdef ORIGIN_OUTSIDE
	.uleb128 ABSTRACT_OF
	.4byte	0x7fffffff
#endif
method_declaration:
	.uleb128 DECLARATION
	.asciz	"method"
	.byte	50
	.uleb128 BODY_OF_DECLARATION
	.4byte	method_declaration - first_unit
	.8byte	method
	.4byte	16
	/* Discarded by the linker: no function. */
	.uleb128 BODY_OF_DECLARATION
	.4byte	method_declaration - first_unit
	.8byte	0
	.4byte	16
	.byte	0
first_end:

second_unit:
	unit_header second_begin, second_end
	.uleb128 UNIT
	.asciz	"./kernel/sub/../two.c"
	.byte	29
	.uleb128 BODY_OF_OTHER_UNIT
	.4byte	inner
	.8byte	inner_body
	.4byte	32
	body	user, 60, 48
	.uleb128 INLINED_OF_OTHER_UNIT
	.4byte	inner
	.8byte	user + 4
	.4byte	12
	.byte	61
	.byte	0
	.byte	0
#ifdef UNIT_TOO_LONG
second_end = . + 100
#else
second_end:
#endif

	.section .debug_rnglists, "", %progbits
	.4byte	ranges_end - ranges_begin
ranges_begin:
	.2byte	5
	.byte	8, 0
	.4byte	0
empty_ranges:
	.byte	6		/* DW_RLE_start_end */
	.8byte	host + 60, host + 60
	.byte	7		/* DW_RLE_start_length */
	.8byte	host + 70
	.uleb128 0
	.byte	0
some_ranges:
	.byte	5		/* DW_RLE_base_address */
	.8byte	host
	.byte	4		/* DW_RLE_offset_pair */
	.uleb128 80, 80
	.byte	4
	.uleb128 88, 96
	.byte	0
ranges_end:
